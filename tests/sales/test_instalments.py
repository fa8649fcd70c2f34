"""What is due is paid later, never beyond, and once."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.catalog.models import Product
from apps.sales import instalments, shifts
from apps.sales.models import Receipt, Tender
from apps.sales.orders import TenderInput
from apps.sales.refusals import KeyReused, NoOpenShift, NothingDue, TooMuchPaid
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def owed(till: Till, jeans: Product) -> Receipt:
    """₦14,500 due of ₦24,500."""
    return sell(till, (jeans, 1), customer_id=make_customer().pk, paid={"cash": "10000.00"})


def cash(till: Till, amount: str) -> list[TenderInput]:
    return [TenderInput(till.methods["cash"].pk, Decimal(amount))]


def transfer(till: Till, amount: str) -> list[TenderInput]:
    return [TenderInput(till.methods["transfer"].pk, Decimal(amount), "TRF 1")]


def test_an_instalment_lowers_what_is_due(till: Till, owed: Receipt) -> None:
    instalments.pay(owed, cash(till, "4500.00"), key=uuid4(), by=till.actor)

    assert Receipt.objects.get().due == Decimal("10000.00")
    assert shifts.expected_cash(till.shift) == Decimal("19500.00")


def test_cash_beyond_what_is_due_gives_change(till: Till, owed: Receipt) -> None:
    paid = instalments.pay(owed, cash(till, "15000.00"), key=uuid4(), by=till.actor)

    assert [(tender.amount, tender.handed_over) for tender in paid] == [(Decimal("14500.00"), Decimal("15000.00"))]
    assert Receipt.objects.get().due == Decimal("0.00")


def test_a_transfer_beyond_what_is_due_is_refused(till: Till, owed: Receipt) -> None:
    with refused(TooMuchPaid):
        instalments.pay(owed, transfer(till, "14500.01"), key=uuid4(), by=till.actor)


def test_a_settled_receipt_takes_no_more(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1))

    with refused(NothingDue) as refusal:
        instalments.pay(receipt, cash(till, "1.00"), key=uuid4(), by=till.actor)

    assert refusal[0].sentence == "Nothing is due on RCP-202603-001."


def test_pressed_twice_it_is_paid_once(till: Till, owed: Receipt) -> None:
    key = uuid4()
    first = instalments.pay(owed, cash(till, "14500.00"), key=key, by=till.actor)

    again = instalments.pay(owed, cash(till, "14500.00"), key=key, by=till.actor)

    assert again == first
    assert Tender.objects.count() == 2


def test_the_same_key_for_another_amount_is_refused(till: Till, owed: Receipt) -> None:
    key = uuid4()
    instalments.pay(owed, cash(till, "4500.00"), key=key, by=till.actor)

    with refused(KeyReused):
        instalments.pay(owed, cash(till, "5000.00"), key=key, by=till.actor)


def test_the_same_key_with_another_reference_is_refused(till: Till, owed: Receipt) -> None:
    key, first = uuid4(), transfer(till, "4500.00")
    instalments.pay(owed, first, key=key, by=till.actor)

    with refused(KeyReused):
        instalments.pay(owed, [replace(first[0], reference="TRF 2")], key=key, by=till.actor)


def test_an_instalment_needs_an_open_shift(till: Till, owed: Receipt) -> None:
    shifts.close(till.shift, counted=Decimal("15000.00"), by=till.actor)

    with refused(NoOpenShift):
        instalments.pay(owed, cash(till, "4500.00"), key=uuid4(), by=till.actor)


def test_a_debt_is_paid_in_any_shop(till: Till, owed: Receipt) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja", opening_float="0.00")

    instalments.pay(owed, cash(lagos, "14500.00"), key=uuid4(), by=lagos.actor)

    assert shifts.expected_cash(lagos.shift) == Decimal("14500.00")
    assert Receipt.objects.get().due == Decimal("0.00")
