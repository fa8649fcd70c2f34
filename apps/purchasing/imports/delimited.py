"""A list as text: separated by comma, semicolon or tab, in UTF-8 or UTF-16."""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from django.utils.translation import gettext as _

from apps.purchasing.imports.cells import Cell, Sheet, text_cell
from apps.purchasing.imports.refusals import UnreadableFile

SEPARATORS = ",;\t"
LONGEST_FIELD = 32_768


def read(content: bytes) -> Sheet:
    """UnreadableFile when it is no text in one of the encodings, or too large."""
    text = _decoded(content)
    first_line = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first_line.count)
    csv.field_size_limit(LONGEST_FIELD)
    sheet = Sheet()
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            sheet.add(number, _cells(fields))
    except csv.Error as error:
        raise _no_text() from error
    return sheet


def _cells(fields: list[str]) -> dict[int, Cell]:
    typed = ((place, text_cell(_without_guard(field))) for place, field in enumerate(fields) if field)
    return {place: cell for place, cell in typed if cell is not None}


def _without_guard(field: str) -> str:
    """Without the apostrophe that our exports put before a text which a spreadsheet would take for a formula."""
    return field[1:] if field.startswith(("'=", "'+", "'-", "'@")) else field


def _decoded(content: bytes) -> str:
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        raise _no_text() from error
    if "\x00" in text:
        raise _no_text()
    return text


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
