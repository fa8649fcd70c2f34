"""The one clock: acts ask it for the time, and tests and the demo set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """An aware moment: the real one, unless ``at`` holds another."""
    return _moment.get() or timezone.now()


def today() -> date:
    """The day in the company's zone."""
    return local_date(now())


def local_date(moment: datetime) -> date:
    """The company's calendar day of a moment."""
    return timezone.localtime(moment).date()


def end_of(day: date) -> datetime:
    """The moment in which the company's calendar day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block it is ``moment`` (aware)."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
