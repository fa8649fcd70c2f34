"""Points: lots oldest first, never below zero, every change an entry."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.core import clock
from apps.core.actor import Actor
from apps.loyalty import integrity, ledger
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account, PointEntry, PointLot
from apps.loyalty.refusals import PointsUnusable
from tests.factories.loyalty import give, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
Kind = PointEntry.Kind
SYSTEM = Actor.system()
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def redeem(account: Account, points: int, document: str = "RCP-1") -> None:
    ledger.take(account.pk, points, kind=Kind.REDEEM).write(Told(document), by=SYSTEM)


def lots(account: Account) -> list[tuple[Any, int]]:
    return list(PointLot.objects.filter(account=account).order_by("pk").values_list("expires_on", "left"))


def entries(account: Account) -> list[tuple[str, int, int]]:
    return list(account.entries.order_by("pk").values_list("kind", "points", "balance"))


def test_points_that_end_first_are_spent_first() -> None:
    account = make_account()
    for points, until in ((100, None), (50, JUNE), (30, MAY)):
        give(account, points, until=until)

    redeem(account, 90)

    assert lots(account) == [(None, 90), (JUNE, 0), (MAY, 0)]
    assert entries(account)[3:] == [("redeem", -30, 150), ("redeem", -50, 100), ("redeem", -10, 90)]
    assert integrity.findings() == []


def test_more_than_there_is_is_refused_whole() -> None:
    account = make_account(100)

    with pytest.raises(PointsUnusable, match="has only 100 points") as refusal, transaction.atomic():
        redeem(account, 101)

    assert refusal.value.details == {"left": 100}
    assert (lots(account), len(entries(account))) == ([(None, 100)], 1)


def test_points_past_their_day_cannot_be_spent_though_no_task_booked_it_yet() -> None:
    account = make_account()
    give(account, 80, until=clock.today() - timedelta(days=1))
    give(account, 20, until=clock.today())

    with pytest.raises(PointsUnusable, match="only 20"), transaction.atomic():
        redeem(account, 21)

    redeem(account, 20)
    assert ledger.usable(account.pk) == 0
    assert integrity.findings() == []


def test_what_comes_back_goes_to_its_lots_and_what_ended_meanwhile_is_new() -> None:
    account = make_account()
    give(account, 30, until=MAY)
    give(account, 50, until=JUNE)
    redeem(account, 80)

    with clock.at(clock.now() + timedelta(days=60)):
        back = ledger.give_back(account.pk, "RCP-1", 60, expires_on=date(2027, 5, 13))
        back.write(Told("RET-1", "RCP-1"), by=SYSTEM)

    assert lots(account) == [(MAY, 0), (JUNE, 50), (date(2027, 5, 13), 10)]
    assert integrity.findings() == []


def test_what_came_back_as_new_points_does_not_come_back_again() -> None:
    account = make_account()
    give(account, 30, until=MAY)
    redeem(account, 30)

    with clock.at(clock.now() + timedelta(days=60)):
        for document, points in (("RET-1", 10), ("RET-2", 20), ("RET-3", 5)):
            back = ledger.give_back(account.pk, "RCP-1", points, expires_on=None)
            back.write(Told(document, "RCP-1"), by=SYSTEM)

    account.refresh_from_db()
    assert (account.points, integrity.findings()) == (30, [])


def test_what_a_document_earned_is_taken_back_before_other_points() -> None:
    account = make_account(100)
    ledger.add(account.pk, 40, kind=Kind.EARN, expires_on=None).write(Told("RCP-1"), by=SYSTEM)

    taken = ledger.take_back(account.pk, 60, earned_at="RCP-1")
    taken.write(Told("RET-1", "RCP-1"), by=SYSTEM)

    assert (lots(account), taken.points) == ([(None, 80), (None, 0)], -60)
    assert integrity.findings() == []


def test_no_more_is_taken_back_than_there_is() -> None:
    account = make_account(10)

    taken = ledger.take_back(account.pk, 60, earned_at="RCP-1")
    taken.write(Told("RET-1", "RCP-1"), by=SYSTEM)

    account.refresh_from_db()
    assert (taken.points, account.points, integrity.findings()) == (-10, 0, [])


def test_many_lots_are_spent_in_few_statements(django_assert_num_queries: Any) -> None:
    account = make_account()
    for _lot in range(30):
        give(account, 10)

    with django_assert_num_queries(6):
        redeem(account, 295)

    account.refresh_from_db()
    assert (account.points, integrity.findings()) == (5, [])


def test_the_database_itself_refuses_points_below_zero() -> None:
    account = make_account(5)

    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(points=-1)


def test_a_document_earns_once() -> None:
    account = make_account()
    ledger.add(account.pk, 40, kind=Kind.EARN, expires_on=None).write(Told("RCP-1"), by=SYSTEM)

    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.add(account.pk, 40, kind=Kind.EARN, expires_on=None).write(Told("RCP-1"), by=SYSTEM)

    account.refresh_from_db()
    assert (account.points, integrity.findings()) == (40, [])


def test_a_level_beside_its_entries_is_found() -> None:
    account = make_account(5)
    Account.objects.filter(pk=account.pk).update(points=7)
    PointLot.objects.update(left=4)

    found = integrity.findings()

    assert [sentence.split(": ")[-1].split(" has ")[-1] for sentence in found] == [
        "4 points left, its entries make 5",
        "7 points, their lots make 4",
        "7 points, their entries make 5",
        "7 points, the last entry says 5",
    ]
