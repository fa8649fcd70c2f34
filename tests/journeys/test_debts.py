"""A customer owes: part paid at the till, the rest there or on the MD's page of debts, a transfer denied, due again."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.printing.models import PrintJob
from apps.sales import integrity
from apps.sales.models import Receipt, Shift, Tender
from apps.stores.models import PaymentMethod
from apps.users.models import User
from tests.browser import Site
from tests.factories.sales import make_cashier as make_seller
from tests.factories.users import make_md, make_user
from tests.journeys import till as steps
from tests.journeys.till import Shop, refusal_of, scan, status
from tests.journeys.wire import Cable

pytestmark = pytest.mark.browser


@pytest.fixture
def cable(site: Site) -> Iterator[Cable]:
    """Between the browser and the server."""
    between = Cable(site.port)
    site.url = between.url  # the browser knows no other
    yield between
    between.close()


def open_till(site: Site, page: Page) -> Shop:
    shop = site.do(steps.open_shop)
    steps.enrol(site, page, shop)
    steps.open_shift(page, shop)
    return shop


def add_tunde(page: Page) -> None:
    page.keyboard.press("F4")
    page.get_by_label("Name or phone").fill("Tunde Bakare")
    page.get_by_role("button", name="Add “Tunde Bakare”").click()
    page.get_by_label("Phone").fill("0803 123 4567")
    page.get_by_role("button", name="Add and take").click()
    expect(page.locator(".customer")).to_contain_text("Tunde Bakare")


def owe(page: Page, shop: Shop) -> str:
    """Tunde Bakare pays ₦4,000 of ₦10,000 in cash; answers the receipt's number."""
    scan(page, shop)
    add_tunde(page)
    return pay_part(page, "4000", "₦6,000.00 remain to be paid")


def choose(page: Page, text: str) -> None:
    """Tunde Bakare, who is known already, as the customer of the cart."""
    page.keyboard.press("F4")
    page.get_by_label("Name or phone").fill(text)
    page.get_by_role("button", name="Tunde Bakare").click()
    expect(page.locator(".customer")).to_contain_text("Tunde Bakare")


def pay_part(page: Page, amount: str, says: str) -> str:
    """In cash; answers the receipt's number."""
    page.keyboard.press("F2")
    page.get_by_role("button", name="Part payment").click()
    page.get_by_label("Amount").fill(amount)
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text(says)
    number = page.locator(".done p strong").inner_text()
    page.keyboard.press("Enter")
    return number


def menu(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"{name}: menu").click()


def take(page: Page, amount: str, says: str) -> None:
    """Cash, in the open panel; the success says what remains."""
    panel = page.get_by_role("dialog")
    panel.get_by_label("Amount", exact=True).fill(amount)
    panel.get_by_role("button", name="Cash", exact=True).click()
    panel.get_by_role("button", name="Take ₦").click()
    done = page.get_by_role("dialog", name="Payment taken")
    expect(done).to_contain_text(says)
    done.get_by_role("button", name="Done").click()
    expect(done).to_be_hidden()


def take_by_transfer(panel: Locator, amount: str, reference: str) -> None:
    """It asks for the reference first."""
    panel.get_by_label("Amount", exact=True).fill(amount)
    panel.get_by_role("button", name="Bank transfer").click()
    panel.get_by_role("button", name="Take ₦").click()
    expect(panel.get_by_role("alert")).to_contain_text("Type the reference")
    panel.get_by_label("reference").fill(reference)
    panel.get_by_role("button", name="Take ₦").click()


def payments() -> list[Decimal]:
    return list(Tender.objects.order_by("pk").values_list("amount", flat=True))


def slips() -> int:
    return PrintJob.objects.filter(title__startswith="Payment receipt").count()


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_a_cashier_takes_instalments_at_the_till_until_nothing_is_due(site: Site, page: Page) -> None:
    shop = open_till(site, page)
    number = owe(page, shop)

    menu(page, "Chidi Eze")
    page.get_by_role("menuitem", name="Money owed").click()
    page.get_by_role("dialog", name="Money owed").get_by_role("button", name="Tunde Bakare").click()
    panel = page.get_by_role("dialog", name="Tunde Bakare owes ₦6,000.00")
    expect(panel).to_contain_text(number)
    page.keyboard.press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("Choose how it is paid.")
    take_by_transfer(panel, "2000", "0048821")
    done = page.get_by_role("dialog", name="Payment taken")
    expect(done).to_contain_text("₦4,000.00 remain to be paid")
    page.keyboard.press("Enter")
    expect(done).to_be_hidden()
    page.keyboard.press("F9")
    expect(page.get_by_role("dialog", name="Last receipts")).to_contain_text("₦4,000 due")
    page.get_by_role("button", name=f"Take a payment for {number}").click()
    expect(page.get_by_role("group", name=f"Paid on {number} so far")).to_contain_text("0048821")
    take(page, "5,000", "Nothing remains to be paid")

    paid = [Decimal("4000.00"), Decimal("2000.00"), Decimal("4000.00")]
    assert site.do(lambda: (payments(), slips(), integrity.problems())) == (paid, 2, [])
    page.goto(f"{site.url}/receipts/?q={number}")
    for words in ("₦4,000.00", "₦2,000.00", "0048821", "settled"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_an_answer_that_was_lost_is_one_payment_and_without_the_server_nothing_is_lost(
    site: Site, cable: Cable, page: Page
) -> None:
    shop = open_till(site, page)
    number = owe(page, shop)
    page.keyboard.press("F9")
    page.get_by_role("button", name=f"Take a payment for {number}").click()
    panel = page.get_by_role("dialog", name=f"{number}: ₦6,000.00 due")
    panel.get_by_label("Amount", exact=True).fill("2500")
    panel.get_by_role("button", name="Cash", exact=True).click()

    cable.cut()
    panel.get_by_role("button", name="Take ₦2,500.00").click()
    expect(panel.get_by_role("alert")).to_contain_text("nothing is taken twice")
    assert site.do(payments) == [Decimal("4000.00")]
    expect(status(page)).to_contain_text("Offline")
    cable.mend()
    expect(status(page)).to_contain_text("Online")
    cable.swallow()
    button = panel.get_by_role("button", name="Take ₦2,500.00")
    button.dblclick()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(button).to_have_attribute("aria-busy", "false")
    expect(panel.get_by_role("alert")).to_contain_text("nothing is taken twice")
    assert site.do(payments) == [Decimal("4000.00"), Decimal("2500.00")]
    cable.mend()
    expect(status(page)).to_contain_text("Online")
    page.keyboard.press("Escape")
    page.keyboard.press("F9")
    page.get_by_role("button", name=f"Take a payment for {number}").click()
    page.get_by_role("button", name="Ask once more about ₦2,500.00").click()
    done = page.get_by_role("dialog", name="Payment taken")
    expect(done).to_contain_text("₦3,500.00 remain to be paid")
    done.get_by_role("button", name="Done").click()
    cable.cut()
    expect(status(page)).to_contain_text("Offline")
    menu(page, "Chidi Eze")
    page.get_by_role("menuitem", name="Money owed").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("it cannot be reached")

    paid = [Decimal("4000.00"), Decimal("2500.00")]
    assert site.do(lambda: (payments(), slips(), integrity.problems())) == (paid, 1, [])


def test_an_md_takes_the_whole_debt_from_the_chosen_customer(site: Site, page: Page) -> None:
    shop = open_till(site, page)
    owe(page, shop)
    scan(page, shop)
    choose(page, "Tunde")
    pay_part(page, "9000", "₦1,000.00 remain to be paid")
    md = site.do(lambda: make_md(Shift.objects.get().shop))
    site.sign_in(page, md)
    page.goto(f"{site.url}/sell/")
    expect(status(page)).to_contain_text("Online")
    choose(page, "0803 123")
    expect(page.locator(".customer")).to_contain_text("₦7,000.00")
    page.locator(".customer").click()
    page.get_by_role("button", name="Owes ₦7,000.00: take a payment").click()
    take(page, "6500", "₦500.00 remain to be paid")
    expect(page.locator(".customer")).to_contain_text("₦500.00")

    dues = site.do(lambda: list(Receipt.objects.order_by("pk").values_list("due", flat=True)))
    assert (dues, site.do(integrity.problems)) == ([Decimal("0.00"), Decimal("500.00")], [])


def test_who_may_not_see_debts_is_refused_at_screen_address_and_socket(site: Site, page: Page) -> None:
    shop = open_till(site, page)
    number = owe(page, shop)
    site.do(lambda: make_seller("plain", person(shop.cashier).shop))
    site.sign_in(page, site.do(person, "plain"))
    page.goto(f"{site.url}/sell/")
    expect(status(page)).to_contain_text("Online")

    menu(page, "Plain")
    expect(page.get_by_role("menuitem", name="Last receipts")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Money owed")).to_have_count(0)
    page.get_by_role("menuitem", name="Last receipts").click()
    expect(page.get_by_role("dialog", name="Last receipts")).to_contain_text("₦6,000 due")
    expect(page.get_by_role("button", name="Take a payment")).to_have_count(0)
    cash = site.do(lambda: PaymentMethod.objects.get(kind="cash").pk)
    body = {"key": str(uuid4()), "number": number, "method_id": cash, "amount": "10.00"}
    refused = refusal_of(page, "pay_debt", **body)
    answer = page.goto(f"{site.url}/debt-dashboard/")

    assert refused == "not_allowed"
    assert answer is not None
    assert answer.status == 403
    assert site.do(payments) == [Decimal("4000.00")]


def test_a_part_payment_is_owed_paid_and_a_transfer_that_never_came_is_due_again(site: Site, page: Page) -> None:
    shop = site.do(steps.open_shop)
    site.do(lambda: PaymentMethod.objects.filter(kind="transfer").update(awaits_confirmation=True))
    steps.enrol(site, page, shop)
    steps.open_shift(page, shop)
    scan(page, shop)
    add_tunde(page)
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
