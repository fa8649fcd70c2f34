"""A table of typed columns as Excel, CSV or PDF."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from apps.core import csv_files, workbooks
from apps.core.export_page import Format
from apps.core.resources import Column, Value
from apps.reporting import papers


@dataclass(frozen=True, slots=True)
class Table:
    """What goes into the file; ``rows`` are read once."""

    title: str
    filters: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def write(target: BinaryIO, table: Table, kind: str) -> None:
    headers = [str(column.title) for column in table.columns]
    match Format(kind):
        case Format.EXCEL:
            workbooks.write(target, table.title, headers, table.rows)
        case Format.CSV:
            csv_files.write(target, headers, table.rows)
        case Format.PDF:
            target.write(papers.pdf(table.title, table.filters, table.columns, table.rows))
