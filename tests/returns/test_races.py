"""Two who want the same at once: one gets it, on a SQLite file and on PostgreSQL."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.returns import completion, decisions, requests
from apps.returns.exchange import exchange
from apps.returns.models import Return
from apps.sales import instalments, orders, voids
from apps.sales.models import Receipt, ReceiptLine
from apps.sales.orders import Order, TenderInput
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.returns import approved, in_cash, make_wish
from tests.factories.sales import Till, make_customer, make_till, message, more_tills, sell
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


def test_a_return_that_is_exchanged_and_paid_back_and_rejected_at_once_is_one_of_these() -> None:
    till = make_till()
    goods = approved(sold(till, 1), till)
    cap = make_goods("Cap", price=Decimal("10000.00"))
    stock(cap, till.floor, THREADS)
    tills = [till, *more_tills(till, THREADS - 1)]

    def act(place: int) -> None:
        at, brought = tills[place], Return.objects.get(pk=goods.pk)
        if place % 4 == 0:
            decisions.reject(brought, by=Actor.system(), reason="Worn")
        elif place % 2:
            exchange(brought, paid_by_goods(at, cap), in_cash(at), by=at.actor)
        else:
            completion.complete(brought, in_cash(at), by=at.actor)

    outcome = race(act, list(range(THREADS)))

    goods.refresh_from_db()
    assert outcome == {"done": 1, "wrong_state": THREADS - 1}
    assert Receipt.objects.count() == (2 if goods.new_receipt else 1)
    assert (goods.steps.count(), books()) == (3, [])


def test_the_same_exchange_from_many_connections_is_one() -> None:
    till = make_till()
    goods = approved(sold(till, 1), till)
    cap = make_goods("Cap", price=Decimal("10000.00"))
    stock(cap, till.floor, THREADS)
    order = paid_by_goods(till, cap)

    outcome = race(lambda brought: exchange(brought, order, in_cash(till), by=till.actor), [goods] * THREADS)

    assert (outcome, Receipt.objects.count(), goods.steps.count()) == ({"done": THREADS}, 2, 3)
    assert books() == []


def paid_by_goods(till: Till, product: Product) -> Order:
    body = message(till, (product, 1))
    body["tenders"] = [{"method_id": till.methods["exchange"].pk, "amount": "10000.00", "reference": ""}]
    return orders.from_json(body)
