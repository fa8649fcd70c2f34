"""A drawer under a rush: what lies in it goes out once, and nothing moves it while it is counted."""

import time
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from apps.sales import cash_moves, integrity, shifts
from apps.sales.cash_moves import CashInput
from apps.sales.models import CashMove, Shift, ZReport
from apps.users.models import User
from tests.factories.sales import Till, actor_at, make_cashier, make_till
from tests.sales.test_races import THREADS, race

pytestmark = [pytest.mark.usefixtures("real_database")]


@pytest.fixture
def till() -> Till:
    """₦5,000 in the drawer, and somebody at it who may take it out."""
    return make_till(opening_float="5000.00")


def taker(till: Till) -> Any:
    user = User.objects.filter(username="boss").first() or make_cashier(
        "boss", till.shop, permissions=("sell", "take_cash_out")
    )
    by = actor_at(till.register, user)
    return lambda asked: cash_moves.move(till.shift, asked, by=by)


def thousand() -> CashInput:
    return CashInput(uuid4(), CashMove.Kind.OUT, Decimal("1000.00"), "Bank")


def test_no_more_goes_out_than_lies_in_the_drawer(till: Till) -> None:
    outcome = race(taker(till), [thousand() for _thread in range(THREADS)])

    assert outcome == {"done": 5, "too_little_cash": THREADS - 5}
    assert shifts.expected_cash(till.shift) == Decimal("0.00")


def test_without_the_guard_more_would_go_out_than_there_is(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    read = shifts.expected_cash

    def slowly(shift: Shift) -> Decimal:
        found = read(shift)
        time.sleep(0.05)  # everybody has read before anybody writes
        return found

    act = taker(till)
    monkeypatch.setattr(shifts, "expected_cash", slowly)
    monkeypatch.setattr(cash_moves, "_locked", lambda shift: shift)
    if connection.vendor == "sqlite":  # its one writer at a time is a guard of its own
        monkeypatch.setattr(cash_moves, "_move_once", cash_moves._move_once.__wrapped__)

    race(act, [thousand() for _thread in range(THREADS)])

    assert read(till.shift) < 0


def test_the_same_move_from_sixteen_connections_is_one(till: Till) -> None:
    asked = thousand()

    outcome = race(taker(till), [asked] * THREADS)

    assert outcome == {"done": THREADS}
    assert CashMove.objects.count() == 1


def test_the_count_holds_exactly_the_cash_that_moved_before_it(till: Till) -> None:
    move = taker(till)

    def act(asked: CashInput | None) -> None:
        if asked is None:
            shifts.close(till.shift, counted=Decimal("5000.00"), comment="Amid the rush", by=till.actor)
        else:
            move(asked)

    race(act, [*(thousand() for _thread in range(4)), None, *(thousand() for _thread in range(4))])

    closed = Shift.objects.get()
    assert closed.expected_cash == shifts.expected_cash(closed)
    assert ZReport.objects.count() == 1
    assert integrity.problems() == []
