"""Tables as CSV, which every spreadsheet opens right and takes no text of for a formula."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

TYPE = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Value = str | int | Decimal | date | datetime | None


def write(target: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """UTF-8 with the mark that Excel knows it by; days as 2026-03-14, times as 2026-03-14 12:00:00."""
    target.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(target, "utf-8", newline="", write_through=False)
    lines = csv.writer(text)
    lines.writerow(map(safe, headers))
    lines.writerows([safe(value) if isinstance(value, str) else value for value in row] for row in rows)
    text.flush()
    text.detach()  # else it closes the file


def safe(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula; an import takes it off again."""
    return f"'{text}" if text.startswith(FORMULA) else text
