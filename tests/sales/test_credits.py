"""What the shop owes a customer pays at the counter: credits and deposits are tenders, and never go below zero."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.catalog.models import Product
from apps.core import clock
from apps.credits import integrity as credit_books
from apps.credits.models import Credit
from apps.credits.refusals import CreditUnusable
from apps.customers.models import Customer
from apps.printing.models import PrintJob
from apps.sales import checkout, instalments, integrity, links, orders, parking, voids
from apps.sales.models import ParkedSale, Receipt, SaleException, Tender
from apps.sales.orders import TenderInput
from apps.sales.refusals import KeyReused, ReferenceMissing
from tests.factories.credits import make_credit
from tests.factories.inventory import level_of
from tests.factories.sales import Till, actor_at, make_cashier, make_customer, message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def ngozi() -> Customer:
    return make_customer()


def paid_with(till: Till, jeans: Product, *tenders: tuple[str, str, str], **changes: Any) -> dict[str, Any]:
    """The message of a sale of one pair (₦24,500); each tender is a method, an amount and a reference."""
    body = message(till, (jeans, 1), **changes)
    rows = [(till.methods[key].pk, amount, reference) for key, amount, reference in tenders]
    body["tenders"] = [{"method_id": key, "amount": amount, "reference": told} for key, amount, told in rows]
    return body


def left(*credits: Credit) -> list[Decimal]:
    return [Credit.objects.get(pk=credit.pk).left for credit in credits]


def books() -> list[str]:
    return [*integrity.problems(), *credit_books.findings()]


def test_a_store_credit_pays_a_part_and_cash_the_rest(till: Till, jeans: Product, ngozi: Customer) -> None:
    credit = make_credit("4000.00", customer=ngozi)
    body = paid_with(till, jeans, ("credit", "4000.00", credit.number), ("cash", "20500.00", ""), customer_id=ngozi.pk)

    receipt = checkout.sell(orders.from_json(body), by=till.actor)

    assert left(credit) == [Decimal("0.00")]
    assert list(receipt.tenders.values_list("method_name", "amount", "reference")) == [
        ("Credit", Decimal("4000.00"), credit.number),
        ("Cash", Decimal("20500.00"), ""),
    ]
    assert credit.entries.last().document == receipt.number
    assert books() == []


def test_the_same_sale_sent_twice_spends_the_credit_once(till: Till, jeans: Product, ngozi: Customer) -> None:
    credit = make_credit("20000.00", customer=ngozi)
    body = paid_with(till, jeans, ("credit", "15000.00", credit.number), ("cash", "9500.00", ""), customer_id=ngozi.pk)

    receipts = [checkout.sell(orders.from_json(body), by=till.actor) for _again in range(2)]

    assert (receipts[0], left(credit)) == (receipts[1], [Decimal("5000.00")])


@pytest.mark.parametrize(
    ("amount", "is_theirs", "sentence"),
    [("4000.01", True, "Only ₦4,000.00 is left"), ("4000.00", False, "belongs to"), ("", True, "Say which one pays")],
)
def test_a_credit_that_cannot_pay_refuses_the_sale_whole(
    till: Till, jeans: Product, ngozi: Customer, amount: str, is_theirs: bool, sentence: str
) -> None:
    credit = make_credit("4000.00", customer=ngozi if is_theirs else None)
    told = ("credit", amount or "1.00", credit.number if amount else "")
    body = paid_with(till, jeans, told, ("cash", "24500.00", ""), customer_id=ngozi.pk)

    with pytest.raises((CreditUnusable, ReferenceMissing), match=sentence):
        checkout.sell(orders.from_json(body), by=till.actor)

    assert (Receipt.objects.count(), left(credit), level_of(jeans, till.floor)[0]) == (0, [Decimal("4000.00")], 10)


def test_a_void_gives_the_credit_back(till: Till, jeans: Product, ngozi: Customer) -> None:
    credit = make_credit("4000.00", customer=ngozi)
    body = paid_with(till, jeans, ("credit", "4000.00", credit.number), ("cash", "20500.00", ""), customer_id=ngozi.pk)
    receipt = checkout.sell(orders.from_json(body), by=till.actor)
    chief = actor_at(till.register, make_cashier("chief", till.shop, permissions=("sell", "void_receipt")))

    voids.void(receipt, by=chief, reason="Wrong size")

    assert (left(credit), books()) == ([Decimal("4000.00")], [])


def test_an_instalment_is_paid_with_credit(till: Till, jeans: Product, ngozi: Customer) -> None:
    credit = make_credit("4000.00", customer=ngozi)
    body = paid_with(till, jeans, ("cash", "5000.00", ""), customer_id=ngozi.pk)
    receipt = checkout.sell(orders.from_json(body), by=till.actor)
    tender = TenderInput(till.methods["credit"].pk, Decimal("4000.00"), credit.number)

    key = uuid4()
    for _again in range(2):
        instalments.pay(receipt, [tender], key=key, by=till.actor)

    receipt.refresh_from_db()
    assert (receipt.due, left(credit), books()) == (Decimal("15500.00"), [Decimal("0.00")], [])


def test_a_finished_sale_whose_credit_is_gone_stays_due_and_is_noted(
    till: Till, jeans: Product, ngozi: Customer
) -> None:
    credit = make_credit("4000.00", customer=ngozi, expires_on=clock.today())
    tenders = ("credit", "4000.00", credit.number), ("cash", "20500.00", "")
    body = paid_with(till, jeans, *tenders, customer_id=ngozi.pk, is_offline=True)

    with clock.at(clock.now() + timedelta(days=1)):
        receipt = checkout.sell(orders.from_json(body), by=till.actor)

    assert (receipt.due, left(credit)) == (Decimal("4000.00"), [Decimal("4000.00")])
    assert SaleException.Kind.UNPAID in set(receipt.exceptions.values_list("kind", flat=True))
    assert books() == []


def test_a_finished_sale_whose_credit_is_there_spends_it(till: Till, jeans: Product, ngozi: Customer) -> None:
    credit = make_credit("4000.00", customer=ngozi)
    tenders = ("credit", "4000.00", credit.number), ("cash", "20500.00", "")
    body = paid_with(till, jeans, *tenders, customer_id=ngozi.pk, is_offline=True)

    receipt = checkout.sell(orders.from_json(body), by=till.actor)

    assert (receipt.due, left(credit), Tender.objects.count(), books()) == (Decimal("0.00"), [Decimal("0.00")], 2, [])


def test_the_receipt_names_the_credit_and_what_is_left_of_it(till: Till, jeans: Product, ngozi: Customer) -> None:
    credit = make_credit("30000.00", customer=ngozi)
    body = paid_with(till, jeans, ("credit", "24500.00", credit.number), customer_id=ngozi.pk, print=True)

    receipt = checkout.sell(orders.from_json(body), by=till.actor)

    printed = PrintJob.objects.get().document
    told = [f'["Credit, {credit.number}",1,"left"],["₦24,500.00"', f'["Left of {credit.number}",1,"left"],["₦5,500.00"']
    page = Client().get(links.path_of(receipt)).content.decode()
    assert [text in printed for text in told] == [True, True]
    assert (credit.number in page, f"Left of {credit.number}" in page, "₦5,500.00" in page) == (True, True, True)


def test_a_sale_without_credits_asks_no_more_of_the_database(till: Till, jeans: Product, ngozi: Customer) -> None:
    body = paid_with(till, jeans, ("cash", "24500.00", ""), customer_id=ngozi.pk, print=True)

    with CaptureQueriesContext(connection) as queries:
        checkout.sell(orders.from_json(body), by=till.actor)

    assert not [query for query in queries if "credits_credit" in query["sql"]]


def test_a_cart_whose_answer_was_lost_is_not_sold_again_by_way_of_parking(
    till: Till, jeans: Product, ngozi: Customer
) -> None:
    credit = make_credit("30000.00", customer=ngozi)
    body = paid_with(till, jeans, ("credit", "24500.00", credit.number), customer_id=ngozi.pk)
    late = paid_with(till, jeans, ("credit", "5500.00", credit.number), ("cash", "19000.00", ""), customer_id=ngozi.pk)
    receipt = checkout.sell(orders.from_json(body), by=till.actor)
    parking.park({"lines": []}, key=UUID(late["key"]), units=1, by=till.actor)

    with pytest.raises(KeyReused, match=f"became {receipt.number} already"):
        parking.park({"lines": []}, key=receipt.key, units=1, by=till.actor)
    with pytest.raises(KeyReused, match="This sale was parked"):
        checkout.sell(orders.from_json(late), by=till.actor)

    assert (ParkedSale.objects.count(), Receipt.objects.count(), left(credit)) == (1, 1, [Decimal("5500.00")])
    assert books() == []
