"""What the races of selling prove a few times, proved as often as it takes to be trusted, on each database.

``PROVE_RACES`` races for the last piece, ``PROVE_RECEIPTS`` receipts over the end of a month.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from apps.audit.verification import verify
from apps.catalog.models import Product
from apps.core import clock
from apps.core.refusals import NexusError
from apps.core.retries import retry_when_chosen_as_victim
from apps.inventory import integrity as goods_integrity
from apps.inventory import levels
from apps.sales import checkout, integrity, orders
from apps.sales.models import Receipt
from tests.bench.figures import Figure, none_of
from tests.databases import crew, in_threads
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import Till, make_till, message, more_tills

pytestmark = [pytest.mark.prove, pytest.mark.usefixtures("real_database"), pytest.mark.timeout(7200)]

RACES = int(os.environ.get("PROVE_RACES", "200"))
CLIENTS = 64
RACES_WITHOUT_GUARD = 3
RECEIPTS = int(os.environ.get("PROVE_RECEIPTS", "20000"))
WRITERS = 32
NEW_MONTH = datetime(2026, 3, 31, 23, 0, tzinfo=UTC)  # midnight in Lagos

Act = Callable[[], str]


def test_last_piece_sells_once_in_every_race(figures: list[Figure]) -> None:
    tills = tills_of(CLIENTS)
    begun = time.perf_counter()

    with crew(CLIENTS) as at_once:
        races = [Counter(at_once(race_for_the_last_piece(tills))) for _race in range(RACES)]

    seconds = time.perf_counter() - begun
    sold, receipts = sum(race["done"] for race in races), Receipt.objects.count()
    figures += [
        Figure(f"races of {CLIENTS} tills for a last piece, {connection.vendor}", f"{RACES:,} in {seconds:.0f} s"),
        none_of("pieces oversold", sum(max(0, race["done"] - 1) for race in races)),
        none_of("races with another end than one receipt and refusals", sum(race != ONE_WINS for race in races)),
        none_of("receipts more or less than pieces sold", abs(receipts - sold)),
    ]
    assert [race for race in races if race != ONE_WINS] == []
    assert (receipts, pieces_left(tills[0])) == (RACES, 0)
    assert faults() == []


def test_without_the_guard_last_pieces_are_oversold(monkeypatch: pytest.MonkeyPatch, figures: list[Figure]) -> None:
    """The control: were it to pass, the campaign above would prove nothing."""
    tills = tills_of(CLIENTS)
    monkeypatch.setattr(levels, "locked", lambda rows: rows)
    monkeypatch.setattr(levels, "still_as_read", unguarded)
    if connection.vendor == "sqlite":  # its one writer at a time is a guard of its own
        monkeypatch.setattr(checkout, "_sell", checkout._sell.__wrapped__)

    with crew(CLIENTS) as at_once:
        races = [Counter(at_once(race_for_the_last_piece(tills))) for _race in range(RACES_WITHOUT_GUARD)]

    sold = sum(race["done"] for race in races)
    name = f"control without the guard, {connection.vendor}: sold of {RACES_WITHOUT_GUARD} last pieces"
    figures.append(Figure(name, str(sold), f"> {RACES_WITHOUT_GUARD}", sold > RACES_WITHOUT_GUARD))
    assert all(race["done"] > 1 for race in races)


def test_receipts_of_many_writers_are_contiguous_over_the_end_of_a_month(figures: list[Figure]) -> None:
    tills = tills_of(WRITERS)
    each = RECEIPTS // WRITERS
    shirts = [shirt_of(till, each) for till in tills]
    begun = time.perf_counter()

    written = in_threads(
        [lambda till=till, shirt=shirt: write(till, shirt, each) for till, shirt in zip(tills, shirts, strict=True)]
    )

    seconds = time.perf_counter() - begun
    numbers = Counter(Receipt.objects.values_list("number", flat=True))
    wanted = expected(WRITERS * (each // 2), WRITERS * (each - each // 2))
    figures += [
        Figure(
            f"receipts by {WRITERS} writers over a new month, {connection.vendor}",
            f"{each * WRITERS:,} in {seconds:.0f} s",
        ),
        none_of("gaps", len(wanted - numbers.keys())),
        none_of("doubled or beyond", sum(numbers.values()) - len(wanted & numbers.keys())),
    ]
    assert written == [each] * WRITERS
    assert set(numbers) == wanted
    assert faults() == []


ONE_WINS = Counter(done=1, insufficient_stock=CLIENTS - 1)


def tills_of(count: int) -> list[Till]:
    """Each with its own shift, so that they meet at the goods and not before."""
    till = make_till()
    return [till, *more_tills(till, count - 1)]


def shirt_of(till: Till, pieces: int) -> Product:
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, pieces)
    return shirt


def race_for_the_last_piece(tills: Sequence[Till]) -> list[Act]:
    shirt = shirt_of(tills[0], 1)
    sales = [(till, orders.from_json(message(till, (shirt, 1)))) for till in tills]
    return [
        lambda till=till, order=order: outcome(lambda: checkout.sell(order, by=till.actor)) for till, order in sales
    ]


def outcome(act: Callable[[], object]) -> str:
    try:
        retry_when_chosen_as_victim(act)
    except NexusError as refusal:
        return refusal.code
    return "done"


def unguarded(level: levels.Level) -> dict[str, int]:
    time.sleep(0.1)  # everybody has read before anybody writes
    return {"id": level.row.pk}


def write(till: Till, shirt: Product, count: int) -> int:
    """So many receipts, a second apart, the first half in the old month; every eighth sale is tried in vain before."""
    for turn in range(count):
        with clock.at(NEW_MONTH + timedelta(seconds=turn - count // 2)):
            order = orders.from_json(message(till, (shirt, 1)))
            if turn % 8 == 0:
                retry_when_chosen_as_victim(lambda order=order: sell_in_vain(order, till))
            retry_when_chosen_as_victim(lambda order=order: checkout.sell(order, by=till.actor))
    return count


@transaction.atomic
def sell_in_vain(order: orders.Order, till: Till) -> None:
    checkout.sell(order, by=till.actor)
    transaction.set_rollback(True)


def expected(old: int, new: int) -> set[str]:
    counts = {"202603": old, "202604": new}
    return {f"RCP-{month}-{number:03d}" for month, count in counts.items() for number in range(1, count + 1)}


def pieces_left(till: Till) -> int:
    return sum(till.floor.levels.values_list("quantity", flat=True))


def faults() -> list[object]:
    return [*goods_integrity.findings(), *integrity.problems(), *verify()]
