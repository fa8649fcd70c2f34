"""A barcode and pieces a line, pasted out of a workbook or uploaded as one; every fault is told by its line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.catalog import barcodes
from apps.core.refusals import InvalidInput
from apps.core.sheets import files
from apps.core.sheets.cells import Cell, Kind, SheetRow

SEPARATOR = re.compile(r"[\t;,]|\s+")
MOST_TOLD = 5
CODE_TITLES = ("barcode", "barcode_number", "barcode number", "code", "ean", "upc")
PIECES_TITLES = ("quantity", "pieces", "qty", "count", "number")


class Line(NamedTuple):
    """``where`` is how people find it: ``line 3``, ``row 3``."""

    where: str
    code: str
    pieces: str


def pieces_of(text: str) -> Counter[int]:
    """Pieces by product; a code without a figure is one piece. InvalidInput names each line that is wrong."""
    lines = list(_lines_of(text))
    if not lines:
        raise InvalidInput(_("There is no barcode in what you pasted."))
    return _counted(lines)


def pieces_in(content: bytes) -> Counter[int]:
    """As ``pieces_of``, out of an .xlsx or .csv file: its columns of these names, else its first two.

    UnreadableFile when it is no list; InvalidInput names each row that is wrong.
    """
    rows = files.read(content).rows
    titles = _titles(rows[0]) if rows else None
    code, pieces = titles or (0, 1)
    wanted = rows[1:] if titles or (rows and _is_title(rows[0])) else rows
    lines = [_line(row, code, pieces) for row in wanted if {code, pieces} & row.cells.keys()]
    if not lines:
        raise InvalidInput(_("There is no barcode in this list. It wants a column barcode and a column quantity."))
    return _counted(lines)


def _counted(lines: Iterable[Line]) -> Counter[int]:
    pieces: Counter[int] = Counter()
    faults = []
    told = list(lines)
    known = barcodes.find_many([line.code for line in told])
    for line in told:
        product, count = known.get(line.code), line.pieces
        if product is None or product.is_archived:
            words = {"where": line.where, "code": line.code or "–"}
            faults.append(_("%(where)s: no product on sale has the code %(code)s") % words)
        elif not (count.isascii() and count.isdigit() and len(count) < 7 and int(count)):
            words = {"where": line.where, "text": count}
            faults.append(_("%(where)s: “%(text)s” is no number of pieces") % words)
        else:
            pieces[product.pk] += int(count)
    if faults:
        said = "; ".join(faults[:MOST_TOLD]) + ("; …" if len(faults) > MOST_TOLD else "")
        raise InvalidInput(_("Nothing was added: %(faults)s.") % {"faults": said})
    return pieces


def _lines_of(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.splitlines(), start=1):
        words = [word for word in SEPARATOR.split(line.strip()) if word]
        if words:
            code, *more = words
            yield Line(_("line %(line)s") % {"line": number}, code, " ".join(more) if more else "1")


def _titles(row: SheetRow) -> tuple[int, int] | None:
    """The columns of barcode and pieces by their titles; None when the row has no such titles."""
    titles = {cell.text.strip().casefold(): column for column, cell in sorted(row.cells.items(), reverse=True)}
    code = next((titles[name] for name in CODE_TITLES if name in titles), None)
    pieces = next((titles[name] for name in PIECES_TITLES if name in titles), None)
    return None if code is None or pieces is None else (code, pieces)


def _is_title(row: SheetRow) -> bool:
    """A first row without any digit names its columns."""
    return not any(letter.isdigit() for cell in row.cells.values() for letter in cell.text)


def _line(row: SheetRow, code: int, pieces: int) -> Line:
    """An empty cell of pieces is one piece, as with a pasted code."""
    where = _("row %(row)s") % {"row": row.number}
    count = row.cells.get(pieces)
    return Line(where, _text(row.cells.get(code)), _text(count) if count else "1")


def _text(cell: Cell | None) -> str:
    """A number without the decimals and powers that workbooks keep it with: ``2.000000000015E+12``."""
    if cell is None:
        return ""
    if cell.kind is Kind.FORMULA:
        return _("a formula")
    if cell.kind is Kind.NUMBER:
        try:
            number = Decimal(cell.text)
        except InvalidOperation:
            return cell.text
        if number == number.to_integral_value() and abs(number) < 10**18:
            return f"{number:.0f}"
    return "".join(cell.text.split())
