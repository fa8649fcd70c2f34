"""What a checkout costs when 32 tills sell at once, held against one till alone on the same database and machine."""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from apps.catalog.models import Product
from apps.core.retries import retry_when_chosen_as_victim
from kiosk.sockets import THREADS
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
    with shop.tills_listening(), ThreadPoolExecutor(THREADS) as served:
        crowd = Crowd(goods, served)
        crowd.sell([(till, 1) for till in tills])  # connections, counters and caches are there
        alone = statistics.median(crowd.sell([(bench, SALES_EACH * 4)]))
        rushed = crowd.sell([(till, SALES_EACH) for till in tills])
        busy = crowd.sell([(till, SALES_EACH) for till in tills], pace=alone * CLIENTS / BUSY)
    return [
        Figure(f"checkout by one till alone, {name}, p50", f"{alone * 1000:.1f} ms"),
        at_most(f"by {CLIENTS} at once without a pause, p99.9", percentile(rushed, 99.9) * 1000, 250, "ms"),
        Figure(f"the same to one alone (queueing makes {CLIENTS}), p50 / p99 / p99.9", _ratios(rushed, alone)),
        Figure(f"by {CLIENTS}, as many as keep it busy half the time, p50 / p99 / p99.9", _ratios(busy, alone)),
    ]


@dataclass(frozen=True)
class Crowd:
    """Tills that ask each in a thread of its own, and the server's threads, which answer in the order of asking."""

    goods: list[Product]
    served: ThreadPoolExecutor

    def sell(self, tills: Sequence[tuple[Bench, int]], pace: float = 0.0) -> list[float]:
        """Every till its number of sales; how long each took, in seconds."""
        answers = in_threads([lambda row=row: self._sell(*row, pace) for row in tills])
        failed = [answer for answer in answers if isinstance(answer, Exception)]
        if failed:
            raise failed[0]
        return [seconds for answer in answers for seconds in answer]  # type: ignore[union-attr]

    def _sell(self, till: Bench, sales: int, pace: float) -> list[float]:
        """With a ``pace``, each sale has its moment, and the time counts from then even when the till fell behind."""
        chance = random.Random(till.register.pk)
        opened, seconds = time.perf_counter(), []
        for turn in range(sales):
            now = time.perf_counter()
            asked = opened + (turn + chance.random()) * pace if pace else now
            time.sleep(max(0.0, asked - now))
            self._ask(till, chance.sample(self.goods, 5))
            seconds.append(time.perf_counter() - asked)
        return seconds

    def _ask(self, till: Bench, chosen: list[Product]) -> None:
        self.served.submit(retry_when_chosen_as_victim, lambda: selling.sell(till, chosen)).result()


def _ratios(seconds: list[float], alone: float) -> str:
    return " / ".join(f"{percentile(seconds, percent) / alone:.1f}" for percent in (50, 99, 99.9)) + " ×"
