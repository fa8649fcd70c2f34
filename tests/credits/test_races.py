"""Fifty tills at one credit: what is spent never passes what it is worth."""

from decimal import Decimal

import pytest
from django.db import transaction

from apps.core.actor import Actor
from apps.credits import integrity, ledger
from apps.credits.models import Credit, CreditEntry
from tests.factories.credits import make_credit
from tests.sales.test_races import race

pytestmark = [pytest.mark.usefixtures("real_database")]
THREADS = 50


def spend(credit: Credit) -> None:
    with transaction.atomic():
        taken = ledger.take({credit.number: Decimal("300.00")}, customer_id=credit.customer_id)
        taken.write(document="RCP-1", by=Actor.system())


def test_fifty_tills_spend_one_credit_no_further_than_its_value() -> None:
    credit = make_credit("1000.00")

    outcome = race(spend, [credit] * THREADS)

    credit.refresh_from_db()
    assert outcome == {"done": 3, "credit_unusable": THREADS - 3}
    assert (credit.left, integrity.findings()) == (Decimal("100.00"), [])


def test_without_the_guard_fifty_tills_would_spend_more(monkeypatch: pytest.MonkeyPatch) -> None:
    credit = make_credit("1000.00")
    monkeypatch.setattr(ledger, "_refuse_unusable", lambda *told: None)
    monkeypatch.setattr(ledger, "_lower", lambda found, wanted: True)

    race(spend, [credit] * THREADS)

    assert CreditEntry.objects.filter(kind="spend").count() == THREADS
    assert len(integrity.findings()) == 1
