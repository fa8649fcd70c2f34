"""The last piece sells once, however many tills try: on a SQLite file and on PostgreSQL."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from apps.core.refusals import NexusError
from apps.core.retries import retry_when_chosen_as_victim
from apps.inventory import levels
from apps.sales import checkout, deliveries, delivery_plans, instalments, integrity, orders, shifts
from apps.sales.delivery_plans import Plan
from apps.sales.models import Delivery, DeliveryStep, Receipt
from apps.sales.orders import Order, TenderInput
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.sales import Till, make_customer, make_till, message, sell

pytestmark = [pytest.mark.usefixtures("real_database")]

THREADS = 16


def race(act: Any, attempts: list[Any]) -> Counter[str]:
    """Every attempt in a thread of its own, all at once; how often which outcome."""
    start = Barrier(len(attempts))

    def run(attempt: Any) -> str:
        start.wait()
        try:
            retry_when_chosen_as_victim(lambda: act(attempt))
        except NexusError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(attempts)) as threads:
        return Counter(threads.map(run, attempts))


def orders_for_the_last_piece(till: Till) -> list[Order]:
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, 1)
    return [orders.from_json(message(till, (shirt, 1), print=True)) for _thread in range(THREADS)]


def left(till: Till) -> int:
    return sum(till.floor.levels.values_list("quantity", flat=True))


def test_sixteen_tills_sell_the_last_piece_once() -> None:
    till = make_till()
    attempts = orders_for_the_last_piece(till)

    outcome = race(lambda order: checkout.sell(order, by=till.actor), attempts)

    assert outcome == {"done": 1, "insufficient_stock": THREADS - 1}
    assert left(till) == 0
    assert list(Receipt.objects.values_list("units", flat=True)) == [1]
    assert integrity.problems() == []


def test_without_the_guard_the_last_piece_would_be_sold_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    till = make_till()
    attempts = orders_for_the_last_piece(till)
    monkeypatch.setattr(levels, "locked", lambda rows: rows)
    monkeypatch.setattr(levels, "still_as_read", unguarded)
    if connection.vendor == "sqlite":  # its one writer at a time is a guard of its own
        monkeypatch.setattr(checkout, "_sell", checkout._sell.__wrapped__)
    monkeypatch.setattr(checkout, "_open_shift", lambda order, by: till.shift)

    race(lambda order: checkout.sell(order, by=till.actor), attempts)

    assert Receipt.objects.count() > 1


def unguarded(level: levels.Level) -> dict[str, int]:
    time.sleep(0.05)  # everybody has read before anybody writes
    return {"id": level.row.pk}


def test_the_same_sale_from_sixteen_connections_is_one_receipt() -> None:
    till = make_till()
    order = orders_for_the_last_piece(till)[0]

    outcome = race(lambda order: checkout.sell(order, by=till.actor), [order] * THREADS)

    assert outcome == {"done": THREADS}
    assert Receipt.objects.count() == 1
    assert integrity.problems() == []


def test_numbers_are_contiguous_under_a_rush() -> None:
    till = make_till()
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, 100)
    attempts = [orders.from_json(message(till, (shirt, 1))) for _thread in range(THREADS)]

    outcome = race(lambda order: checkout.sell(order, by=till.actor), attempts)

    assert outcome == {"done": THREADS}
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    assert [int(number.rsplit("-", 1)[1]) for number in numbers] == list(range(1, THREADS + 1))
    assert level_of(shirt, till.floor)[0] == 100 - THREADS


def test_what_is_due_is_paid_once_by_many() -> None:
    till = make_till()
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, 1)
    receipt = sell(till, (shirt, 1), customer_id=make_customer().pk, paid={})
    paid = [TenderInput(till.methods["transfer"].pk, Decimal("10000.00"), "TRF")]

    outcome = race(
        lambda key: instalments.pay(receipt, paid, key=key, by=till.actor), [uuid4() for _ in range(THREADS)]
    )

    assert outcome == {"done": 1, "nothing_due": THREADS - 1}
    receipt.refresh_from_db()
    assert receipt.due == Decimal("0.00")


def test_a_sale_is_never_put_into_a_shift_that_is_being_counted() -> None:
    till = make_till(opening_float="0.00")
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, 100)
    attempts: list[Any] = [orders.from_json(message(till, (shirt, 1))) for _thread in range(THREADS)]

    def act(attempt: Order | None) -> None:
        if attempt is None:
            shifts.close(till.shift, counted=Decimal("0.00"), comment="Counted amid the rush", by=till.actor)
        else:
            checkout.sell(attempt, by=till.actor)

    race(act, [*attempts[:8], None, *attempts[8:]])

    till.shift.refresh_from_db()
    assert till.shift.expected_cash == shifts.expected_cash(till.shift)


def sold_once() -> tuple[Till, Receipt]:
    till, shirt = make_till(), make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, 1)
    return till, sell(till, (shirt, 1))


def test_of_many_who_arrange_a_delivery_one_does() -> None:
    till, receipt = sold_once()

    outcome = race(lambda plan: delivery_plans.plan(receipt, plan, by=till.actor), [Plan("pickup")] * 4)

    assert outcome == {"done": 1, "delivery_exists": 3}
    assert Delivery.objects.get().number.endswith("-001")
    assert integrity.problems() == []


def test_of_many_who_mark_a_delivery_one_does() -> None:
    till, receipt = sold_once()
    delivery = delivery_plans.plan(receipt, Plan("pickup"), by=till.actor)

    outcome = race(
        lambda key: deliveries.mark_delivered(Delivery.objects.get(pk=key), by=till.actor), [delivery.pk] * 4
    )

    assert outcome == {"done": 1, "already_delivered": 3}
    assert DeliveryStep.objects.filter(kind="delivered").count() == 1
