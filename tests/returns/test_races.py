"""Two who want the same at once: one gets it, on a SQLite file and on PostgreSQL."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.core.actor import Actor
from apps.returns import completion, requests
from apps.returns.models import Return
from apps.sales import instalments, voids
from apps.sales.models import Receipt, ReceiptLine
from apps.sales.orders import TenderInput
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.returns import approved, in_cash, make_wish
from tests.factories.sales import Till, make_customer, make_till, more_tills, sell
from tests.returns.conftest import books
from tests.sales.test_races import race

pytestmark = [pytest.mark.usefixtures("real_database")]
THREADS = 8


def sold(till: Till, pieces: int, **changes: object) -> Receipt:
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, pieces)
    return sell(till, (shirt, pieces), **changes)


def test_the_last_piece_is_asked_for_once() -> None:
    till = make_till()
    receipt = sold(till, 1)

    outcome = race(lambda wish: requests.ask(wish, by=till.actor), [make_wish(receipt, till) for _ in range(THREADS)])

    assert outcome == {"done": 1, "nothing_left_to_return": THREADS - 1}
    assert (Return.objects.count(), ReceiptLine.objects.get().claimed, books()) == (1, 1, [])


def test_the_same_form_from_many_connections_is_one_return() -> None:
    till = make_till()
    wish = make_wish(sold(till, 3), till)

    outcome = race(lambda wish: requests.ask(wish, by=till.actor), [wish] * THREADS)

    assert (outcome, Return.objects.count(), books()) == ({"done": THREADS}, 1, [])


def test_many_who_complete_the_same_return_pay_it_back_once() -> None:
    till = make_till()
    receipt = sold(till, 2)
    goods = approved(receipt, till)
    tills = [till, *more_tills(till, THREADS - 1)]

    def act(at: Till) -> None:
        completion.complete(Return.objects.get(pk=goods.pk), in_cash(at), by=at.actor)

    outcome = race(act, tills)

    receipt.refresh_from_db()
    assert outcome == {"done": 1, "wrong_state": THREADS - 1}
    assert (receipt.returned, level_of(receipt.lines.get().product, till.floor)[0]) == (Decimal(10000), 1)
    assert books() == []


def test_returns_and_instalments_at_once_leave_the_books_right() -> None:
    till = make_till()
    receipt = sold(till, 4, customer_id=make_customer().pk, paid={"cash": "10000.00"})
    returns = [approved(receipt, till) for _piece in range(3)]
    paid = [TenderInput(till.methods["card"].pk, Decimal("10000.00"))]

    def act(goods: Return | None) -> None:
        if goods is None:
            instalments.pay(Receipt.objects.get(pk=receipt.pk), paid, key=uuid4(), by=till.actor)
        else:
            completion.complete(Return.objects.get(pk=goods.pk), in_cash(till), by=till.actor)

    outcome = race(act, [*returns, None, None])

    receipt.refresh_from_db()
    assert outcome["done"] >= 3
    assert (receipt.due >= 0, books()) == (True, [])


def test_a_void_and_a_return_never_both_happen() -> None:
    till = make_till()
    receipt = sold(till, 1)

    def act(is_void: bool) -> None:
        if is_void:
            voids.void(Receipt.objects.get(pk=receipt.pk), by=Actor.system(), reason="Wrong size")
        else:
            requests.ask(replace(make_wish(receipt, till), key=uuid4()), by=till.actor)

    outcome = race(act, [True, False] * (THREADS // 2))

    assert (outcome["done"], books()) == (1, [])
