"""A list as text: separated by comma, semicolon or tab, in UTF-8, UTF-16 or as old Windows programs write it."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from django.utils.translation import gettext as _

from apps.core.sheets.cells import Cell, Sheet, text_cell
from apps.core.sheets.refusals import UnreadableFile

SEPARATORS = ",;\t"
LONGEST_FIELD = 32_768
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
WINDOWS = "cp1252"


def check(content: bytes) -> None:
    """UnreadableFile when it is no text."""
    _decoded(content)


def read(content: bytes, sheet: Sheet) -> None:
    """Fill the sheet. UnreadableFile when it is no text in one of the encodings, or too large."""
    text = _decoded(content)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)), 1):
            sheet.add(number, _cells(fields))
    except csv.Error as error:
        raise _no_text() from error


def _separator(text: str) -> str:
    """The one that the first line has most of, outside of quotes."""
    first_line = text.lstrip("\r\n").partition("\n")[0]
    bare = re.sub(r'"[^"]*"', "", first_line)
    return max(SEPARATORS, key=bare.count)


def _cells(fields: list[str]) -> dict[int, Cell]:
    typed = ((place, _cell(field)) for place, field in enumerate(fields) if field)
    return {place: cell for place, cell in typed if cell is not None}


def _cell(field: str) -> Cell | None:
    """An apostrophe is what our exports put before a text that a spreadsheet would take for a formula."""
    is_text = field.startswith(("'=", "'+", "'-", "'@"))
    return text_cell(field[1:] if is_text else field, is_text=is_text)


def _decoded(content: bytes) -> str:
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise _no_text() from error
        text = _from_windows(content)
    if CONTROLS.search(text):
        raise _no_text()
    return text


def _from_windows(content: bytes) -> str:
    try:
        return content.decode(WINDOWS)
    except UnicodeDecodeError as error:
        raise _no_text() from error


def _encoding(content: bytes) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if content.startswith(BOM_UTF8):
        return "utf-8-sig"
    if content[1:2] == b"\x00":
        return "utf-16-le"
    return "utf-16-be" if content[:1] == b"\x00" else "utf-8"


def _no_text() -> UnreadableFile:
    return UnreadableFile(
        _("This is neither an Excel workbook (.xlsx) nor a text list. Save it as .xlsx or as CSV UTF-8.")
    )
