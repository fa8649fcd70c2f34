"""Goods leave the shop: from the till to the customer's signature on a phone, and as a present without prices."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.printing.models import PrintJob
from apps.sales.models import Delivery, DeliveryStep, Receipt
from apps.users.models import User
from tests.browser import LISTEN, Site
from tests.factories.kiosk import PIN, give_pin
from tests.factories.users import make_user
from tests.journeys import till as steps
from tests.journeys.till import Shop, pay, scan, status

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def shop(site: Site) -> Shop:
    return site.do(steps.open_shop)


@pytest.fixture
def till(site: Site, shop: Shop, page: Page) -> Page:
    steps.enrol(site, page, shop)
    steps.open_shift(page, shop)
    return page


def person(username: str) -> User:
    return User.objects.get(username=username)


def nobody() -> User:
    """Works here, and may do nothing."""
    return make_user(Receipt.objects.latest("pk").shop)


def told() -> tuple[str, str, bool, bool]:
    delivery, step = Delivery.objects.get(), DeliveryStep.objects.latest("pk")
    return delivery.state.value, delivery.received_by, bool(step.signature), bool(step.photo)


def words_of_gift_receipt() -> str:
    found: Any = json.loads(PrintJob.objects.get(title__startswith="Gift receipt without prices").document)
    return json.dumps([block for block in found["blocks"] if block.get("kind") != "picture"], ensure_ascii=False)


def phone_of(site: Site, browser: Browser, user: User) -> Page:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    context.add_init_script(LISTEN)
    page = context.new_page()
    site.sign_in(page, user)
    return page


def sign(page: Page) -> None:
    """A line across the box, as a finger draws it."""
    canvas = page.locator("[data-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + box["height"] - 30, steps=12)
    page.mouse.up()


def test_from_the_last_receipts_to_a_signature_on_a_phone(site: Site, shop: Shop, till: Page, browser: Browser) -> None:
    scan(till, shop)
    number = pay(till)
    till.keyboard.press("F9")
    till.get_by_role("button", name=f"Have {number} delivered").click()
    till.get_by_label("Address").fill("12 Aminu Kano Crescent")
    till.get_by_label("Phone").fill("0803 123 4567")
    till.get_by_role("button", name="Arrange it").click()
    expect(till.locator(".notice")).to_contain_text(f"{number} waits as DLV-")
    till.get_by_role("dialog", name="Last receipts").get_by_role("button", name="Close").click()
    expect(status(till)).to_contain_text("Online · all sent")

    phone = phone_of(site, browser, site.do(person, shop.cashier))
    phone.goto(f"{site.url}/admin/sales/delivery/round/")
    expect(phone.get_by_text("12 Aminu Kano Crescent")).to_be_visible()
    expect(phone.get_by_role("link", name="0803 123 4567")).to_have_attribute("href", "tel:08031234567")
    phone.get_by_role("link", name="At the door").click()
    phone.get_by_label("Courier").fill("Sule")
    phone.get_by_role("button", name="Send it out").click()
    expect(phone.get_by_text("is on its way.")).to_be_visible()
    phone.get_by_label("Received by").fill("Her sister")
    sign(phone)
    phone.get_by_role("button", name="Delivered").click()

    expect(phone.get_by_text("1 delivered")).to_be_visible()
    assert site.do(told) == ("delivered", "Her sister", True, False)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_present_is_given_with_the_mds_pin_and_its_receipt_tells_no_price(site: Site, shop: Shop, till: Page) -> None:
    site.do(lambda: give_pin(person(shop.manager)))
    till.reload()
    expect(status(till)).to_contain_text("Online · all sent")
    scan(till, shop)
    till.get_by_role("button", name="Gift").click()
    till.get_by_label("Why is it given?").fill("Opening day")
    till.get_by_role("button", name="Make it a gift").click()
    till.keyboard.press("F2")
    dialog = till.get_by_role("dialog", name="An approver’s PIN")
    dialog.get_by_role("button", name="Musa Bello").click()
    till.keyboard.type(PIN, delay=60)
    till.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    till.get_by_role("button", name="Finish the gift").click()
    done = till.get_by_role("dialog", name="Sale done")
    done.get_by_role("button", name="Gift receipt").click()

    expect(till.locator(".notice")).to_contain_text("The gift receipt waits among the print jobs.")
    words = site.do(words_of_gift_receipt)
    assert ("GIFT RECEIPT" in words, "Office Shirt" in words) == (True, True)
    assert re.search(r"₦|NGN|\d[.,]\d{2}\b|10,?000", words) is None


def test_who_may_not_is_shown_no_round(site: Site, shop: Shop, till: Page, browser: Browser) -> None:
    scan(till, shop)
    pay(till)

    phone = phone_of(site, browser, site.do(nobody))
    answer = phone.goto(f"{site.url}/admin/sales/delivery/round/")

    assert answer is not None
    assert answer.status == 403 or "/round/" not in phone.url
