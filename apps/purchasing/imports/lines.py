"""A row of a price list: what its columns hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog import barcodes
from apps.catalog.models import Product
from apps.catalog.refusals import InvalidBarcode
from apps.core.sheets.cells import Cell
from apps.purchasing.imports.columns import Fault, Layout, Row, Unfit, amount, pieces, text
from apps.stores.models import Place

AMOUNTS = ("price", "selling", "markup")
EMPTY = ("", None)
PLACES = {"store": Place.Kind.FLOOR, "warehouse": Place.Kind.WAREHOUSE}


@dataclass(slots=True)
class Line:
    """A row as it was understood. What its cells did not say is empty, or None where that differs from zero.

    ``price`` is what a piece costs, ``selling`` a selling price set by hand.
    """

    number: int
    brand: str = ""
    category: str = ""
    color: str = ""
    design: str = ""
    size: str = ""
    style: str = ""
    price: Decimal | None = None
    selling: Decimal | None = None
    quantity: int = 0
    markup_type: str | None = None
    markup: Decimal | None = None
    shop: str = Place.Kind.FLOOR
    barcode_number: str = ""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, reason: str) -> None:
        self.faults.append(Fault(self.number, column, reason))

    def understood(self) -> dict[str, Any]:
        """What it says, JSON-ready; ``revive`` makes the line of it again."""
        said = {name: getattr(self, name) for name in SAID}
        return {name: str(value) if name in AMOUNTS else value for name, value in said.items() if value not in EMPTY}


SAID = tuple(each.name for each in fields(Line) if each.name not in ("number", "faults"))


def revive(number: int, understood: Mapping[str, Any]) -> Line:
    amounts = {name: Decimal(understood[name]) for name in AMOUNTS if name in understood}
    return Line(number, **{**understood, **amounts})


def line_of(row: Row) -> Line:
    return Line(row.number, faults=row.faults, **row.values)


def barcode(cell: Cell) -> str:
    try:
        return barcodes.normalise(text(barcodes.LONGEST)(cell))
    except InvalidBarcode as refusal:
        raise Unfit(refusal.sentence) from refusal


def place(cell: Cell) -> str:
    kind = text(40)(cell).casefold()
    if kind not in PLACES:
        raise Unfit(_("“%(text)s” is not a place of the shop: STORE or WAREHOUSE") % {"text": cell.text[:40]})
    return PLACES[kind]


def _markup_type(cell: Cell) -> str:
    kind: str = text(40)(cell).casefold()
    if kind not in Product.Markup.values:
        raise Unfit(_("“%(text)s” is not a markup type: percentage or fixed") % {"text": cell.text[:40]})
    return kind


LAYOUT = Layout(
    readers={
        "brand": text(80),
        "price": amount,
        "category": text(80),
        "color": text(80),
        "design": text(80),
        "size": text(20),
        "quantity": pieces,
        "markup_type": _markup_type,
        "markup": amount,
        "shop": place,
        "barcode_number": barcode,
        "style": text(160),
    },
    needed=(("brand",), ("price",), ("category",)),
    also_called={
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
    },
)
