"""What a checkout costs: statements at any length, and its pace beside a plain ORM version, in one process."""

import random
import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.catalog.models import Product
from apps.sales import checkout
from apps.sales.models import Receipt
from apps.sales.orders import Order, OrderLine, TenderInput
from tests.bench import plain
from tests.bench.figures import Figure, at_least
from tests.bench.shop import Bench, tills_listening

LENGTHS = (1, 5, 40)
MOST_STATEMENTS = 16
SALES = 300


def measure(bench: Bench, products: list[Product]) -> list[Figure]:
    with tills_listening():
        return _measure(bench, products)


def _measure(bench: Bench, products: list[Product]) -> list[Figure]:
    sell(bench, products[:3])  # the first sale of a month makes its counters
    counts = [_statements(bench, products[:length]) for length in LENGTHS]
    is_met = len(set(counts)) == 1 and counts[0] <= MOST_STATEMENTS
    said = " / ".join(map(str, counts))
    figures = [Figure("checkout, SQL at 1 / 5 / 40 lines", said, f"the same, ≤ {MOST_STATEMENTS}", is_met)]
    ours, theirs = _paces(bench, products)
    figures.append(Figure("checkouts of 5 lines a second, one process", f"{ours:.0f}"))
    figures.append(Figure("the same as a plain ORM version", f"{theirs:.0f}"))
    figures.append(at_least("ours to plain", ours / theirs, 1.8, "×"))
    return figures


def _statements(bench: Bench, products: Sequence[Product]) -> int:
    """Statements between BEGIN and COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        sell(bench, products)
    frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(frame) for query in captured.captured_queries)


def _paces(bench: Bench, products: list[Product]) -> tuple[float, float]:
    """Both in turns, and of each the sale in the middle, so that whatever else the machine does meets both alike."""
    ours, theirs = [], []
    chance = random.Random(5)
    for _ in range(SALES):
        chosen = chance.sample(products, 5)
        ours.append(_timed(lambda chosen=chosen: sell(bench, chosen)))
        theirs.append(_timed(lambda chosen=chosen: plain.sell(bench, [p.pk for p in chosen], uuid.uuid4())))
    return 1 / statistics.median(ours), 1 / statistics.median(theirs)


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def sell(bench: Bench, products: Sequence[Product]) -> Receipt:
    """One piece of each for cash, printed."""
    total = sum((product.price for product in products), Decimal("0.00"))
    order = Order(
        key=uuid.uuid4(),
        shift_key=bench.shift.key,
        lines=tuple(OrderLine(product.pk, 1, product.price) for product in products),
        tenders=(TenderInput(bench.cash.pk, total),),
        total=total,
        body_hash="bench",
        is_printed=True,
    )
    return checkout.sell(order, by=bench.by)
