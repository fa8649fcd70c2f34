"""Hundreds of new rows of one table at once, past what Django spends on each value.

It prepares and compiles every value of a bulk insertion by itself, which takes several times as long as a database
takes to write them. Here a value that many rows share is prepared once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

MOST_PARAMETERS, MOST_ROWS = 2_000, 1_000  # of a statement, which SQL Server takes


@dataclass(frozen=True, slots=True)
class Every:
    """The same in every row."""

    value: Any


Column = Every | Sequence[Any]


def insert(rows: Sequence[models.Model]) -> None:
    """Write unsaved rows of one table; they do not learn their keys."""
    if not rows:
        return
    columns = {field.attname: [_own(field)(row) for row in rows] for field in _fields(type(rows[0]))}
    insert_columns(type(rows[0]), len(rows), columns)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def insert_columns(model: type[models.Model], count: int, columns: Mapping[str, Column]) -> None:
    """Write ``count`` rows, given as columns by attribute name (``shop_id``); what is not named gets its default."""
    fields = _fields(model)
    prepared = [_prepared(field, columns.get(field.attname), count) for field in fields]
    rows = list(zip(*prepared, strict=True))
    step = min(MOST_ROWS, MOST_PARAMETERS // len(fields))
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for start in range(0, count, step):
            chunk = rows[start : start + step]
            cursor.execute(_statement(model, fields, len(chunk)), [value for row in chunk for value in row])


def update_column(model: type[models.Model], name: str, values: Mapping[int, Any]) -> None:
    """Give the rows of these keys each its own value in one column, given by attribute name.

    A statement in plain SQL for hundreds of rows: Django takes longer to compile it than a database to run it.
    """
    field: Any = model._meta.get_field(name)
    row_key: Any = model._meta.pk
    quoted, told = connection.ops.quote_name, sorted(values.items())
    key, column, table = quoted(row_key.column), quoted(field.column), quoted(model._meta.db_table)
    step = MOST_PARAMETERS // 3
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(told), step):
            chunk = [(row, field.get_db_prep_save(value, connection)) for row, value in told[start : start + step]]
            case = f"CASE {key} {' '.join(['WHEN %s THEN %s'] * len(chunk))} END"
            keys = ", ".join(["%s"] * len(chunk))
            bound = [number for pair in chunk for number in pair] + [row for row, _value in chunk]
            cursor.execute(f"UPDATE {table} SET {column} = {case} WHERE {key} IN ({keys})", bound)  # noqa: S608  as below


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


def _own(field: Any) -> Callable[[models.Model], Any]:
    """What the row holds; some fields make it in the moment of saving."""
    if type(field).pre_save is models.Field.pre_save:
        return lambda row: getattr(row, field.attname)
    return lambda row: field.pre_save(row, True)


def _prepared(field: Any, column: Column | None, count: int) -> Iterator[Any]:
    if column is None:
        column = Every(field.get_default())
    if isinstance(column, Every):
        return iter([field.get_db_prep_save(column.value, connection)] * count)
    known: dict[Any, Any] = {}
    database = connections[DEFAULT_DB_ALIAS]  # rather than asking the proxy for every value
    for value in column:
        if value not in known:
            known[value] = field.get_db_prep_save(value, database)
    return iter([known[value] for value in column])


def _statement(model: type[models.Model], fields: Sequence[Any], count: int) -> str:
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    table = quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * count)}"  # noqa: S608  no name comes from outside
