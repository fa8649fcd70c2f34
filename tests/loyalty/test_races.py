"""Fifty tills at one account: points never go below zero, and no sale redeems what another took."""

import pytest
from django.db import transaction

from apps.core.actor import Actor
from apps.loyalty import integrity, ledger
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account, PointEntry
from tests.factories.loyalty import give, make_account
from tests.sales.test_races import race

pytestmark = [pytest.mark.usefixtures("real_database")]
THREADS = 50
REDEEM = PointEntry.Kind.REDEEM


def redeem(account: Account) -> None:
    with transaction.atomic():
        ledger.take(account.pk, 300, kind=REDEEM).write(Told("RCP-1"), by=Actor.system())


def earn_and_redeem(account: Account) -> None:
    with transaction.atomic():
        taken = ledger.take(account.pk, 100, kind=REDEEM)
        earned = ledger.add(account.pk, 10, kind=PointEntry.Kind.ADJUST, expires_on=None)
        taken.write(Told("RCP-1"), by=Actor.system())
        earned.write(Told("RCP-1"), by=Actor.system())


def test_fifty_tills_redeem_no_more_than_there_is() -> None:
    account = make_account(700)
    give(account, 300)

    outcome = race(redeem, [account] * THREADS)

    account.refresh_from_db()
    assert outcome == {"done": 3, "points_unusable": THREADS - 3}
    assert (account.points, integrity.findings()) == (100, [])


def test_who_earns_and_redeems_at_once_keeps_the_books() -> None:
    account = make_account(1000)

    outcome = race(earn_and_redeem, [account] * THREADS)

    account.refresh_from_db()
    assert account.points == 1000 - 90 * outcome["done"] >= 0
    assert integrity.findings() == []


def test_without_the_guard_fifty_tills_would_redeem_more(monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account(1000)
    monkeypatch.setattr(ledger, "_lower", lambda account_id, points: True)
    monkeypatch.setattr(ledger, "_lower_lots", lambda parts: None)

    race(redeem, [account] * THREADS)

    assert PointEntry.objects.filter(kind="redeem").count() > 3
    assert integrity.findings() != []
