"""What the shop owes is given and spent: an MD issues goodwill, its slip pays at the till, the receipt tells it."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.core.actor import Actor
from apps.credits.models import Credit
from apps.printing import presets
from apps.printing.models import PrintJob
from apps.sales.models import Receipt
from apps.users.models import ApprovalRequest, Role, User
from tests.browser import Site
from tests.factories.credits import make_credit
from tests.factories.kiosk import PIN, give_pin
from tests.factories.sales import make_customer
from tests.factories.users import make_cashier, make_md
from tests.journeys import till as steps
from tests.journeys.till import SCAN, Shop, refusal_of, scan

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(site: Site) -> Shop:
    site.do(presets.ensure_virtual, by=Actor.system())
    return site.do(steps.open_shop)


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


# Asked for: at the till and in the back office, on the spot and from afar.


def fill_in_credit(till: Page, value: str, *, name: str = "Chidi Eze") -> None:
    """From the menu: the customer first, then what they get."""
    till.get_by_role("button", name=f"{name}: menu").click()
    till.get_by_role("menuitem", name="Store credit").click()
    till.get_by_label("Name or phone").fill("Ngozi")
    till.get_by_role("dialog").get_by_role("button", name=re.compile("Ngozi Eze")).click()
    form = till.get_by_role("dialog", name="Store credit for Ngozi Eze")
    form.get_by_label("Value").fill(value)
    form.get_by_label("Why?").fill("The zip was broken")
    form.get_by_role("button", name="Issue the credit").click()


def credits_told() -> list[tuple[str, Decimal, str, str]]:
    rows = Credit.objects.order_by("pk")
    return list(rows.values_list("customer__name", "value", "issued_by_name", "approver_name"))


def slips() -> list[str]:
    return list(PrintJob.objects.filter(title__startswith="Store credit").values_list("title", flat=True))


def test_a_cashier_asks_for_a_credit_from_afar_and_it_pays_in_the_same_sale(
    site: Site, shop: Shop, till: Page, phone: Page
) -> None:
    site.do(make_customer, "Ngozi Eze", phone="+2348031234567")
    scan(till, shop)
    fill_in_credit(till, "4000")
    till.get_by_role("dialog", name="Ask from afar").get_by_role("button", name="Ask", exact=True).click()
    expect(till.get_by_role("dialog", name="Waiting for an answer")).to_be_visible()
    assert site.do(credits_told) == []

    card = phone.locator(".waiting-card")
    for words in ("Ngozi Eze", "₦4,000.00", "Chidi Eze", "The zip was broken"):
        expect(card).to_contain_text(words)
    card.get_by_role("button", name="Allow").click()

    expect(till.locator(".notice.good")).to_contain_text("is issued: ₦4,000.00 for Ngozi Eze.")
    assert site.do(credits_told) == [("Ngozi Eze", Decimal("4000.00"), "Chidi Eze", "Ada Obi")]
    assert site.do(slips) == [f"Store credit {site.do(the_credit).number}"]
    till.keyboard.press("F2")
    expect(till.get_by_role("dialog", name="Payment").locator(".tender")).to_contain_text(site.do(the_credit).number)


def test_a_till_that_is_loaded_anew_while_it_waits_still_issues_what_was_allowed(
    site: Site, shop: Shop, till: Page, phone: Page
) -> None:
    site.do(make_customer, "Ngozi Eze", phone="+2348031234567")
    fill_in_credit(till, "4000")
    till.get_by_role("dialog", name="Ask from afar").get_by_role("button", name="Ask", exact=True).click()
    till.get_by_role("button", name="Go on selling").click()
    till.reload()
    expect(till.locator(".afar")).to_contain_text("Waiting for an answer")

    phone.get_by_role("button", name="Allow").click()
    till.get_by_role("button", name="Go on", exact=True).click()

    expect(till.locator(".notice.good")).to_contain_text("is issued: ₦4,000.00 for Ngozi Eze.")
    assert site.do(credits_told) == [("Ngozi Eze", Decimal("4000.00"), "Chidi Eze", "Ada Obi")]


def test_an_md_at_the_till_issues_alone_and_allows_a_cashiers_by_pin(site: Site, shop: Shop, till: Page) -> None:
    site.do(make_customer, "Ngozi Eze", phone="+2348031234567")
    site.do(lambda: give_pin(make_md(user(shop.manager).shop)))
    till.reload()
    fill_in_credit(till, "50000")
    expect(till.get_by_role("dialog", name="An approver’s PIN")).to_contain_text("₦50,000.00")
    till.keyboard.type(PIN, delay=60)
    till.keyboard.press("Enter")
    expect(till.locator(".notice.good")).to_contain_text("is issued: ₦50,000.00 for Ngozi Eze.")

    till.get_by_role("button", name="Chidi Eze: menu").click()
    till.get_by_role("menuitem", name="Switch by PIN").click()
    till.get_by_label("PIN of Ada Obi").wait_for()
    till.keyboard.type(PIN, delay=60)
    till.keyboard.press("Enter")
    till.get_by_role("button", name="Ada Obi: menu").click()
    till.get_by_role("menuitem", name="Store credit").click()
    form = till.get_by_role("dialog", name="Store credit for Ngozi Eze")
    form.get_by_role("button", name="Promotion").click()
    form.get_by_label("Value").fill("1000")
    form.get_by_label("Why?").fill("Opening week")
    form.get_by_role("button", name="Issue the credit").click()
    expect(till.locator(".notice.good")).to_contain_text("is issued: ₦1,000.00 for Ngozi Eze.")

    assert site.do(credits_told) == [
        ("Ngozi Eze", Decimal("50000.00"), "Chidi Eze", "Ada Obi"),
        ("Ngozi Eze", Decimal("1000.00"), "Ada Obi", ""),
    ]


def blind_cashiers() -> None:
    role = Role.objects.get(key="cashier")
    role.permissions.remove(*role.permissions.filter(codename="view_credit"))


def test_who_may_see_no_credit_is_refused_at_screen_address_and_socket(site: Site, shop: Shop, till: Page) -> None:
    ngozi = site.do(make_customer, "Ngozi Eze", phone="+2348031234567")
    site.do(blind_cashiers)
    till.reload()

    till.get_by_role("button", name="Chidi Eze: menu").click()
    expect(till.get_by_role("menuitem", name="Pre-orders")).to_be_visible()
    expect(till.get_by_role("menuitem", name="Store credit")).to_have_count(0)
    body: dict[str, Any] = {"customer_id": ngozi.pk, "value": "1.00", "purpose": "goodwill", "reason": "x"}
    assert refusal_of(till, "issue_credit", **body) == "not_allowed"
    answer = till.goto(f"{site.url}/store-credits/")
    assert answer is not None
    assert (answer.status, site.do(credits_told)) == (403, [])


def waiting_requests() -> int:
    return ApprovalRequest.objects.filter(state="waiting").count()


def test_a_manager_asks_in_the_back_office_and_finishes_with_one_press(
    site: Site, shop: Shop, page: Page, phone: Page
) -> None:
    customer = site.do(make_customer, "Ngozi Eze", phone="+2348031234567")
    site.sign_in(page, site.do(user, shop.manager))
    page.goto(f"{site.url}/admin/credits/credit/add/?customer={customer.pk}")
    page.get_by_label("Value").fill("50000")
    page.get_by_label("Reason").fill("A long quarrel")
    page.get_by_label("Ask somebody who is not here").check(force=True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()
    assert (site.do(credits_told), site.do(waiting_requests)) == ([], 1)

    expect(phone.locator(".waiting-card")).to_contain_text("back office")
    phone.get_by_role("button", name="Allow").click()

    expect(page.get_by_text("Ada Obi: allowed")).to_be_visible()
    assert site.do(credits_told) == []
    page.get_by_role("button", name="Issue the credit").click()
    expect(page.get_by_text("is issued to Ngozi Eze.")).to_be_visible()
    assert site.do(credits_told) == [("Ngozi Eze", Decimal("50000.00"), "Musa Bello", "Ada Obi")]
    assert len(site.do(slips)) == 1
