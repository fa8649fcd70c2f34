"""What it costs to close a shift: the time of one with many receipts, and statements at any number of them."""

import time
from dataclasses import replace
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.catalog.models import Product
from apps.sales import shifts
from tests.bench.figures import Figure, at_most
from tests.bench.selling import sell
from tests.bench.shop import Bench, more_tills, tills_listening

RECEIPTS = 500
LINES = 5


def measure(bench: Bench, products: list[Product]) -> list[Figure]:
    """On a register of its own; the shift stays closed."""
    with tills_listening():
        return _measure(more_tills(bench, 1)[0], products)


def _measure(till: Bench, products: list[Product]) -> list[Figure]:
    few, _seconds = _close(till, products, 1)
    fresh = shifts.open_shift(till.register, key=uuid4(), opening_float=till.shift.opening_float, by=till.by)
    many, seconds = _close(replace(till, shift=fresh), products, RECEIPTS)
    said = f"{few} / {many}"
    return [
        at_most(f"a shift of {RECEIPTS} receipts closes, Z report written", seconds, 1, "s", digits=3),
        Figure(f"closing, SQL at 1 / {RECEIPTS} receipts", said, "the same", few == many),
    ]


def _close(till: Bench, products: list[Product], receipts: int) -> tuple[int, float]:
    """Statements and seconds."""
    for number in range(receipts):
        sell(till, products[number % 20 : number % 20 + LINES])
    counted = shifts.expected_cash(till.shift)
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        shifts.close(till.shift, counted=counted, by=till.by)
    return len(asked), time.perf_counter() - begun
