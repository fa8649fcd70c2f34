"""A level changes only while it still is what was read. Only the ledger and the reservations write here.

The rows are locked where the database can (``locked``) and compared when they are written (``still_as_read``), so that
safety does not depend on what a database makes of FOR UPDATE. A race test proves each guard by putting a function in
its place that guards nothing: ``locked = lambda rows: rows`` and ``still_as_read = lambda level: Q(pk=level.pk)``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Expression, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

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
            StockLevel.objects.bulk_create(StockLevel(product_id=product, place_id=place) for product, place in chunk)


def swap(levels: Sequence[Level]) -> int:
    """Write what the moves made of ``levels``; answers how many of the rows still were what was read."""
    ordered = sorted(levels, key=lambda level: (level.row.product_id, level.row.place_id))
    return sum(_swap_chunk(chunk) for chunk in _chunks(ordered))


def locked(rows: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
    """Nobody else changes these rows until the transaction ends (SQLite has one writer at a time anyway)."""
    return rows.select_for_update()


def still_as_read(level: Level) -> Q:
    """The row holds what the plan was made from."""
    row = level.row
    return Q(pk=row.pk, quantity=row.quantity, value=row.value, reserved=row.reserved)


def _swap_chunk(levels: Sequence[Level]) -> int:
    new: dict[str, Expression] = {
        "quantity": ByRow({level.row.pk: level.quantity for level in levels}),
        "value": ByRow({level.row.pk: to_kobo(level.value) for level in levels}),
    }
    if any(level.reserved != level.row.reserved for level in levels):
        new["reserved"] = ByRow({level.row.pk: level.reserved for level in levels})
    unchanged = Q(*(still_as_read(level) for level in levels), _connector=Q.OR)
    return StockLevel.objects.filter(unchanged).update(**new)


class ByRow(Expression):
    """``CASE id WHEN … THEN …``: a number by row. Django's own Case takes ten times as long to write."""

    def __init__(self, numbers: dict[int, int]) -> None:
        super().__init__(output_field=BigIntegerField())
        self.numbers = numbers

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[int, ...]]:
        key = connection.ops.quote_name("id")
        cases = " ".join(["WHEN %s THEN %s"] * len(self.numbers))
        return f"CASE {key} {cases} END", tuple(number for pair in self.numbers.items() for number in pair)


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
