"""The columns of a price list, found by their titles in any order, and what their cells may hold."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog import barcodes, lists
from apps.catalog.models import Product
from apps.catalog.refusals import InvalidBarcode
from apps.core.money import money
from apps.purchasing.imports.cells import Cell, Kind, Sheet, SheetRow
from apps.purchasing.imports.refusals import UnreadableFile
from apps.stores.models import Place

COLUMNS = (
    *("brand", "price", "category", "color", "design", "size", "quantity"),
    *("markup_type", "markup", "shop", "barcode_number", "style"),
)
REQUIRED = ("brand", "price", "category")
ALSO_CALLED = {
    "colour": "color",
    "cost": "price",
    "costprice": "price",
    "unitcost": "price",
    "qty": "quantity",
    "pieces": "quantity",
    "barcode": "barcode_number",
    "ean": "barcode_number",
    "upc": "barcode_number",
    "stylename": "style",
    "place": "shop",
}
TITLES = {re.sub(r"\W|_", "", name): name for name in COLUMNS} | ALSO_CALLED
HEADER_WITHIN = 10
PLACES = {"store": Place.Kind.FLOOR, "warehouse": Place.Kind.WAREHOUSE}
LONGEST = {"brand": 80, "category": 80, "color": 80, "design": 80, "size": 20, "style": 160}
NUMBER = re.compile(r"^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")
MOST_MONEY, MOST_PIECES = Decimal("1000000000"), 1_000_000


class Unfit(ValueError):
    """A cell does not hold what its column asks for; the message says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``column`` is empty when the whole row is at fault."""

    row: int
    column: str
    reason: str


@dataclass(slots=True)
class Line:
    """A row as it was understood. What its cells did not say is empty, or None where that differs from zero."""

    number: int
    brand: str = ""
    category: str = ""
    color: str = ""
    design: str = ""
    size: str = ""
    style: str = ""
    price: Decimal | None = None
    quantity: int = 0
    markup_type: str | None = None
    markup: Decimal | None = None
    shop: str = Place.Kind.FLOOR
    barcode_number: str = ""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, reason: str) -> None:
        self.faults.append(Fault(self.number, column, reason))


@dataclass(frozen=True, slots=True)
class Table:
    """The understood rows, and the titles of columns that nobody asked for."""

    lines: Sequence[Line]
    unused: Sequence[str]


def understand(sheet: Sheet) -> Table:
    """Find the header and read every row below it. UnreadableFile when a column that must be there is not."""
    place, titles = _header(sheet.rows)
    unused = [sheet.rows[place].cells[column].text for column in sheet.rows[place].cells if column not in titles]
    return Table([_line(row, titles) for row in sheet.rows[place + 1 :]], unused)


def _header(rows: Sequence[SheetRow]) -> tuple[int, dict[int, str]]:
    """The row in which most titles stand, among the first few, with its columns."""
    best: tuple[int, dict[int, str]] = (0, {})
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        titles = {column: TITLES[folded] for column, folded in _folded(row) if folded in TITLES}
        if len(titles) > len(best[1]):
            best = (place, titles)
    missing = [name for name in REQUIRED if name not in best[1].values()]
    if missing:
        raise UnreadableFile(
            _("There is no column %(missing)s. The first row must hold the titles: %(all)s.")
            % {"missing": ", ".join(missing), "all": ", ".join(COLUMNS)}
        )
    twice = [name for name in COLUMNS if list(best[1].values()).count(name) > 1]
    if twice:
        raise UnreadableFile(_("There are two columns %(name)s. Keep one of them.") % {"name": twice[0]})
    return best


def _folded(row: SheetRow) -> list[tuple[int, str]]:
    return [(column, re.sub(r"\W|_", "", cell.text.casefold())) for column, cell in row.cells.items()]


def _line(row: SheetRow, titles: dict[int, str]) -> Line:
    line = Line(row.number)
    for column, name in titles.items():
        cell = row.cells.get(column)
        if cell is None:
            if name in REQUIRED:
                line.fault(name, _("%(name)s is missing") % {"name": name})
            continue
        try:
            setattr(line, name, READERS[name](cell, name))
        except Unfit as reason:
            line.fault(name, str(reason))
    return line


def _text(cell: Cell, name: str) -> str:
    if cell.kind in (Kind.FORMULA, Kind.ERROR):
        raise Unfit(_("a formula, not a name") if cell.kind is Kind.FORMULA else _("an error of the workbook"))
    if cell.kind is Kind.DATE:
        raise Unfit(_("a date, not a name: format the cell as text and type it again"))
    text = lists.tidy(_plain_number(cell.text) if cell.kind is Kind.NUMBER else cell.text)
    if len(text) > LONGEST.get(name, barcodes.LONGEST):
        raise Unfit(_("longer than %(most)d letters") % {"most": LONGEST.get(name, barcodes.LONGEST)})
    return text


def _number(cell: Cell, _name: str) -> Decimal:
    if cell.kind is Kind.FORMULA:
        raise Unfit(_("a formula, not a number"))
    if cell.kind is Kind.NUMBER:
        return _from_float(cell.text)
    plain = re.sub(r"(?i)^(-?)(?:₦|ngn|n)|\s|\u00a0", r"\1", cell.text.strip())
    if cell.kind is not Kind.TEXT or not NUMBER.match(plain):
        raise Unfit(_("“%(text)s” is not a number") % {"text": cell.text[:40]})
    return Decimal(plain.replace(",", ""))


def _amount(cell: Cell, name: str) -> Decimal:
    value = _number(cell, name)
    if value < 0:
        raise Unfit(_("%(value)s is negative") % {"value": f"{value:f}"})
    if value > MOST_MONEY:
        raise Unfit(_("%(value)s is too much") % {"value": f"{value:f}"})
    if value != money(value):
        raise Unfit(_("%(value)s has more than two decimals") % {"value": f"{value:f}"})
    return money(value)


def _pieces(cell: Cell, name: str) -> int:
    value = _number(cell, name)
    if value < 0:
        raise Unfit(_("%(value)s is negative") % {"value": f"{value:f}"})
    if value != value.to_integral_value():
        raise Unfit(_("%(value)s is not a whole number") % {"value": f"{value:f}"})
    if value > MOST_PIECES:
        raise Unfit(_("%(value)s is too much") % {"value": f"{value:f}"})
    return int(value)


def _markup_type(cell: Cell, name: str) -> str:
    text = _text(cell, name).casefold()
    if text not in Product.Markup.values:
        raise Unfit(_("“%(text)s” is not a markup type: percentage or fixed") % {"text": cell.text[:40]})
    return text


def _place(cell: Cell, name: str) -> str:
    text = _text(cell, name).casefold()
    if text not in PLACES:
        raise Unfit(_("“%(text)s” is not a place of the shop: STORE or WAREHOUSE") % {"text": cell.text[:40]})
    return PLACES[text]


def _barcode(cell: Cell, name: str) -> str:
    try:
        return barcodes.normalise(_text(cell, name))
    except InvalidBarcode as refusal:
        raise Unfit(refusal.sentence) from refusal


def _from_float(text: str) -> Decimal:
    """A number cell holds a binary fraction; what people see are its first 15 digits."""
    try:
        number = Decimal(f"{Decimal(text):.15g}")
    except InvalidOperation:
        raise Unfit(_("“%(text)s” is not a number") % {"text": text[:40]}) from None
    if not number.is_finite() or number.adjusted() > 20:
        raise Unfit(_("“%(text)s” is not a number") % {"text": text[:40]})
    return number


def _plain_number(text: str) -> str:
    """``34.0`` and ``3.4E1`` are the size 34."""
    number = _from_float(text)
    return f"{int(number)}" if number == number.to_integral_value() else f"{number.normalize():f}"


READERS: dict[str, Callable[[Cell, str], Any]] = {
    **dict.fromkeys(("brand", "category", "color", "design", "size", "style"), _text),
    **dict.fromkeys(("price", "markup"), _amount),
    "quantity": _pieces,
    "markup_type": _markup_type,
    "shop": _place,
    "barcode_number": _barcode,
}
