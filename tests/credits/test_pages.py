"""Store credits in the back office: listed with what is owed, issued, printed and voided by those who may."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.core import clock
from apps.core.actor import Actor
from apps.credits import ledger
from apps.credits.models import Credit
from apps.printing.models import PrintJob
from apps.sales import checkout, orders, voids
from apps.stores.models import Shop
from tests.factories.credits import make_credit
from tests.factories.customers import make_customer
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import PIN, browser_at, give_pin
from tests.factories.sales import actor_at, make_till, message
from tests.factories.sales import make_cashier as make_seller
from tests.factories.stores import make_register, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/credits/credit/"
ADD = f"{LIST}add/"
DIALOG = {"_form_submitted": "on"}
SYSTEM = Actor.system()


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def filled(**changes: Any) -> dict[str, Any]:
    """The form of a new store credit."""
    fields = {"purpose": "goodwill", "value": "5,000", "expires_on": "", "reason": "The zip was broken"}
    return fields | {"customer": make_customer().pk, "form_key": str(uuid4())} | changes


def page_of(credit: Credit, act: str = "change") -> str:
    return f"{LIST}{credit.pk}/{act}/"


def listed(browser: Client, **asked: str) -> list[Credit]:
    return list(browser.get(LIST, asked).context_data["cl"].result_list)


def test_the_list_shows_what_is_owed_and_no_deposits(md: Client) -> None:
    make_credit("5000.00")
    make_credit("1000.00")
    make_credit("700.00", purpose=Credit.Purpose.DEPOSIT, number="RCP-9")

    answer = md.get("/store-credits/", follow=True)

    assert len(answer.context_data["cl"].result_list) == 2
    assert answer.context_data["totals"] == {
        "count": 2, "value": Decimal("6000.00"), "open": 2, "owed": Decimal("6000.00"), "over": None,
    }  # fmt: skip
    assert "₦6,000.00" in answer.content.decode()


def test_credits_are_found_by_state_end_purpose_customer_and_receipt(md: Client) -> None:
    today = clock.today()
    soon, later = make_credit(expires_on=today + timedelta(days=30)), make_credit(expires_on=today + timedelta(days=31))
    promised = make_credit(purpose=Credit.Purpose.PROMOTION)
    spent, void = make_credit(), make_credit()
    taken = ledger.take({spent.number: spent.left}, customer_id=spent.customer_id)
    taken.write(document="RCP-202603-007", by=SYSTEM)
    ledger.end(void, "void", by=SYSTEM)

    assert set(listed(md, state="open")) == {soon, later, promised}
    assert listed(md, state="spent") == [spent]
    assert listed(md, state="void") == [void]
    assert listed(md, ends="soon") == [soon]
    assert listed(md, purpose="promotion") == [promised]
    assert listed(md, q="RCP-202603-007") == [spent]
    assert listed(md, q=later.customer.phone) == [later]
    with clock.at(clock.now() + timedelta(days=31)):
        assert listed(md, state="expired") == [soon]


def test_an_md_issues_a_credit_and_its_slip_prints(md: Client, shop: Shop) -> None:
    person = make_customer(name="Ngozi Eze")
    until = clock.today() + timedelta(days=90)

    answer = md.post(ADD, filled(customer=person.pk, expires_on=until.isoformat(), printed_at=shop.pk), follow=True)

    credit = Credit.objects.get()
    assert (credit.customer, credit.value, credit.expires_on) == (person, Decimal("5000.00"), until)
    assert answer.redirect_chain[-1][0] == page_of(credit)
    assert f"{credit.number} is issued to Ngozi Eze." in answer.content.decode()
    job = PrintJob.objects.get()
    assert (job.shop, job.title) == (shop, f"Store credit {credit.number}")
    assert f'{{"kind":"barcode","code":"{credit.number}"}}' in job.document


def test_the_form_knows_the_customer_it_came_from_and_the_usual_end(md: Client) -> None:
    person = make_customer(name="Ngozi Eze")

    page = md.get(ADD, {"customer": person.pk}).content.decode()

    assert f'<option value="{person.pk}" selected>' in page
    assert "Any amount." in page


def test_a_form_sent_twice_issues_once_and_prints_once(md: Client, shop: Shop) -> None:
    form = filled(printed_at=shop.pk)

    for _again in range(2):
        md.post(ADD, form)

    assert (Credit.objects.count(), PrintJob.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "20,000.01"}, "more than the ₦20,000.00 that you may issue alone"),
        ({"value": "0"}, "Type an amount of 0.01 or more"),
        ({"expires_on": "2020-01-01"}, "choose a later day"),
        ({"reason": ""}, "This field is required"),
        ({"purpose": "deposit"}, "Select a valid choice"),
    ],
)
def test_a_managers_form_is_refused_in_a_sentence(shop: Shop, changes: dict[str, Any], sentence: str) -> None:
    answer = signed_in(make_manager(shop)).post(ADD, filled(**changes))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Credit.objects.exists()


def test_at_a_till_an_approvers_pin_allows_more(shop: Shop) -> None:
    register, md = make_register(shop), give_pin(make_md(shop))
    browser = browser_at(register, make_manager(shop))

    wrong = browser.post(ADD, filled(value="50000", approver=md.pk, pin="0000"))
    done = browser.post(ADD, filled(value="50000", approver=md.pk, pin=PIN))

    assert "That is not the PIN of Ada Obi" in wrong.content.decode()
    assert done.status_code == 302
    credit = Credit.objects.get()
    assert (credit.issued_by_name, credit.approver_name) == ("Musa Bello", "Ada Obi")


def test_elsewhere_no_pin_is_asked_or_taken(shop: Shop) -> None:
    browser, md = signed_in(make_manager(shop)), give_pin(make_md(shop))

    page = browser.get(ADD).content.decode()
    answer = browser.post(ADD, filled(value="50000", approver=md.pk, pin=PIN))

    assert "Their PIN" not in page
    assert "more than the ₦20,000.00" in answer.content.decode()
    assert not Credit.objects.exists()


@pytest.mark.parametrize("make", [make_cashier, make_user])
def test_who_may_not_issue_finds_no_form(shop: Shop, make: Any) -> None:
    browser = signed_in(make(shop))

    assert [browser.get(ADD).status_code, browser.post(ADD, filled()).status_code] == [403, 403]
    assert not Credit.objects.exists()


def test_the_page_tells_the_story_of_a_credit_and_of_a_void_sale(md: Client) -> None:
    till = make_till()
    person = make_customer()
    credit = make_credit("100.00", customer=person)
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    body = message(till, (shirt, 1), customer_id=person.pk)
    body["tenders"] = [{"method_id": till.methods["credit"].pk, "amount": "100.00", "reference": credit.number}]
    receipt = checkout.sell(orders.from_json(body), by=till.actor)
    chief = actor_at(till.register, make_seller("chief", till.shop, permissions=("sell", "void_receipt")))
    voids.void(receipt, by=chief, reason="Wrong size")

    page = md.get(page_of(credit)).content.decode()

    assert f"/stockmove/document/?number={receipt.number}" in page.replace("&amp;", "&")
    assert "given back: the sale is void" in page
    assert page.count("₦100.00") >= 4


def test_a_slip_is_printed_and_drawn(md: Client, shop: Shop) -> None:
    credit = make_credit()

    md.post(page_of(credit, "print-slip"), DIALOG | {"shop": shop.pk})
    pdf = md.get(page_of(credit, "open_pdf"))

    assert PrintJob.objects.get().shop == shop
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_an_md_voids_a_credit_and_nobody_else_does(md: Client, shop: Shop) -> None:
    credit = make_credit()
    address, reason = page_of(credit, "void-credit"), DIALOG | {"reason": "Issued twice"}

    refused = [signed_in(make(shop)).post(address, reason).status_code for make in (make_manager, make_cashier)]
    assert (refused, Credit.objects.get().left) == ([403, 403], credit.left)
    md.post(address, reason)

    assert (Credit.objects.get().left, credit.entries.last().note) == (Decimal("0.00"), "Issued twice")
    assert md.post(address, reason).status_code == 403


def test_a_deposit_has_no_page_here(md: Client) -> None:
    deposit = make_credit(purpose=Credit.Purpose.DEPOSIT, number="RCP-9")

    assert "not within your reach" in md.get(page_of(deposit), follow=True).content.decode()
    assert md.post(page_of(deposit, "void-credit"), DIALOG | {"reason": "No"}).status_code == 403


def test_the_customers_page_shows_what_they_can_spend(md: Client, shop: Shop) -> None:
    credit = make_credit("4000.00")
    page = f"/admin/customers/customer/{credit.customer_id}/change/"

    shown, cashiers = md.get(page).content.decode(), signed_in(make_cashier(shop)).get(page).content.decode()

    assert credit.number in shown
    assert f"{ADD}?customer={credit.customer_id}" in shown
    assert credit.number in cashiers
    assert ADD not in cashiers


def test_a_slips_number_opens_its_credit(md: Client) -> None:
    credit = make_credit()

    assert md.get("/find/", {"code": credit.number.lower()}).headers["Location"] == page_of(credit)


def test_a_file_holds_state_and_amounts(md: Client) -> None:
    credit = make_credit(expires_on=clock.today())

    answer = md.post(f"{LIST}export/", {"format": "csv", "columns": ["number", "state", "left"]})

    assert f"{credit.number},open,5000.00" in answer.content.decode()
