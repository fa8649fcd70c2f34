"""The clock: real unless held, and its days are those of Lagos."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from apps.core import clock


def test_the_clock_is_the_real_one() -> None:
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)


def test_a_held_clock_stands_until_let_go() -> None:
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

    with clock.at(moment):
        held = clock.now()

    assert held == moment
    assert clock.now() != moment


def test_the_day_begins_at_midnight_in_lagos() -> None:
    assert clock.local_date(datetime(2026, 3, 14, 22, 59, tzinfo=UTC)) == date(2026, 3, 14)
    assert clock.local_date(datetime(2026, 3, 14, 23, 0, tzinfo=UTC)) == date(2026, 3, 15)
