"""Tables as Excel workbooks. Every text is written as text: nothing that somebody wrote becomes a formula."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from apps.core import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONEY, DAY, MOMENT = "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
WIDEST, SAMPLE, LONGEST_TEXT = 48, 200, 32_767
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML may hold them
Value = str | int | Decimal | date | datetime | None


def workbook(title: str, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A small table as the content of a file."""
    target = io.BytesIO()
    write(target, title, headers, rows)
    return target.getvalue()


def write(target: BinaryIO, title: str, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """One sheet with a bold first line that stays in sight, written row by row.

    Decimals are shown as amounts, days as days, times (without a zone) as times.
    """
    remaining = iter(rows)
    first = list(islice(remaining, SAMPLE))
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None)
    sheet: Any = book.create_sheet(NO_SHEET_NAME.sub("-", title)[:31])
    sheet.freeze_panes = "A2"
    for place, header in enumerate(headers):
        sheet.column_dimensions[get_column_letter(place + 1)].width = _width(header, first, place)
    sheet.append([_header(sheet, header) for header in headers])
    for line in chain(first, remaining):
        sheet.append(_cells(sheet, line))
    book.save(target)


def _header(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    return cell


def _cells(sheet: Any, line: Sequence[Value]) -> Iterator[Any]:
    return (value if value is None or isinstance(value, int) else _cell(sheet, value) for value in line)


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, CONTROLS.sub("", value)[:LONGEST_TEXT])
        cell.data_type = "s"
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, Decimal):
        cell.number_format = MONEY
    elif isinstance(value, date):
        cell.number_format = MOMENT if isinstance(value, datetime) else DAY
    return cell


def _width(header: str, lines: Sequence[Sequence[Value]], place: int) -> float:
    longest = max([len(header), *(len(_shown(line[place])) for line in lines)])
    return float(min(longest + 3, WIDEST))


def _shown(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "" if value is None else str(value)
