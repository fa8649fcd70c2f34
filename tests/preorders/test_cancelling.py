"""A pre-order is cancelled: nothing stays kept, and the whole deposit goes back, as money or as store credit."""

from decimal import Decimal

import pytest

from apps.core.refusals import InvalidInput
from apps.credits.models import Credit
from apps.inventory.models import StockLevel
from apps.preorders import cancelling, fulfilling, queries
from apps.preorders.cancelling import Refund
from apps.preorders.models import PreOrder
from apps.preorders.refusals import WrongState
from apps.sales import orders, shifts
from apps.sales.refusals import NoOpenShift
from apps.users.reach import BeyondReach
from tests.factories.preorders import arrived, leave, make_preorder, pick_up
from tests.factories.sales import Till, make_till
from tests.preorders.conftest import books, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(till: Till) -> PreOrder:
    """Two deposits, ₦20,000 in cash and ₦5,000 by transfer."""
    preorder = arrived(till, paid={"cash": "20000.00"})
    leave(till, preorder, "5000.00", method="transfer")
    return preorder


def test_the_whole_deposit_goes_back_from_the_drawer(till: Till, waiting: PreOrder) -> None:
    cash = Refund(method=till.methods["cash"], shift=till.shift)

    cancelling.cancel(waiting, reason="Came too late", refund=cash, by=till.actor)

    assert (waiting.state, queries.held(waiting)) == ("cancelled", 0)
    assert shifts.expected_cash(till.shift) == Decimal("0.00")  # the float of 5,000 paid the transfer's part
    assert list(waiting.steps.values_list("kind", "amount"))[-3:] == [
        ("paid_back", Decimal("20000.00")),
        ("paid_back", Decimal("5000.00")),
        ("cancelled", 0),
    ]
    assert (StockLevel.objects.get().reserved, books()) == (0, [])


def test_it_goes_on_as_one_store_credit(till: Till, waiting: PreOrder) -> None:
    cancelling.cancel(waiting, reason="Wants something else", refund=Refund(), by=till.actor)

    credit = Credit.objects.exclude(purpose="deposit").get()
    assert (credit.left, credit.customer, credit.document) == (Decimal("25000.00"), waiting.customer, waiting.number)
    assert (queries.held(waiting), shifts.expected_cash(till.shift), books()) == (0, Decimal("25000.00"), [])


def test_without_a_word_on_the_deposit_or_a_reason_nothing_happens(till: Till, waiting: PreOrder) -> None:
    with refused(InvalidInput):
        cancelling.cancel(waiting, reason="Late", by=till.actor)
    with refused(InvalidInput):
        cancelling.cancel(waiting, reason="  ", refund=Refund(), by=till.actor)


def test_a_closed_shift_pays_nothing_back(till: Till, waiting: PreOrder) -> None:
    shifts.close(till.shift, counted=Decimal("25000.00"), by=till.actor)
    cash = Refund(method=till.methods["cash"], shift=till.shift)

    with refused(NoOpenShift):
        cancelling.cancel(waiting, reason="Late", refund=cash, by=till.actor)


def test_what_is_picked_up_or_cancelled_is_not_cancelled(till: Till) -> None:
    gone, taken = make_preorder(till), arrived(till)
    cancelling.cancel(gone, reason="Late", by=till.actor)
    fulfilling.sell(orders.from_json(pick_up(till, taken)), by=till.actor)

    for preorder in (gone, taken):
        with refused(WrongState):
            cancelling.cancel(preorder, reason="Late", by=till.actor)


def test_nothing_is_left_to_give_back_after_a_whole_deposit_was_spent(till: Till) -> None:
    taken = arrived(till)
    fulfilling.sell(orders.from_json(pick_up(till, taken)), by=till.actor)

    with refused(InvalidInput):
        cancelling.give_rest_back(taken, refund=Refund(), reason="Why not", by=till.actor)


def test_somebody_of_another_shop_cancels_nothing_here(till: Till, waiting: PreOrder) -> None:
    elsewhere = make_till(code="LA1", city="Lagos", name="Ikeja")

    with refused(BeyondReach):
        cancelling.cancel(waiting, reason="Late", refund=Refund(), by=elsewhere.actor)
