"""Money left for what is ordered: a receipt that is no sale, a credit that is owed, paid back whole from a shift."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.refusals import Conflict, InvalidInput
from apps.credits import integrity as credit_books
from apps.credits.models import Credit, CreditEntry
from apps.credits.refusals import CreditUnusable
from apps.customers.models import Customer
from apps.printing import document
from apps.printing.models import PrintJob
from apps.reporting import queries as reporting
from apps.sales import checkout, deposits, documents, integrity, orders, queries, shifts, voids
from apps.sales.deposits import Deposit
from apps.sales.models import Receipt, Tender
from apps.sales.orders import TenderInput
from apps.sales.refusals import DepositKept, KeyReused, MethodUnavailable, NoOpenShift, NothingDue, ReferenceMissing
from tests.factories.credits import make_credit
from tests.factories.sales import Till, make_customer, message
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MARCH = "PRE-202603-001"


def left_with(till: Till, amount: str = "20000.00", handed_over: str = "", **changes: Any) -> Deposit:
    tender = TenderInput(till.methods["cash"].pk, Decimal(handed_over or amount))
    told = {"customer": changes.pop("customer", None) or make_customer(), "document": MARCH, "words": "2 × Red agbada"}
    return Deposit(**told | {"amount": Decimal(amount), "tenders": [tender], "key": uuid4()} | changes)


def credit_of(receipt: Receipt) -> Credit:
    return Credit.objects.get(number=receipt.number)


def books() -> list[str]:
    return [*integrity.problems(), *credit_books.findings()]


def texts(receipt: Receipt) -> str:
    return document.to_json(documents.receipt_document(receipt))


def test_a_deposit_is_a_receipt_without_goods_and_a_credit_for_its_order(till: Till) -> None:
    receipt = deposits.receive(left_with(till, handed_over="25000.00"), by=till.actor)

    assert (receipt.kind, receipt.units, receipt.net, receipt.total, receipt.change, receipt.due) == (
        Receipt.Kind.DEPOSIT,
        0,
        Decimal("0.00"),
        Decimal("20000.00"),
        Decimal("5000.00"),
        Decimal("0.00"),
    )
    credit = credit_of(receipt)
    assert (credit.purpose, credit.document, credit.left) == (Credit.Purpose.DEPOSIT, MARCH, Decimal("20000.00"))
    assert (receipt.preorder, shifts.expected_cash(till.shift)) == (MARCH, Decimal("25000.00"))
    assert books() == []


def test_its_paper_is_titled_deposit_and_carries_the_code_of_the_order(till: Till) -> None:
    receipt = deposits.receive(left_with(till), by=till.actor)

    job = PrintJob.objects.get()
    assert job.title == f"Deposit receipt {receipt.number}"
    assert all(told in texts(receipt) for told in ("DEPOSIT RECEIPT", "2 × Red agbada", MARCH, "₦20,000.00"))
    assert "Items" not in texts(receipt)


def test_the_same_deposit_sent_twice_is_one_and_another_by_its_key_is_refused(till: Till) -> None:
    asked = left_with(till)
    first, again = (deposits.receive(asked, by=till.actor) for _turn in range(2))
    other = left_with(till, "1.00", key=asked.key, customer=asked.customer)

    with refused(KeyReused):
        deposits.receive(other, by=till.actor)

    assert (first, Receipt.objects.count(), Credit.objects.count()) == (again, 1, 1)


@pytest.mark.parametrize(
    ("amount", "handed_over", "kind"),
    [("0.00", "5.00", InvalidInput), ("20000.00", "19999.99", InvalidInput)],
)
def test_nothing_and_too_little_are_no_deposit(till: Till, amount: str, handed_over: str, kind: Any) -> None:
    with refused(kind):
        deposits.receive(left_with(till, amount, handed_over), by=till.actor)


@pytest.mark.parametrize("method", ["credit", "deposit"])
def test_a_deposit_is_not_paid_with_what_the_shop_owes(till: Till, method: str) -> None:
    customer = make_customer()
    credit = make_credit("20000.00", customer=customer)
    tender = TenderInput(till.methods[method].pk, Decimal("20000.00"), credit.number)

    with refused(MethodUnavailable):
        deposits.receive(left_with(till, customer=customer, tenders=[tender]), by=till.actor)


def test_a_deposit_needs_an_open_shift(till: Till) -> None:
    shifts.close(till.shift, counted=Decimal("5000.00"), by=till.actor)

    with refused(NoOpenShift):
        deposits.receive(left_with(till), by=till.actor)


def test_a_deposit_is_in_the_shift_and_in_no_figure_of_sales(till: Till, jeans: Any) -> None:
    checkout.sell(orders.from_json(message(till, (jeans, 1))), by=till.actor)

    deposits.receive(left_with(till), by=till.actor)

    sold = reporting.sold_on(clock.today(), [till.shop])
    assert (sold.receipts, sold.total) == (1, Decimal("24500.00"))
    assert reporting.sold_by_day(clock.today(), clock.today(), [till.shop]) == {clock.today(): Decimal("24500.00")}
    totals = queries.totals(Receipt.objects.all())
    assert (totals["receipts"], totals["total"], totals["deposits"]) == (1, Decimal("24500.00"), Decimal("20000.00"))
    assert queries.best_sellers(till.shop, since=clock.today() - timedelta(days=1), most=9) == [jeans.pk]
    assert queries.shift_tenders(till.shift) == [("Cash", Decimal("44500.00"))]


def test_it_is_paid_back_whole_from_a_shift_once(till: Till) -> None:
    receipt = deposits.receive(left_with(till), by=till.actor)

    amount = deposits.pay_back(credit_of(receipt), method=till.methods["cash"], reason="Came too late", by=till.actor)

    assert (amount, shifts.expected_cash(till.shift)) == (Decimal("20000.00"), Decimal("5000.00"))
    assert (credit_of(receipt).left, credit_of(receipt).entries.last().kind) == (0, CreditEntry.Kind.PAY_OUT)
    assert PrintJob.objects.latest("pk").title == f"Deposit paid back {receipt.number}"
    assert books() == []
    with refused(NothingDue):
        deposits.pay_back(credit_of(receipt), method=till.methods["cash"], reason="Again", by=till.actor)


def test_it_is_paid_back_by_a_way_that_has_its_reference(till: Till) -> None:
    receipt = deposits.receive(left_with(till), by=till.actor)

    with refused(ReferenceMissing):
        deposits.pay_back(credit_of(receipt), method=till.methods["transfer"], reason="Late", by=till.actor)
    with refused(MethodUnavailable):
        deposits.pay_back(credit_of(receipt), method=till.methods["credit"], reason="Late", by=till.actor)


def test_a_store_credit_is_no_deposit_to_pay_out(till: Till) -> None:
    credit = make_credit()

    with refused(InvalidInput):
        deposits.pay_back(credit, method=till.methods["cash"], reason="Wants cash", by=till.actor)


def test_a_deposit_is_not_voided(till: Till) -> None:
    receipt = deposits.receive(left_with(till), by=till.actor)

    with refused(DepositKept):
        voids.void(receipt, by=till.actor, reason="Typed wrongly")


def test_a_deposit_pays_for_nothing_but_its_order(till: Till, jeans: Any) -> None:
    customer: Customer = make_customer()
    receipt = deposits.receive(left_with(till, customer=customer), by=till.actor)
    body = message(till, (jeans, 1), customer_id=customer.pk)
    rows = [("deposit", "20000.00", receipt.number), ("cash", "4500.00", "")]
    body["tenders"] = [{"method_id": till.methods[key].pk, "amount": sum_, "reference": ref} for key, sum_, ref in rows]

    with refused(CreditUnusable) as caught:
        checkout.sell(orders.from_json(body), by=till.actor)

    assert "pays only when that is picked up" in str(caught[0])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kobo=st.integers(1, 10**12), more=st.integers(0, 10**9), is_back=st.booleans())
def test_the_books_hold_for_any_deposit(till: Till, kobo: int, more: int, is_back: bool) -> None:
    amount, handed_over = Decimal(kobo).scaleb(-2), Decimal(kobo + more).scaleb(-2)
    before = shifts.expected_cash(till.shift)

    receipt = deposits.receive(left_with(till, str(amount), str(handed_over)), by=till.actor)
    if is_back:
        deposits.pay_back(credit_of(receipt), method=till.methods["cash"], reason="Late", by=till.actor)

    assert receipt.change == handed_over - amount
    assert shifts.expected_cash(till.shift) - before == (0 if is_back else amount)
    assert sum(Tender.objects.filter(receipt=receipt).values_list("amount", flat=True)) == credit_of(receipt).left
    assert books() == []


def test_the_books_notice_a_deposit_that_nobody_is_owed(till: Till) -> None:
    receipt = deposits.receive(left_with(till), by=till.actor)
    Receipt.objects.filter(pk=receipt.pk).update(total=Decimal("1.00"))

    assert f"{receipt.number}: the receipt of the deposit is 1.00, what is owed for it 20000.00" in books()


def test_one_deposit_by_one_key_even_when_its_receipt_comes_first(till: Till) -> None:
    asked = left_with(till)
    receipt = deposits.receive(asked, by=till.actor)
    shifts.close(till.shift, counted=Decimal("25000.00"), by=till.actor)

    assert deposits.receive(asked, by=till.actor) == receipt
    with pytest.raises(Conflict):
        deposits.receive(left_with(till), by=till.actor)
