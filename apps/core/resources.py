"""What a list hands out as a file: typed columns, each read from the database by its paths, portion by portion."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
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
        self._shown = shown

    def value(self, found: Sequence[Any]) -> Value:
        told: Value = self._shown(*found) if self._shown else found[0]
        if isinstance(told, datetime):
            return localtime(told).replace(microsecond=0, tzinfo=None)
        return told if told is None or isinstance(told, (str, int, Decimal, date)) else str(told)


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
    paths = list(dict.fromkeys(path for column in columns if not column.is_joined for path in column.paths))
    for start in range(0, len(keys), PORTION):
        portion = keys[start : start + PORTION]
        asked = rows.filter(pk__in=portion).order_by()
        found = {row[0]: dict(zip(paths, row[1:], strict=True)) for row in asked.values_list("pk", *paths)}
        for column in columns:
            if column.is_joined:
                _join(asked, column.paths[0], found)
        for key in portion:
            if key in found:
                yield [column.value([found[key][path] for path in column.paths]) for column in columns]


def _join(asked: QuerySet[Any], path: str, found: dict[Any, dict[str, Any]]) -> None:
    names: dict[Any, list[str]] = defaultdict(list)
    for key, name in asked.order_by(path).values_list("pk", path):
        names[key] += [name] if name else []
    for key, row in found.items():
        row[path] = ", ".join(names[key])


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
