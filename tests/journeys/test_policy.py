"""No page of the house breaches the strict policy or throws an error; dialogs, tabs and the palette work under it."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.users import pins
from apps.users.models import User
from tests.browser import Site
from tests.factories.catalog import make_product
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_cashier, make_md

pytestmark = pytest.mark.browser
OUTSIDE_THE_LISTS = (
    *("/admin/", "/admin/password_change/", "/returns/", "/pre-orders/", "/reorder/", "/store-credits/", "/reports/"),
    *("/approvals/", "/oem/", "/no-such-page/", "/sell/", "/customer-display/"),
    *("/admin/sales/receipt/export/", "/admin/catalog/product/export/"),
)


SCAN = """code => [...code, "Enter"].forEach((key) =>
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""


def small_chain() -> User:
    """A day of the demo shop: a row in most tables."""
    call_command("demo", days=1, stdout=StringIO())
    return User.objects.get(username="md")


def addresses_of(model: type) -> Iterator[str]:
    """A table's list, the form of a new row, and the pages of one that is there."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"  # type: ignore[attr-defined]
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_add")
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="md")
    row = admin.site._registry[model].get_queryset(request).first()  # some lists leave rows to another page
    if row is not None:
        yield reverse(f"{name}_change", args=[row.pk])
        yield reverse(f"{name}_history", args=[row.pk])


def every_address() -> list[str]:
    return [address for model in admin.site._registry for address in addresses_of(model)]


@pytest.mark.prove
def test_every_page_keeps_the_policy(site: Site, page: Page) -> None:
    site.sign_in(page, site.do(small_chain))
    lists = [
        reverse(f"admin:{table._meta.app_label}_{table._meta.model_name}_changelist") for table in admin.site._registry
    ]
    answers = {}

    for address in [*site.do(every_address), *OUTSIDE_THE_LISTS]:
        answer = page.goto(site.url + address)
        assert answer is not None
        answers[address] = answer.status

    wrong = {address: status for address, status in answers.items() if status not in (200, 403)}
    assert wrong.keys() == {"/no-such-page/"}
    assert {address for address in lists if answers[address] != 200} == set()  # a ledger has no form, but a list


def test_signing_in_leads_where_one_wanted_to_go(site: Site, page: Page) -> None:
    user = site.do(make_md)
    page.goto(f"{site.url}/admin/login/?next=/admin/users/user/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", "only-for-tests")
    page.click("button[type=submit]")

    page.wait_for_url(f"{site.url}/admin/users/user/")


def test_an_empty_house_is_set_up_and_leads_to_the_till(site: Site, page: Page) -> None:
    page.goto(site.url)
    for name, value in {
        "company": "Ada Fashion",
        "shop": "Wuse II",
        "first_name": "Ada",
        "last_name": "Obi",
        "username": "ada",
        "password": "many-good-words",
        "again": "many-good-words",
    }.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Open the shop").click()

    page.wait_for_url(f"{site.url}/sell/")
    assert site.do(lambda: User.objects.get().shop.name) == "Wuse II"  # type: ignore[union-attr]


def test_a_dialog_says_what_is_wrong_then_does_its_act(site: Site, page: Page) -> None:
    cashier = site.do(lambda: make_cashier(make_shop()))
    site.sign_in(page, site.do(make_md))
    page.goto(f"{site.url}/admin/users/user/{cashier.pk}/change/")

    page.get_by_text("Set PIN").first.click()
    page.locator("#dialog [name=pin]").fill("1234")
    page.locator("#dialog [name=again]").fill("1234")
    page.locator("#dialog button[type=submit]").click()
    page.get_by_text("first that anybody would try").wait_for()
    page.locator("#dialog [name=pin]").fill("4827")
    page.locator("#dialog [name=again]").fill("4827")
    page.locator("#dialog button[type=submit]").click()

    page.get_by_text("Chidi Eze has a new PIN.").wait_for()
    site.do(pins.check_pin, cashier, "4827")


def test_tabs_and_rows_of_a_form_work_without_eval(site: Site, page: Page) -> None:
    site.do(make_company)
    site.sign_in(page, site.do(make_md))
    page.goto(f"{site.url}/admin/stores/company/1/change/")

    page.get_by_text("Receipts and display").click()
    page.locator("[name=receipt_footer]").fill("Thank you")
    page.get_by_text("Bank accounts").first.click()
    page.locator(".add-row").first.click()
    page.locator("[name=bank_accounts-0-bank]").fill("GTBank")
    page.locator("[name=bank_accounts-0-number]").fill("0123456789")
    page.locator("[name=bank_accounts-0-name]").fill("Ada Fashion")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()

    company = site.do(make_company)
    assert company.receipt_footer == "Thank you"
    assert site.do(lambda: str(company.bank_accounts.get())) == "GTBank 0123456789"


def test_dark_stays_dark_and_the_palette_finds_a_table(site: Site, page: Page) -> None:
    site.sign_in(page, site.do(make_md))
    page.goto(f"{site.url}/admin/")
    page.evaluate("localStorage.setItem('adminTheme', JSON.stringify('dark'))")
    page.goto(f"{site.url}/admin/users/user/")
    assert "dark" in (page.locator("html").get_attribute("class") or "")

    page.keyboard.press("Control+k")
    page.locator("#search-input-command").press_sequentially("roles")
    page.locator("#command-results-list a[href='/admin/users/role/']").wait_for()
    page.locator("#search-input-command").press_sequentially("xyz")
    page.get_by_text("Nothing goes by that name").wait_for()
    page.keyboard.press("Enter")
    page.locator("#search-input-command").fill("")
    page.locator("#search-input-command").press_sequentially("taxes")
    page.locator("#command-results-list a[href='/admin/stores/taxrate/']").wait_for()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/admin/stores/taxrate/"))


def test_a_scan_anywhere_opens_the_product_and_typing_does_not(site: Site, page: Page) -> None:
    def furnish() -> tuple[User, str]:
        return make_md(make_shop()), make_product().barcodes.get().code

    md, code = site.do(furnish)
    site.sign_in(page, md)

    page.goto(f"{site.url}/admin/customers/customer/")
    page.locator("body").press_sequentially(code[:6], delay=120)
    page.keyboard.press("Enter")
    assert "/customer/" in page.url
    page.evaluate("document.activeElement.blur()")
    page.evaluate(SCAN, code)

    expect(page).to_have_url(re.compile(r"/admin/catalog/product/\d+/change/"))
