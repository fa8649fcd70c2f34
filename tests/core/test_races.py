"""Many writers at once, on a SQLite file and on PostgreSQL: numbers without gaps, an audit chain without forks."""

import time
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from apps.audit import log
from apps.audit.models import AuditEntry
from apps.audit.verification import verify
from apps.core import numbering
from apps.core.actor import Actor
from apps.core.models import Counter
from tests.databases import PostgresDatabases, in_threads

THREADS, EACH = 8, 12


@transaction.atomic
def draw(day: date, *, is_lost: bool) -> str:
    number = numbering.monthly("RCP", day)
    transaction.set_rollback(is_lost)
    return "" if is_lost else number


def test_numbers_of_many_writers_have_no_gap_and_no_double(real_database: None) -> None:
    def work() -> list[str]:
        return [draw(date(2026, 3, 1), is_lost=turn % 3 == 0) for turn in range(EACH)]

    kept = [number for drawn in in_threads([work] * THREADS) for number in drawn if number]  # type: ignore[union-attr]

    assert sorted(kept) == [f"RCP-202603-{number:03d}" for number in range(1, THREADS * EACH * 2 // 3 + 1)]


def test_numbers_stay_contiguous_over_the_end_of_a_month(real_database: None) -> None:
    def work() -> list[str]:
        return [draw(date(2026, 3 + turn // (EACH // 2), 1), is_lost=False) for turn in range(EACH)]

    drawn = [number for answer in in_threads([work] * THREADS) for number in answer]  # type: ignore[union-attr]

    assert Tally(number[:10] for number in drawn) == {"RCP-202603": 48, "RCP-202604": 48}
    assert sorted(drawn) == [f"RCP-20260{month}-{number:03d}" for month in (3, 4) for number in range(1, 49)]


def test_without_the_guard_numbers_double(real_database: None) -> None:
    """The control: read, then write. Were it to pass, the tests above would prove nothing."""

    def draw_unguarded() -> int:
        value = Counter.objects.get(series="T").value + 1
        Counter.objects.filter(series="T").update(value=value)
        return value

    def work() -> list[int]:
        return [draw_unguarded() for _ in range(EACH * 4)]

    Counter.objects.create(series="T")
    drawn = [number for answer in in_threads([work] * THREADS) for number in answer]  # type: ignore[union-attr]

    assert len(set(drawn)) < len(drawn)


@pytest.mark.parametrize("shop_id", [None, 7])
def test_the_audit_chain_of_many_writers_does_not_fork(real_database: None, shop_id: int | None) -> None:
    def work() -> None:
        for turn in range(EACH):
            log.write("a.b", by=Actor.system(), subject="s", key=turn, shop_id=shop_id)

    assert in_threads([work] * THREADS) == [None] * THREADS

    assert AuditEntry.objects.count() == THREADS * EACH
    assert verify() == []


@pytest.mark.postgres
def test_a_counter_is_handed_on_in_the_order_of_asking(
    postgres_databases: PostgresDatabases, django_db_blocker: DjangoDbBlocker
) -> None:
    def ask() -> int:
        try:
            return numbering.draw("T")
        finally:
            connections.close_all()

    with django_db_blocker.unblock(), postgres_databases.fresh(), ThreadPoolExecutor(THREADS) as threads:
        numbering.draw("T")
        asked = []
        with transaction.atomic():
            numbering.draw("T")
            for place in range(1, THREADS + 1):
                asked.append(threads.submit(ask))
                wait_until_queued(place)

        assert [answer.result(30) for answer in asked] == list(range(3, THREADS + 3))


def wait_until_queued(count: int) -> None:
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() == (count,):
                return
        time.sleep(0.005)
