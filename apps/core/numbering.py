"""Numbers of documents are gap-free: one locked counter a series, rolled back with its transaction."""

from datetime import date
from zlib import crc32

from django.db import IntegrityError, connection, transaction

from apps.core.models import Counter

STEP = "UPDATE core_counter SET value = value + %s WHERE series = %s RETURNING value"
SQL_SERVER_STEP = "UPDATE core_counter SET value = value + %s OUTPUT inserted.value WHERE series = %s"
# PostgreSQL hands a row's lock to whoever wakes first: under a rush some wait while others draw again and again, so
# an advisory lock is handed on in the order of asking.
POSTGRESQL_STEP = """
WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(%s))
UPDATE core_counter SET value = value + %s FROM turn WHERE series = %s RETURNING value
"""


def draw(series: str, count: int = 1) -> int:
    """The next number of a series, from 1; of ``count`` drawn at once it is the last.

    Call it inside the act's transaction, as late as can be.
    """
    while True:
        drawn = _step(series, count)
        if drawn is not None:
            return drawn
        try:
            with transaction.atomic():
                Counter.objects.create(series=series)
        except IntegrityError:
            continue  # another transaction made the row in the meantime


def monthly(prefix: str, on: date) -> str:
    """``RCP-202611-001``: three digits at least, counted by month."""
    month = f"{on:%Y%m}"
    return f"{prefix}-{month}-{draw(f'{prefix}-{month}'):03d}"


def yearly(prefix: str, on: date) -> str:
    """``INV001/2026``: three digits at least, counted by year."""
    return f"{prefix}{draw(f'{prefix}/{on:%Y}'):03d}/{on:%Y}"


def routed(prefix: str, route: str, on: date) -> str:
    """``TR-ABLA-0001-1126``: four digits at least, counted by month over all routes."""
    return f"{prefix}-{route}-{draw(f'{prefix}-{on:%Y%m}'):04d}-{on:%m%y}"


def _step(series: str, count: int) -> int | None:
    """Raise the counter and read it in one statement; ``None`` while the series has no row."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_STEP, [crc32(series.encode()), count, series])
        else:
            cursor.execute(SQL_SERVER_STEP if connection.vendor == "microsoft" else STEP, [count, series])
        rows = cursor.fetchall()
    return int(rows[0][0]) if rows else None
