"""From a deposit at the till over the arrival in the back office to the pick-up, in the browser of each who does it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from apps.core import clock
from apps.inventory import integrity as stock_books
from apps.preorders import integrity, queries
from apps.preorders.models import PreOrder
from apps.printing.models import PrintJob
from apps.sales import integrity as sales_books
from apps.sales.models import Receipt
from apps.stores.models import Shop as ShopRow
from apps.users.models import User
from tests.browser import Site
from tests.factories.catalog import make_category
from tests.factories.sales import make_customer
from tests.factories.users import make_user
from tests.journeys import till as steps
from tests.journeys.till import SCAN, Shop

pytestmark = pytest.mark.browser


def furnish() -> Shop:
    shop = steps.open_shop()
    make_category("Gowns")
    make_customer("Ngozi Eze", "+2348031112222")
    return shop


def take_at_the_till(page: Page) -> None:
    page.get_by_role("button", name="Chidi Eze: menu").click()
    page.get_by_role("menuitem", name="Pre-orders").click()
    page.get_by_role("dialog", name="Pre-orders").get_by_role("button", name="New pre-order").click()
    page.get_by_label("Name or phone").fill("Ngozi")
    page.get_by_role("button", name="Ngozi Eze").click()
    form = page.get_by_role("dialog", name="New pre-order")
    form.get_by_label("What is ordered").fill("Red agbada, gold trim")
    form.get_by_label("Pieces").fill("2")
    form.get_by_label("Price of a piece").fill("30,000")
    form.get_by_label("Deposit").fill("20,000")
    form.get_by_role("button", name="Take the pre-order").click()
    expect(form.get_by_role("alert")).to_have_text("Choose how the deposit is paid.")
    form.get_by_role("button", name="Cash", exact=True).click()
    form.get_by_role("button", name="Take the pre-order").click()
    expect(page.get_by_text("is taken.")).to_be_visible()


def what_stands() -> dict[str, Any]:
    preorder = PreOrder.objects.get()
    return {"state": preorder.state, "held": queries.held(preorder), "receipts": Receipt.objects.count()}


def books() -> list[str]:
    return [*integrity.findings(), *sales_books.problems(), *stock_books.findings()]


def titles() -> list[str]:
    return list(PrintJob.objects.order_by("pk").values_list("title", flat=True))


def tenders() -> list[tuple[str, Decimal]]:
    return list(Receipt.objects.get(kind="sale").tenders.values_list("method_name", "amount"))


def md_of(username: str) -> User:
    return make_user(User.objects.get(username=username).shop, role="md")


def onlooker() -> User:
    return make_user(ShopRow.objects.first(), role="user")


def test_from_a_deposit_at_the_till_to_the_pick_up(site: Site, context: BrowserContext, page: Page) -> None:
    shop = site.do(furnish)
    steps.enrol(site, page, shop)
    steps.open_shift(page, shop)
    take_at_the_till(page)

    preorder = site.do(PreOrder.objects.get)
    receipt = site.do(Receipt.objects.get)
    assert site.do(what_stands) == {"state": "pending", "held": Decimal("20000.00"), "receipts": 1}
    assert site.do(titles) == [f"Deposit receipt {receipt.number}", f"Pre-order {preorder.number}"]
    assert preorder.expected_on == clock.today() + timedelta(days=14)

    back = context.browser.new_context(base_url=site.url).new_page()  # type: ignore[union-attr]
    site.sign_in(back, site.do(md_of, shop.manager))
    back.goto(f"{site.url}/pre-orders/")
    expect(back.get_by_text("deposits held")).to_be_visible()
    back.get_by_role("link", name=preorder.number).first.click()
    back.get_by_role("link", name="It has arrived").click()
    back.locator("input[name=unit_cost]").fill("18000")
    back.locator("input[name=brand]").fill("Kente")
    back.locator("select[name=category]").select_option("Gowns")
    back.get_by_role("button", name="Take it in").click()
    expect(back.get_by_text("and is kept. Tell the customer.")).to_be_visible()
    back.locator("a", has_text="Tell the customer").click()
    back.get_by_role("link", name="Tell by mail").click()
    back.locator("input[name=recipient]").fill("ngozi@example.com")
    back.get_by_role("button", name="Send").click()
    expect(back.get_by_text("Mail to ngozi@example.com", exact=True)).to_be_visible()

    site.sign_in(back, site.do(onlooker))
    back.goto(f"{site.url}/pre-orders/")
    expect(back.get_by_text(preorder.number)).to_have_count(0)

    page.evaluate(SCAN, [*preorder.number, "Enter"])
    expect(page.get_by_text(f"Picked up: {preorder.number}")).to_be_visible()
    page.keyboard.press("F2")
    payment = page.get_by_role("dialog", name="Payment")
    expect(payment.get_by_text(receipt.number)).to_be_visible()
    expect(payment.get_by_text("₦40,000.00")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Sale done")).to_be_visible(timeout=10_000)

    assert site.do(what_stands) == {"state": "fulfilled", "held": Decimal("0.00"), "receipts": 2}
    assert site.do(tenders) == [("Deposit", Decimal("20000.00")), ("Cash", Decimal("40000.00"))]
    assert site.do(books) == []
