"""Goods come back: at the till with an MD's PIN, in the back office approved by the MD, and exchanged in one ticket."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.core.actor import Actor
from apps.inventory.models import StockMove
from apps.returns import requests
from apps.returns.models import Return
from apps.sales import voids
from apps.sales.models import Receipt, Shift
from tests.browser import Site
from tests.factories.kiosk import PIN
from tests.factories.users import make_md
from tests.journeys import till as steps
from tests.journeys.till import Shop, scan, sell_one
from tests.returns.conftest import books

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("manager_pin")]


def story() -> list[dict[str, Any]]:
    return list(Return.objects.order_by("pk").values("state", "refund", "paid_back", "exchanged", "units"))


def begin(till: Page, number: str, reason: str = "Too small") -> None:
    """From the menu to the pieces of the receipt."""
    till.get_by_role("button", name="menu").click()
    till.get_by_role("menuitem", name="Return or exchange").click()
    till.get_by_label("Scan the receipt").fill(number)
    till.keyboard.press("Enter")
    expect(till.get_by_role("dialog", name=f"What comes back of {number}")).to_be_visible()
    till.get_by_label("Why?").fill(reason)


def type_pin(till: Page) -> None:
    dialog = till.get_by_role("dialog", name="An approver’s PIN")
    expect(dialog.locator("input[type=password]")).to_be_focused()
    till.keyboard.type(PIN, delay=60)
    till.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_a_piece_comes_back_in_cash_with_a_pin_and_a_damaged_one_is_lost(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("+")
    number = steps.pay(till)

    begin(till, number)
    till.get_by_role("button", name="One damaged piece of").click()
    expect(till.locator(".brings .all b")).to_have_text("₦10,000.00")
    till.get_by_role("button", name="Take the goods, give back").click()
    type_pin(till)
    expect(till.locator(".given-back b")).to_have_text("₦10,000.00")
    till.get_by_role("button", name="Done").click()

    assert site.do(story) == [
        {"state": "completed", "refund": "cash", "paid_back": Decimal(10000), "exchanged": Decimal(0), "units": 1}
    ]
    moved = site.do(lambda: list(StockMove.objects.filter(reason="return").values_list("target__kind", flat=True)))
    assert (moved, site.do(books)) == (["loss"], [])


def test_goods_are_exchanged_in_one_ticket_and_only_the_difference_is_paid(site: Site, shop: Shop, till: Page) -> None:
    number = sell_one(till, shop)

    begin(till, number)
    till.get_by_role("button", name="One good piece of").click()
    expect(till.locator(".brings .all b")).to_have_text("₦10,000.00")
    till.get_by_role("button", name="Exchange for new goods").click()
    type_pin(till)
    expect(till.locator(".in-hand b")).to_have_text("−₦10,000.00")
    scan(till, shop)
    scan(till, shop)
    expect(till.locator(".totals .all b")).to_have_text("₦10,000.00")
    steps.pay(till)

    receipts = site.do(lambda: list(Receipt.objects.order_by("pk").values_list("total", "returned", "due")))
    assert receipts == [(Decimal(10000), Decimal(10000), Decimal(0)), (Decimal(20000), Decimal(0), Decimal(0))]
    assert site.do(story) == [
        {"state": "completed", "refund": "", "paid_back": Decimal(0), "exchanged": Decimal(10000), "units": 1}
    ]
    assert site.do(books) == []


def test_the_md_approves_in_the_back_office_and_cash_goes_out_of_the_open_shift(
    site: Site, shop: Shop, till: Page
) -> None:
    number = sell_one(till, shop)
    begin(till, number)
    till.get_by_role("button", name="One good piece of").click()
    till.get_by_role("button", name="Let it wait for approval").click()
    expect(till.locator(".given-back")).to_contain_text("Waits for approval")
    md = site.do(lambda: make_md(Shift.objects.get().shop))

    site.sign_in(till, md)
    till.goto(f"{site.url}/returns/")
    till.get_by_role("link", name="RET-").first.click()
    till.get_by_role("link", name="Approve").click()
    till.get_by_role("button", name="Approve", exact=True).click()
    expect(till.get_by_text("is approved.")).to_be_visible()
    till.get_by_role("link", name="Complete").click()
    till.get_by_role("button", name="Take the goods, give back").click()
    expect(till.get_by_text("give ₦10,000.00 back in cash")).to_be_visible()

    assert site.do(story)[0]["state"] == "completed"
    expect(till.get_by_role("link", name="Complete")).to_have_count(0)
    assert site.do(books) == []


@pytest.mark.prove
def test_a_receipt_of_a_void_sale_says_why_nothing_comes_back(site: Site, shop: Shop, till: Page) -> None:
    number = sell_one(till, shop)
    site.do(lambda: _void(number))

    till.get_by_role("button", name="menu").click()
    till.get_by_role("menuitem", name="Return or exchange").click()
    till.get_by_label("Scan the receipt").fill(number)
    till.keyboard.press("Enter")

    expect(till.get_by_role("dialog", name=number)).to_contain_text("is void")


def _void(number: str) -> None:
    receipt = Receipt.objects.get(number=number)
    assert not requests.is_late(receipt)
    voids.void(receipt, by=Actor.system(), reason="Wrong size")
