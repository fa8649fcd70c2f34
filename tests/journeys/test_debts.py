"""A customer owes: part paid at the till, the rest on the MD's page of debts, a transfer denied and due again."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from apps.sales import integrity
from apps.sales.models import Receipt, Shift
from apps.stores.models import PaymentMethod
from tests.browser import Site
from tests.factories.users import make_md, make_user
from tests.journeys import till as steps
from tests.journeys.till import scan

pytestmark = pytest.mark.browser


def test_a_part_payment_is_owed_paid_and_a_transfer_that_never_came_is_due_again(site: Site, page: Page) -> None:
    shop = site.do(steps.open_shop)
    site.do(lambda: PaymentMethod.objects.filter(kind="transfer").update(awaits_confirmation=True))
    steps.enrol(site, page, shop)
    steps.open_shift(page, shop)
    scan(page, shop)
    page.keyboard.press("F4")
    page.get_by_label("Name or phone").fill("Tunde Bakare")
    page.get_by_role("button", name="Add “Tunde Bakare”").click()
    page.get_by_label("Phone").fill("0803 123 4567")
    page.get_by_role("button", name="Add and take").click()
    expect(page.locator(".customer")).to_contain_text("Tunde Bakare")
    page.keyboard.press("F2")
    page.get_by_role("button", name="Bank transfer").click()
    page.get_by_label("reference").fill("0048821")
    page.get_by_role("button", name="Part payment").click()
    page.get_by_label("Amount").fill("4000")
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("₦6,000.00 remain to be paid")
    md = site.do(lambda: make_md(Shift.objects.get().shop))
    onlooker = site.do(lambda: make_user(Shift.objects.get().shop))

    site.sign_in(page, md)
    page.goto(f"{site.url}/debt-dashboard/")
    expect(page.locator(".sale-totals")).to_contain_text("₦6,000.00 due from 1 customer")
    page.get_by_role("link", name="Tunde Bakare").click()
    page.get_by_role("link", name="Take a payment").click()
    page.locator("input[name=amount]").fill("6000")
    page.get_by_role("button", name="Take a payment").click()
    expect(page.get_by_text("Tunde Bakare owes nothing any more.")).to_be_visible()

    page.goto(f"{site.url}/admin/sales/tender/?state=awaited")
    page.get_by_role("link", name="RCP-").first.click()
    page.get_by_role("link", name="It never came").click()
    page.locator("input[name=reason]").fill("The bank shows nothing")
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("is due again.")).to_be_visible()
    page.goto(f"{site.url}/debt-dashboard/")
    expect(page.locator(".sale-totals")).to_contain_text("₦4,000.00 due from 1 customer")
    assert site.do(lambda: (Receipt.objects.get().due, integrity.problems())) == (Decimal("4000.00"), [])

    site.sign_in(page, onlooker)
    answer = page.goto(f"{site.url}/debt-dashboard/")
    assert answer is not None
    assert answer.status == 403
