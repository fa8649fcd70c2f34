"""Goods leave the shop: from the till to the customer's signature on a phone, and as a present without prices."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.core import clock
from apps.printing.models import PrintJob
from apps.sales.models import Delivery, DeliveryStep
from apps.users.models import User
from tests.browser import LISTEN, Site
from tests.factories.kiosk import PIN, give_pin
from tests.factories.users import make_md
from tests.journeys import till as steps
from tests.journeys.till import Shop, pay, refusal_of, scan, status

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def person(username: str) -> User:
    return User.objects.get(username=username)


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


def late_delivery(number: str) -> str:
    """It should have been there four days ago; its number."""
    delivery = Delivery.objects.get(receipt__number=number)
    Delivery.objects.filter(pk=delivery.pk).update(due_on=clock.today() - timedelta(days=4))
    return delivery.number


def steps_taken() -> list[tuple[str, str]]:
    return list(DeliveryStep.objects.order_by("pk").values_list("kind", "user_name"))


def brought(page: Page) -> str:
    """Sold at the till, to be brought to an address for a fee; the receipt's number."""
    page.get_by_role("button", name="Delivery").click()
    page.get_by_label("Address").fill("12 Aminu Kano Crescent")
    page.get_by_label("Fee").fill("1500")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".till")).to_contain_text("₦11,500.00")
    return pay(page)


def test_the_md_finds_what_is_late_and_takes_a_wrong_mark_back(
    site: Site, shop: Shop, till: Page, browser: Browser
) -> None:
    """The cashier marked it too early, and may not take that back."""
    scan(till, shop)
    number = site.do(late_delivery, brought(till))
    address = f"{site.url}/admin/sales/delivery/{site.do(lambda: Delivery.objects.get().pk)}"
    site.sign_in(till, site.do(person, shop.cashier))
    till.goto(f"{address}/change/")
    till.get_by_role("link", name="Mark as delivered").click()
    till.get_by_label("Received by").fill("Her sister")
    till.get_by_role("button", name="Mark as delivered").click()
    expect(till.get_by_text(f"{number} is delivered.")).to_be_visible()
    expect(till.get_by_role("link", name="Not delivered after all")).to_have_count(0)

    phone = phone_of(site, browser, site.do(make_md))
    phone.goto(f"{address}/change/")
    phone.get_by_text("more_horiz").click()
    phone.get_by_role("link", name="Not delivered after all").click()
    phone.get_by_label("Why").fill("The bag stands in the shop")
    phone.get_by_role("button", name="Take it back").click()
    expect(phone.get_by_text(f"{number} waits again.")).to_be_visible()

    phone.goto(f"{site.url}/admin/")
    phone.get_by_text("1 delivery is overdue.").click()
    expect(phone.locator("#result_list")).to_contain_text(number)
    expect(phone.locator("#result_list")).to_contain_text("overdue")
    expect(phone.locator("#nav-sidebar a").filter(has_text="Deliveries")).to_contain_text("1")
    assert site.do(steps_taken) == [
        ("delivered", "Chidi Eze"),
        ("reopened", "Ada Obi"),
    ]


def test_who_may_not_deliver_meets_no_delivery(site: Site, shop: Shop, till: Page) -> None:
    """Not in the sidebar, nor by the address, nor on the line."""
    scan(till, shop)
    number = pay(till)
    scan(till, shop)
    brought(till)
    key = site.do(lambda: Delivery.objects.get().pk)
    site.sign_in(till, site.do(person, site.do(steps.make_stranger, shop)))

    wish = {"kind": "pickup", "address": "", "phone": "", "courier": "", "note": ""}
    assert refusal_of(till, "plan_delivery", number=number, delivery=wish) == "not_allowed"
    till.goto(f"{site.url}/admin/")
    expect(till.locator("#nav-sidebar")).to_contain_text("Products")
    expect(till.locator("#nav-sidebar")).not_to_contain_text("Deliveries")
    for address in ("", "round/", f"{key}/change/", f"{key}/door/", f"{key}/deliver/"):
        answer = till.goto(f"{site.url}/admin/sales/delivery/{address}")
        assert answer is not None
        assert answer.status in (403, 404), address
    assert site.do(lambda: [row.state.value for row in Delivery.objects.all()]) == ["pending"]
