"""What the shop owes is given and spent: an MD issues goodwill, its slip pays at the till, the receipt tells it."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from apps.core.actor import Actor
from apps.credits.models import Credit
from apps.printing import presets
from apps.printing.models import PrintJob
from apps.sales.models import Receipt
from apps.users.models import User
from tests.browser import Site
from tests.factories.credits import make_credit
from tests.factories.sales import make_customer
from tests.factories.users import make_cashier, make_md
from tests.journeys import till as steps
from tests.journeys.till import SCAN, Shop, scan

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(site: Site) -> Shop:
    site.do(presets.ensure_virtual, by=Actor.system())
    return site.do(steps.open_shop)


@pytest.fixture
def till(site: Site, shop: Shop, page: Page) -> Page:
    steps.enrol(site, page, shop)
    steps.open_shift(page, shop)
    return page


def the_credit() -> Credit:
    return Credit.objects.select_related("customer").get()


def tenders_of_the_sale() -> list[tuple[str, Decimal, str]]:
    return list(Receipt.objects.get().tenders.values_list("method_name", "amount", "reference"))


def user(username: str) -> User:
    return User.objects.select_related("shop").get(username=username)


def test_goodwill_is_issued_with_a_slip_pays_at_the_till_and_stands_on_the_receipt(
    site: Site, shop: Shop, till: Page
) -> None:
    site.do(make_customer, "Ngozi Eze", phone="+2348031234567")
    office = till.context.browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    site.sign_in(office, site.do(make_md, site.do(user, shop.manager).shop))

    office.goto(f"{site.url}/store-credits/")
    office.get_by_role("link", name="Add store credit").first.click()
    office.locator(".select2-selection").first.click()
    office.locator(".select2-search__field").fill("ngozi")
    office.get_by_role("option", name="Ngozi Eze").click()
    office.get_by_label("Value").fill("4000")
    office.get_by_label("Reason").fill("The zip was broken")
    office.get_by_role("button", name="Save", exact=True).click()
    expect(office.get_by_text("is issued to Ngozi Eze.")).to_be_visible()
    credit = site.do(the_credit)
    assert site.do(PrintJob.objects.filter(title=f"Store credit {credit.number}").count) == 1

    scan(till, shop)
    till.evaluate(SCAN, [*credit.number, "Enter"])
    expect(till.get_by_role("button", name="Customer Ngozi Eze: change")).to_contain_text("₦4,000.00")
    till.keyboard.press("F2")
    sheet = till.get_by_role("dialog", name="Payment")
    expect(sheet.locator(".tender")).to_contain_text(credit.number)
    expect(sheet.locator(".rest").first).to_contain_text("₦6,000.00")
    till.get_by_role("button", name=f"Take {credit.number} off").click()
    sheet.get_by_role("button", name="Use store credit").click()
    till.get_by_label("Amount").focus()
    till.keyboard.press("Enter")
    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()

    assert site.do(tenders_of_the_sale) == [
        ("Store Credit", Decimal("4000.00"), credit.number),
        ("Cash", Decimal("6000.00"), ""),
    ]
    office.goto(f"{site.url}/store-credits/")
    expect(office.locator(".credit-totals .is-main")).to_contain_text("₦0.00")
    office.get_by_role("link", name=credit.number).first.click()
    expect(office.get_by_role("link", name="RCP-").first).to_be_visible()
    told = office.request.get(f"{site.url}/api/shop/v1/credits/{credit.customer_id}").json()
    assert (told["name"], told["balance"], told["credits"]) == ("Ngozi Eze", "0.00", [])
    office.context.close()


def test_without_the_server_the_sale_waits_and_is_sold_once_when_it_is_back(site: Site, shop: Shop, till: Page) -> None:
    credit = site.do(make_credit, "4000.00")
    scan(till, shop)
    till.evaluate(SCAN, [*credit.number, "Enter"])
    expect(till.get_by_role("button", name=f"Customer {credit.customer}: change")).to_be_visible()
    till.keyboard.press("F2")
    sheet = till.get_by_role("dialog", name="Payment")
    expect(sheet.locator(".tender")).to_contain_text(credit.number)

    site.stop()
    expect(steps.status(till)).to_contain_text("Offline")
    till.get_by_label("Amount").focus()
    till.keyboard.press("Enter")
    expect(sheet.get_by_role("alert")).to_contain_text("Store credit needs the server")
    assert site.do(Receipt.objects.count) == 0

    site.start()
    expect(steps.status(till)).to_contain_text("Online · all sent")
    till.get_by_label("Amount").focus()
    till.keyboard.press("Enter")
    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    assert (site.do(Receipt.objects.count), site.do(the_credit).left) == (1, Decimal("0.00"))


def test_a_manager_is_refused_above_their_limit_and_a_cashier_everywhere(site: Site, shop: Shop, page: Page) -> None:
    credit = site.do(make_credit)
    manager = site.do(user, shop.manager)
    site.sign_in(page, manager)

    page.goto(f"{site.url}/admin/credits/credit/add/?customer={credit.customer_id}")
    page.get_by_label("Value").fill("20001")
    page.get_by_label("Reason").fill("A long quarrel")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("more than the ₦20,000.00 that you may issue alone")).to_be_visible()

    site.sign_in(page, site.do(make_cashier, manager.shop))
    refused = page.goto(f"{site.url}/admin/credits/credit/add/")
    assert refused is not None
    assert refused.status == 403
    assert site.do(Credit.objects.count) == 1
