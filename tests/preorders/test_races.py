"""Two take the same step of a pre-order in one moment: one does, the other is told, and nothing is there twice."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.core.refusals import NexusError
from apps.inventory.models import StockLevel
from apps.preorders import arriving, cancelling, deposits, fulfilling, placing, queries, steps
from apps.preorders.cancelling import Refund
from apps.preorders.models import PreOrder
from apps.preorders.refusals import TooMuchLeft, WrongState
from apps.purchasing.models import PurchaseInvoice
from apps.sales import orders
from apps.sales.models import Receipt
from tests.databases import in_threads
from tests.factories.catalog import make_product
from tests.factories.preorders import arrival, arrived, make_preorder, pick_up, tenders_of, wish_of
from tests.factories.sales import make_till
from tests.preorders.conftest import books

pytestmark = pytest.mark.usefixtures("real_database")
AT_ONCE = 6


def told(answers: list[object], kind: type[NexusError]) -> int:
    assert all(isinstance(answer, kind | PreOrder | Receipt) for answer in answers), answers
    return sum(isinstance(answer, kind) for answer in answers)


def test_one_of_many_converts_a_preorder_and_the_others_are_told() -> None:
    till, shirt = make_till(), make_product()
    preorder = make_preorder(till, product=shirt, unit_price=shirt.price)

    def convert() -> PreOrder:
        return arriving.convert(PreOrder.objects.get(pk=preorder.pk), arrival(product=shirt), by=till.actor)

    assert told(in_threads([convert] * AT_ONCE), WrongState) == AT_ONCE - 1
    assert (PurchaseInvoice.objects.count(), StockLevel.objects.get().quantity) == (1, 2)
    assert (preorder.steps.filter(kind="arrived").count(), books()) == (1, [])


def test_without_the_guard_it_would_arrive_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    till, shirt = make_till(), make_product()
    preorder = make_preorder(till, product=shirt, unit_price=shirt.price)
    monkeypatch.setattr(steps, "take", lambda row, before, after, **values: PreOrder.objects.update(state=after))

    def convert() -> PreOrder:
        return arriving.convert(PreOrder.objects.get(pk=preorder.pk), arrival(product=shirt), by=till.actor)

    in_threads([convert] * AT_ONCE)

    assert PurchaseInvoice.objects.count() > 1


def test_one_of_many_picks_it_up() -> None:
    till = make_till()
    preorder = arrived(till, paid={"cash": "60000.00"})
    deposit = queries.deposits_of(preorder).get()
    bodies = [pick_up(till, preorder, ("deposit", "60000.00", deposit.number)) for _turn in range(AT_ONCE)]

    answers = in_threads([lambda body=body: fulfilling.sell(orders.from_json(body), by=till.actor) for body in bodies])

    assert told(answers, WrongState) == AT_ONCE - 1
    assert (Receipt.objects.filter(kind="sale").count(), books()) == (1, [])


def test_a_pick_up_and_a_cancellation_exclude_each_other() -> None:
    till = make_till()
    preorder = arrived(till, paid={"cash": "60000.00"})
    deposit = queries.deposits_of(preorder).get()
    body = pick_up(till, preorder, ("deposit", "60000.00", deposit.number))

    def cancel() -> PreOrder:
        row = PreOrder.objects.get(pk=preorder.pk)
        return cancelling.cancel(row, reason="Late", refund=Refund(method=till.methods["cash"]), by=till.actor)

    answers = in_threads([cancel, lambda: fulfilling.sell(orders.from_json(body), by=till.actor)])

    assert (told(answers, WrongState), queries.held(preorder), books()) == (1, 0, [])


def test_deposits_at_two_tills_never_pass_the_price() -> None:
    till = make_till()
    preorder = make_preorder(till)
    tenders = tenders_of(till, {"cash": "25000.00"})

    def leave() -> Receipt:
        row = PreOrder.objects.get(pk=preorder.pk)
        return deposits.take(row, Decimal("25000.00"), tenders, key=uuid4(), by=till.actor)

    assert told(in_threads([leave] * AT_ONCE), TooMuchLeft) == AT_ONCE - 2
    assert (queries.held(preorder), books()) == (Decimal("50000.00"), [])


def test_the_same_form_sent_from_many_threads_is_one_preorder() -> None:
    till = make_till()
    wish = wish_of(till, paid={"cash": "20000.00"})

    answers = in_threads([lambda: placing.place(wish, by=till.actor)] * AT_ONCE)

    assert {answer.number for answer in answers} == {PreOrder.objects.get().number}  # type: ignore[attr-defined]
    assert (Receipt.objects.count(), books()) == (1, [])
