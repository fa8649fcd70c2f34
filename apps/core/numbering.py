"""Numbers of documents are gap-free: one locked counter a series, rolled back with its transaction."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from apps.core.models import Counter


def draw(series: str, count: int = 1) -> int:
    """The next number of a series, from 1; of ``count`` drawn at once it is the last.

    Call it inside the act's transaction, as late as can be.
    """
    while not Counter.objects.filter(series=series).update(value=F("value") + count):
        try:
            with transaction.atomic():
                Counter.objects.create(series=series)
        except IntegrityError:
            continue  # another transaction made the row in the meantime
    return Counter.objects.values_list("value", flat=True).get(series=series)


def monthly(prefix: str, on: date) -> str:
    """``RCP-202611-001``: three digits at least, counted by month."""
    month = f"{on:%Y%m}"
    return f"{prefix}-{month}-{draw(f'{prefix}-{month}'):03d}"


def yearly(prefix: str, on: date) -> str:
    """``INV001/2026``: three digits at least, counted by year."""
    return f"{prefix}{draw(f'{prefix}/{on:%Y}'):03d}/{on:%Y}"
