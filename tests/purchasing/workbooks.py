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
