"""What was promised by transfer is confirmed, or denied and due again, by a second person."""

from decimal import Decimal

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.sales import confirmations, integrity, shifts, voids
from apps.sales.confirmations import AlreadyAnswered
from apps.sales.models import Receipt, SaleException, Tender
from apps.sales.refusals import AlreadyVoid
from apps.users.second_person import OwnWork
from tests.factories.sales import Till, actor_at, make_cashier, make_customer, sell
from tests.factories.users import make_md
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def md(till: Till) -> Actor:
    return actor_at(till.register, make_md(till.shop))


@pytest.fixture
def tender(till: Till, jeans: Product) -> Tender:
    """₦20,000 by transfer, which the bank has not shown yet, and ₦4,500 in cash."""
    method = till.methods["transfer"]
    method.awaits_confirmation = True
    method.save()
    receipt = sell(till, (jeans, 1), customer_id=make_customer().pk, paid={"transfer": "20000.00", "cash": "4500.00"})
    return Tender.objects.select_related("receipt__shop").get(receipt=receipt, method=method)


def test_an_awaited_payment_covers_the_sale_at_checkout(tender: Tender) -> None:
    assert (tender.state, tender.receipt.due) == ("awaited", Decimal("0.00"))


def test_a_confirmed_payment_counts_for_good(tender: Tender, md: Actor) -> None:
    confirmations.confirm(tender, by=md)

    tender.refresh_from_db()
    assert (tender.state, Receipt.objects.get().due, SaleException.objects.count()) == ("confirmed", Decimal(0), 0)


def test_a_denied_payment_becomes_due_with_an_exception(till: Till, tender: Tender, md: Actor) -> None:
    confirmations.deny(tender, by=md, reason="The bank shows nothing")

    assert Receipt.objects.get().due == Decimal("20000.00")
    assert list(Tender.objects.order_by("pk").values_list("amount", "state")) == [
        (Decimal("20000.00"), "denied"),
        (Decimal("4500.00"), "confirmed"),
        (Decimal("-20000.00"), "denied"),
    ]
    assert SaleException.objects.get().sentence == (
        "Transfer of ₦20,000.00 was denied and is due: The bank shows nothing"
    )
    assert (shifts.expected_cash(till.shift), integrity.problems()) == (Decimal("9500.00"), [])


@pytest.mark.parametrize("answer", ["confirm", "deny"])
def test_an_answer_is_given_once(tender: Tender, md: Actor, answer: str) -> None:
    confirmations.confirm(tender, by=md)

    with refused(AlreadyAnswered):
        _answer(answer, tender, md)


def test_who_took_the_payment_does_not_answer_while_another_may(till: Till, tender: Tender) -> None:
    make_md(till.shop)

    with refused(OwnWork):
        confirmations.deny(tender, by=till.actor, reason="Nothing came")


def test_a_denial_needs_a_reason(tender: Tender, md: Actor) -> None:
    with refused(InvalidInput):
        confirmations.deny(tender, by=md, reason=" ")


@pytest.mark.parametrize("answer", ["confirm", "deny"])
def test_nothing_of_a_void_sale_is_awaited(till: Till, tender: Tender, md: Actor, answer: str) -> None:
    chief = actor_at(till.register, make_cashier("chief", till.shop, permissions=("sell", "void_receipt")))
    looked_at_before = Tender.objects.select_related("receipt__void", "receipt__shop").get(pk=tender.pk)
    assert not hasattr(looked_at_before.receipt, "void")
    voids.void(Receipt.objects.get(), by=chief, reason="Wrong size")
    tender = looked_at_before

    with refused(AlreadyVoid):
        _answer(answer, tender, md)


def test_a_denied_payment_can_be_paid_and_the_sale_voided_to_nothing(till: Till, tender: Tender, md: Actor) -> None:
    confirmations.deny(tender, by=md, reason="Nothing came")
    chief = actor_at(till.register, make_cashier("chief", till.shop, permissions=("sell", "void_receipt")))

    voids.void(Receipt.objects.get(), by=chief, reason="He never came back")

    assert (Receipt.objects.get().due, integrity.problems()) == (Decimal("0.00"), [])
    assert shifts.expected_cash(till.shift) == Decimal("5000.00")


def _answer(answer: str, tender: Tender, by: Actor) -> None:
    if answer == "confirm":
        confirmations.confirm(tender, by=by)
    else:
        confirmations.deny(tender, by=by, reason="Nothing came")
