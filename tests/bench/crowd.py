"""What a checkout costs when 32 tills sell at once, held against one till alone on the same database and machine."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from apps.catalog.models import Product
from apps.core.retries import retry_when_chosen_as_victim
from kiosk.sockets import pool
from tests import postgres
from tests.bench import selling, shop
from tests.bench.figures import Figure, at_most, percentile
from tests.bench.shop import Bench
from tests.databases import PostgresDatabases, SqliteFiles, in_threads

CLIENTS = 32
SALES_EACH = 32  # a thousand in all, so that p99.9 is the worst but one
BUSY = 0.5  # of what one till alone could sell: a shop's rush, and its tail is not the mere length of the queue
GOODS = 2_000  # enough that the tills seldom wait for each other's goods


def measure() -> list[Figure]:
    """On a SQLite file, and on PostgreSQL where it is installed."""
    figures = []
    with _sqlite():
        figures += _on("SQLite")
    if postgres.programs():
        with _postgresql():
            figures += _on("PostgreSQL")
    return figures


@contextmanager
def _sqlite() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="nexus-crowd-") as folder, SqliteFiles(Path(folder)).fresh():
        yield


@contextmanager
def _postgresql() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(PostgresDatabases(stack.enter_context(postgres.server())).fresh())
        yield


def _on(name: str) -> list[Figure]:
    bench = shop.furnish()
    goods = shop.stock(bench, GOODS, pieces=100_000)
    tills = [bench, *shop.more_tills(bench, CLIENTS - 1)]
    with shop.tills_listening():
        _sell_all([(bench, 5)], goods)  # connections, counters and caches are there
        alone = statistics.median(_sell_all([(bench, SALES_EACH * 4)], goods))
        rushed = _sell_all([(till, SALES_EACH) for till in tills], goods)
        busy = _sell_all([(till, SALES_EACH) for till in tills], goods, pace=alone * CLIENTS / BUSY)
    return [
        Figure(f"checkout by one till alone, {name}, p50", f"{alone * 1000:.1f} ms"),
        at_most(f"by {CLIENTS} at once without a pause, p99.9", percentile(rushed, 99.9) * 1000, 250, "ms"),
        Figure(f"the same to one alone (queueing makes {CLIENTS}), p50 / p99 / p99.9", _ratios(rushed, alone)),
        Figure(f"by {CLIENTS}, as many as keep it busy half the time, p50 / p99 / p99.9", _ratios(busy, alone)),
    ]


def _sell_all(tills: Sequence[tuple[Bench, int]], goods: list[Product], pace: float = 0.0) -> list[float]:
    """Every till its number of sales in a thread of its own; how long each took, in seconds."""
    answers = in_threads([lambda row=row: _sell(*row, goods, pace) for row in tills])
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    if failed:
        raise failed[0]
    return [seconds for answer in answers for seconds in answer]  # type: ignore[union-attr]


def served(act: Callable[[], object]) -> None:
    """As the server does what a till asks: in the order of asking, by one of its threads."""
    pool.submit(retry_when_chosen_as_victim, act).result()


def _sell(till: Bench, sales: int, goods: list[Product], pace: float) -> list[float]:
    """With a ``pace``, each sale has its moment, and the time counts from then even when the till fell behind."""
    chance = random.Random(till.register.pk)
    opened, seconds = time.perf_counter(), []
    for turn in range(sales):
        now = time.perf_counter()
        asked = opened + (turn + chance.random()) * pace if pace else now
        time.sleep(max(0.0, asked - now))
        chosen = chance.sample(goods, 5)
        served(lambda chosen=chosen: selling.sell(till, chosen))
        seconds.append(time.perf_counter() - asked)
    return seconds


def _ratios(seconds: list[float], alone: float) -> str:
    return " / ".join(f"{percentile(seconds, percent) / alone:.1f}" for percent in (50, 99, 99.9)) + " ×"
