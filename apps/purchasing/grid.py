"""One style in many sizes and colours at once: a grid of pieces becomes the lines of an intake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from apps.catalog import lists, queries
from apps.catalog.models import Product, Style
from apps.catalog.products import NewProduct
from apps.core.refusals import Conflict, InvalidInput
from apps.purchasing.intake import IntakeLine
from apps.stores.models import Place, Shop

MOST_CELLS = 400
MOST_PIECES = 100_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One colour in one size; ``name`` is that of its box on the page, ``pieces`` what was typed in it.

    ``known`` is the product that there is already, of which more come in.
    """

    name: str
    colour: str
    size: str
    pieces: str
    known: Product | None = None


def cells(colours: Sequence[str], sizes: Sequence[str], typed: Mapping[str, str]) -> list[list[Cell]]:
    """A row a colour, a box a size; a style without colours or sizes has one row or one column."""
    rows, columns = _distinct(colours) or [""], _distinct(sizes) or [""]
    if len(rows) * len(columns) > MOST_CELLS:
        raise InvalidInput(_("That are more than %(most)d products at once.") % {"most": MOST_CELLS})
    return [
        [
            Cell(name, colour, size, typed.get(name, "").strip())
            for across, size in enumerate(columns)
            for name in [f"pieces-{down}-{across}"]
        ]
        for down, colour in enumerate(rows)
    ]


def recognised(grid: Sequence[Sequence[Cell]], style: Style | None, shop: Shop) -> list[list[Cell]]:
    """The grid with the products that the style has in these colours and sizes, each ``on_hand`` in the shop."""
    if style is None:
        return [list(row) for row in grid]
    rows = queries.with_stock(queries.listed().filter(style=style), Shop.objects.filter(pk=shop.pk))
    there = {
        (lists.fold(row.colour.name if row.colour else ""), lists.fold(row.size.name if row.size else "")): row
        for row in rows
    }
    return [
        [replace(cell, known=there.get((lists.fold(cell.colour), lists.fold(cell.size)))) for cell in row]
        for row in grid
    ]


def lines(grid: Sequence[Sequence[Cell]], pattern: NewProduct, place: Place) -> list[IntakeLine]:
    """A line for each box that holds a number, 0 too; an empty box makes no product.

    Of a known product more pieces come in at the pattern's cost; its price stays.
    """
    filled = [(cell, _pieces(cell)) for row in grid for cell in row if cell.pieces]
    wanted = [(cell, pieces) for cell, pieces in filled if pieces or cell.known is None]
    if not wanted:
        raise InvalidInput(_("Type how many pieces came in, in one box at least. 0 makes the product without stock."))
    return [_line(cell, pieces, pattern, place) for cell, pieces in wanted]


def _line(cell: Cell, pieces: int, pattern: NewProduct, place: Place) -> IntakeLine:
    if cell.known is None:
        new = replace(pattern, colour=cell.colour, size=cell.size)
        return IntakeLine(new=new, quantity=pieces, place=place)
    if cell.known.is_archived:
        raise Conflict(_("%(product)s is archived: put it back on sale first.") % {"product": cell.known.name})
    return IntakeLine(product=cell.known, quantity=pieces, unit_cost=pattern.cost, place=place)


def _pieces(cell: Cell) -> int:
    plain = cell.pieces.replace(",", "")
    if not (plain.isascii() and plain.isdigit()) or int(plain) > MOST_PIECES:
        raise InvalidInput(
            _("“%(typed)s” in %(colour)s %(size)s is not a number of pieces.")
            % {"typed": cell.pieces[:20], "colour": cell.colour, "size": cell.size}
        )
    return int(plain)


def _distinct(names: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        if lists.tidy(name):
            found.setdefault(lists.fold(name), lists.tidy(name))
    return list(found.values())
