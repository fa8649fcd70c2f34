"""What a list hands out as a file: typed columns, each read from the database by its paths, portion by portion."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from import_export import fields, resources

PORTION = 1_000  # rows a statement: SQL Server takes 2,000 parameters
Value = str | int | Decimal | date | datetime | None
Rows = Iterator[list[Value]]


class Kind(Enum):
    """How a column is written and on which side it stands."""

    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"

    @property
    def is_figure(self) -> bool:
        return self in (Kind.MONEY, Kind.NUMBER)


class Column(fields.Field):
    """Values of ``paths`` from a row, made one by ``shown``. ``needs`` is the right without which nobody gets it.

    A column that the list does not show on screen ``is_extra``: it is there to be ticked. One whose path leads to
    several names ``is_joined``: they stand in one cell.
    """

    def __init__(
        self,
        title: Any,
        *paths: str,
        kind: Kind = Kind.TEXT,
        shown: Callable[..., Value] | None = None,
        needs: str = "",
        is_extra: bool = False,
        is_joined: bool = False,
    ) -> None:
        super().__init__(paths[0], title)
        self.title, self.paths, self.kind = title, paths, kind
        self.needs, self.is_extra, self.is_joined = needs, is_extra, is_joined
        self.shown = shown

    def reader(self, places: Sequence[int]) -> Callable[[Sequence[Any]], Value]:
        """Makes the column's value of a row in which its paths have these places."""
        shown = self.shown or (lambda value: value)
        if self.kind is Kind.MOMENT:
            return lambda row: _on_the_wall(shown(*(row[place] for place in places)))
        if self.shown is None:
            return itemgetter(places[0])
        return lambda row: shown(*(row[place] for place in places))


def _on_the_wall(moment: Any) -> datetime | None:
    """As a clock in the company's zone shows it; no spreadsheet knows of zones."""
    return localtime(moment).replace(microsecond=0, tzinfo=None) if moment else None


class ListResource(resources.Resource):
    """The columns of a list, in the order in which a file has them."""

    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what the columns need besides."""
        return rows

    @classmethod
    def columns_for(cls, user: Any) -> dict[str, Column]:
        """Those that this person may have, by name."""
        return {name: column for name, column in cls.fields.items() if not column.needs or user.has_perm(column.needs)}


def read(rows: QuerySet[Any], columns: Sequence[Column], keys: Sequence[Any]) -> Rows:
    """The rows of these keys in their order; a row that is no longer among ``rows`` is left out."""
    plain = list(dict.fromkeys(path for column in columns if not column.is_joined for path in column.paths))
    joined = list(dict.fromkeys(column.paths[0] for column in columns if column.is_joined))
    places = {path: place for place, path in enumerate([*plain, *joined], 1)}
    readers = [column.reader([places[path] for path in column.paths]) for column in columns]
    for start in range(0, len(keys), PORTION):
        portion = keys[start : start + PORTION]
        asked = rows.filter(pk__in=portion).order_by()
        found = {row[0]: row for row in asked.values_list("pk", *plain)}
        for path in joined:
            names = _joined(asked, path)
            found = {key: (*row, names.get(key, "")) for key, row in found.items()}
        for key in portion:
            if key in found:
                yield [read_value(found[key]) for read_value in readers]


def _joined(asked: QuerySet[Any], path: str) -> dict[Any, str]:
    names: dict[Any, list[str]] = defaultdict(list)
    for key, name in asked.order_by(path).values_list("pk", path):
        names[key] += [name] if name else []
    return {key: ", ".join(found) for key, found in names.items()}


def yes_or_no(value: bool | None) -> str:
    return _("yes") if value else _("no")


def label_of(choices: Any) -> Callable[[Any], Value]:
    """A choice as people call it."""
    labels: Mapping[Any, Any] = dict(choices.choices)
    return lambda value: str(labels.get(value, value or ""))


def money_column(title: Any, *paths: str, **options: Any) -> Column:
    return Column(title, *paths, kind=Kind.MONEY, **options)


def number_column(title: Any, *paths: str, **options: Any) -> Column:
    return Column(title, *paths, kind=Kind.NUMBER, **options)


def day_column(title: Any, path: str, **options: Any) -> Column:
    return Column(title, path, kind=Kind.DAY, **options)


def moment_column(title: Any, path: str, **options: Any) -> Column:
    return Column(title, path, kind=Kind.MOMENT, **options)
