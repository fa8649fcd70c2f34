"""Price lists as files, good and hostile, for tests."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

TITLES = (
    *("brand", "price", "category", "color", "design", "size", "quantity"),
    *("markup_type", "markup", "shop", "barcode_number"),
)
SHIRT = ("Zara", 5000, "Shirts", "White", "Plain", "M", 3, "percentage", 60, "STORE", None)
FIXTURES = Path("fixtures/workbooks")


def clean() -> bytes:
    return (FIXTURES / "products-clean.xlsx").read_bytes()


def messy() -> bytes:
    return (FIXTURES / "products-messy.xlsx").read_bytes()


def row(**changes: Any) -> list[Any]:
    """A good row, with some of its cells changed by title."""
    return [changes.get(title, cell) for title, cell in zip(TITLES, SHIRT, strict=True)]


def workbook(*rows: Sequence[Any], titles: Iterable[str] = TITLES) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (list(titles), *rows):
        sheet.append(line)
    return _saved(book)


def long_list(count: int, brand: str = "Zara") -> bytes:
    """So many good rows of twelve cells, written as Excel does, but faster than openpyxl."""
    titles = [*TITLES, "style"]
    lines = [titles, *(_long_row(number, brand) for number in range(count))]
    strings: dict[str, int] = {}
    told = "".join(_row_xml(number, line, strings) for number, line in enumerate(lines, 1))
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    sheet = f'<?xml version="1.0"?><worksheet><sheetData>{told}</sheetData></worksheet>'
    table = f'<?xml version="1.0"?><sst count="{len(strings)}">{shared}</sst>'
    return repacked({"xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": table.encode()})


def _long_row(number: int, brand: str) -> list[Any]:
    colours, sizes = ("White", "Black", "Navy Blue", "Wine"), ("S", "M", "L", "XL", "XXL")
    style, colour, size = number // 20, colours[number // 5 % 4], sizes[number % 5]
    cost, code = 2_000 + number % 700 * 25, None
    names = (f"{brand} {style % 40}", cost, "Shirts", colour, "Plain", size, number % 9 + 1)
    return [*names, "percentage", 60, "STORE", code, f"Style {style}"]


def _row_xml(number: int, line: Sequence[Any], strings: dict[str, int]) -> str:
    cells = []
    for letter, cell in zip("ABCDEFGHIJKL", line, strict=True):
        if isinstance(cell, str):
            cells.append(f'<c r="{letter}{number}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>')
        elif cell is not None:
            cells.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def csv(*rows: Sequence[Any], separator: str = ",", encoding: str = "utf-8") -> bytes:
    lines = [separator.join("" if cell is None else str(cell) for cell in line) for line in (TITLES, *rows)]
    return "\r\n".join(lines).encode(encoding)


def with_far_cell() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(1_048_576, 16_384, "far")
    return _saved(book)


def repacked(changes: dict[str, bytes | None]) -> bytes:
    """A good workbook with parts added, replaced, or (None) taken out."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook(row()))), io.BytesIO()
    parts = {name: source.read(name) for name in source.namelist()} | changes
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()


def sheet_with(inside: str, before: str = "") -> bytes:
    """A workbook whose sheet is this XML."""
    sheet = f'<?xml version="1.0"?>{before}<worksheet><sheetData>{inside}</sheetData></worksheet>'
    return repacked({"xl/worksheets/sheet1.xml": sheet.encode()})


def _saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
