"""A level changes only while it still is what was read. Only the ledger and the reservations write here.

The rows are locked where the database can (``locked``) and compared when they are written (``still_as_read``), so that
safety does not depend on what a database makes of FOR UPDATE. A race test proves each guard by putting a function in
its place that guards nothing: ``locked = lambda rows: rows``, ``still_as_read = lambda level: {"id": level.row.pk}``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from apps.core import bulk
from apps.core.money import money, to_kobo
from apps.inventory.models import StockLevel

Row = TypeVar("Row")
End = tuple[int, int]
"""A product's and a place's key: where a move begins or ends."""

ROWS_A_STATEMENT = 150  # ten parameters a row stay below SQL Server's 2,100


@dataclass(slots=True)
class Level:
    """A row as it was read, and the quantities that the moves make of it."""

    row: StockLevel
    quantity: int = field(init=False)
    value: Decimal = field(init=False)
    reserved: int = field(init=False)

    def __post_init__(self) -> None:
        self.quantity, self.value, self.reserved = self.row.quantity, self.row.value, self.row.reserved

    @property
    def free(self) -> int:
        """What nobody holds back."""
        return self.quantity - self.reserved

    def give(self, quantity: int) -> Decimal:
        """Take pieces out with their part of the value, which is returned; the last piece takes the rest."""
        value = money(self.value * quantity / self.quantity)
        self.quantity -= quantity
        self.value -= value
        return value

    def gain(self, quantity: int, value: Decimal) -> None:
        self.quantity += quantity
        self.value += value


def read(ends: Collection[End]) -> dict[End, Level]:
    """The levels of ``ends`` that exist, locked in ascending order of product and place."""
    levels = {}
    for chunk in _chunks(sorted(ends)):
        rows = StockLevel.objects.filter(_any_of(chunk)).order_by("product_id", "place_id")
        levels.update({(row.product_id, row.place_id): Level(row) for row in locked(rows)})
    return levels


def make(ends: Collection[End]) -> None:
    """Make empty levels; when another transaction was first, its row is as good."""
    for chunk in _chunks(sorted(ends)):
        with suppress(IntegrityError), transaction.atomic():
            products, shelves = zip(*chunk, strict=True)
            bulk.insert_columns(StockLevel, len(chunk), {"product_id": products, "place_id": shelves})


def swap(levels: Sequence[Level]) -> int:
    """Write what the moves made of ``levels``; answers how many of the rows still were what was read."""
    ordered = sorted(levels, key=lambda level: (level.row.product_id, level.row.place_id))
    return sum(_swap_chunk(chunk) for chunk in _chunks(ordered))


def locked(rows: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
    """Nobody else changes these rows until the transaction ends (SQLite has one writer at a time anyway)."""
    return rows.select_for_update()


def still_as_read(level: Level) -> dict[str, int]:
    """What the row must hold to be written: its columns as the plan was made from them."""
    row = level.row
    return {"id": row.pk, "quantity": row.quantity, "value": to_kobo(row.value), "reserved": row.reserved}


def _swap_chunk(levels: Sequence[Level]) -> int:
    """One statement in plain SQL: Django takes longer to compile it than a database to run it."""
    new = {"quantity": [level.quantity for level in levels], "value": [to_kobo(level.value) for level in levels]}
    if any(level.reserved != level.row.reserved for level in levels):
        new["reserved"] = [level.reserved for level in levels]
    keys = [level.row.pk for level in levels]
    before = [still_as_read(level) for level in levels]
    numbers = [number for column in new.values() for pair in zip(keys, column, strict=True) for number in pair]
    numbers += [number for row in before for number in row.values()]
    with connection.cursor() as cursor:
        cursor.execute(_update(new, before), numbers)
        return int(cursor.rowcount)


def _update(new: Iterable[str], before: Iterable[Iterable[str]]) -> str:
    """``UPDATE … SET column = CASE id WHEN … THEN … END, … WHERE (id = … AND …) OR …``, its numbers to be bound."""
    quoted = connection.ops.quote_name
    rows = [" AND ".join(f"{quoted(column)} = %s" for column in row) for row in before]
    case = f"CASE {quoted('id')} {' '.join(['WHEN %s THEN %s'] * len(rows))} END"
    changes = ", ".join(f"{quoted(column)} = {case}" for column in new)
    table = quoted(StockLevel._meta.db_table)
    return f"UPDATE {table} SET {changes} WHERE ({') OR ('.join(rows)})"  # noqa: S608  no name comes from outside


def _any_of(ends: Sequence[End]) -> Q:
    """The rows of these ends, each place named once."""
    products: dict[int, list[int]] = defaultdict(list)
    for product, place in ends:
        products[place].append(product)
    condition = Q()
    for place, wanted in products.items():
        condition |= Q(place_id=place, product_id__in=wanted)
    return condition


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        yield rows[start : start + ROWS_A_STATEMENT]
