"""The one company's settings, read by everybody and remembered for a moment."""

import time
from zoneinfo import ZoneInfo

from apps.stores.models import Company

REMEMBERED_SECONDS = 5
_remembered: tuple[float, Company] | None = None


def current() -> Company:
    """The company's row, or an unsaved one with the defaults before it is set up."""
    global _remembered
    if _remembered is None or time.monotonic() - _remembered[0] > REMEMBERED_SECONDS:
        found = Company.objects.filter(pk=1).first() or Company(pk=1, name="Nexus")
        _remembered = (time.monotonic(), found)
    return _remembered[1]


def forget() -> None:
    """Read the row anew at the next call."""
    global _remembered
    _remembered = None


def zone() -> ZoneInfo:
    return ZoneInfo(current().timezone)
