"""One style in many sizes and colours at once: a grid of pieces becomes the lines of an intake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from apps.catalog import lists
from apps.catalog.products import NewProduct
from apps.core.refusals import InvalidInput
from apps.purchasing.intake import IntakeLine
from apps.stores.models import Place

MOST_CELLS = 400
MOST_PIECES = 100_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One colour in one size; ``name`` is that of its box on the page, ``pieces`` what was typed in it."""

    name: str
    colour: str
    size: str
    pieces: str


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


def lines(grid: Sequence[Sequence[Cell]], pattern: NewProduct, place: Place) -> list[IntakeLine]:
    """A line for each box that holds a number, 0 too; an empty box makes no product."""
    filled = [cell for row in grid for cell in row if cell.pieces]
    if not filled:
        raise InvalidInput(_("Type how many pieces came in, in one box at least. 0 makes the product without stock."))
    return [
        IntakeLine(new=replace(pattern, colour=cell.colour, size=cell.size), quantity=_pieces(cell), place=place)
        for cell in filled
    ]


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
