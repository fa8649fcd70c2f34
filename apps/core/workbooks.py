"""Tables as Excel workbooks. Every text is written as text: nothing that somebody wrote becomes a formula."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from apps.core import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONEY, WIDEST, SAMPLE = "#,##0.00", 48, 200
Value = str | int | Decimal | None


def workbook(title: str, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet with a bold first line that stays in sight; Decimals are shown as amounts."""
    lines = [list(row) for row in rows]
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None)
    sheet: Any = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, header in enumerate(headers):
        sheet.column_dimensions[get_column_letter(place + 1)].width = _width(header, lines[:SAMPLE], place)
    sheet.append([_header(sheet, header) for header in headers])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv_safe(text: str) -> str:
    """Text for a CSV file that no spreadsheet takes for a formula; an import strips the apostrophe again."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _header(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, Decimal):
        cell.number_format = MONEY
    return cell


def _width(header: str, lines: Sequence[Sequence[Value]], place: int) -> float:
    longest = max([len(header), *(len(str(line[place] if line[place] is not None else "")) for line in lines)])
    return float(min(longest + 3, WIDEST))
