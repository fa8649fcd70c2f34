"""One woman who was written down twice becomes one, with her receipts together; later she is forgotten."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.customers.models import Customer
from apps.sales.models import Receipt
from apps.users.models import User
from tests.browser import Site
from tests.factories.customers import make_customer
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import make_till, sell
from tests.factories.users import make_cashier, make_md

pytestmark = pytest.mark.browser


def written_down_twice() -> tuple[User, list[str]]:
    """She bought once under each of her two names; the MD, and the numbers of the receipts."""
    till = make_till()
    shirt = make_goods("Oxford M")
    stock(shirt, till.floor, 5)
    first = make_customer(name="Zainab Ibe", phone="0803 123 4567")
    second = make_customer(name="Ibe Zainab", phone="", email="zainab@example.com")
    receipts = [sell(till, (shirt, 1), customer_id=each.pk) for each in (first, second)]
    return make_md(till.shop), [receipt.number for receipt in receipts]


def kept() -> list[tuple[str, str | None, str]]:
    return list(Customer.objects.values_list("name", "phone", "email"))


def names_on_receipts() -> set[str]:
    return set(Receipt.objects.values_list("customer_name", flat=True))


def test_two_who_are_one_are_merged_and_forgotten_and_their_receipts_stay(site: Site, page: Page) -> None:
    md, numbers = site.do(written_down_twice)
    site.sign_in(page, md)

    page.goto(f"{site.url}/admin/office/duplicatepair/?state=open")
    page.get_by_role("link", name="Look now").click()
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_text("1 pair is to be looked at.")).to_be_visible()
    page.get_by_role("link", name="Zainab Ibe").first.click()
    expect(page.locator(".comparison")).to_contain_text("zainab@example.com")

    page.get_by_role("link", name="Merge").click()
    dialog = page.locator("form").filter(has_text="Who stays")
    expect(dialog).to_contain_text("This cannot be undone")
    dialog.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("is one customer now.")).to_be_visible()
    for number in numbers:
        expect(page.locator(".row-section").first).to_contain_text(number)
    expect(page.locator(".row-figures")).to_contain_text(re.compile(r"Visits\s*2"))
    assert site.do(kept) == [("Zainab Ibe", "+2348031234567", "zainab@example.com")]

    page.get_by_role("link", name="Forget").click()
    page.get_by_label("Type the customer's name").fill("Zainab Ibe")
    page.get_by_role("button", name="Forget this customer").click()
    expect(page.get_by_text("The customer is forgotten.")).to_be_visible()
    expect(page.locator(".row-section").first).to_contain_text(numbers[0])

    page.goto(f"{site.url}/receipts/?q={numbers[0]}")
    expect(page.get_by_text(numbers[0]).first).to_be_visible()
    expect(page.get_by_text("Zainab")).to_have_count(0)
    assert (site.do(kept)[0][1:], site.do(names_on_receipts)) == ((None, ""), {""})


def a_cashier_and_a_customer() -> tuple[User, int]:
    till = make_till()
    return make_cashier(till.shop), make_customer(name="Zainab Ibe", phone="0803 123 4567").pk


def test_a_cashier_neither_merges_nor_forgets_nor_takes_along_what_is_stored(site: Site, page: Page) -> None:
    """Not on the page, in the sidebar, or by the address."""
    cashier, key = site.do(a_cashier_and_a_customer)
    site.sign_in(page, cashier)

    page.goto(f"{site.url}/customers/")
    page.get_by_role("link", name="Zainab Ibe").click()
    expect(page.get_by_label("Name")).to_have_value("Zainab Ibe")
    for name in ("Merge with …", "All that is stored", "Forget"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    expect(page.locator("#nav-sidebar")).not_to_contain_text("Possible duplicates")
    for act in ("compare", "take-along", "forget"):
        answer = page.goto(f"{site.url}/admin/customers/customer/{key}/{act}/")
        assert answer is not None
        assert answer.status in (403, 404), act
    assert site.do(kept) == [("Zainab Ibe", "+2348031234567", "")]
