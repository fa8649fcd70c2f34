"""The lines of a supplier's invoice while they stand in the boxes of a page, and nowhere else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.catalog import queries
from apps.catalog.models import Product
from apps.core.money import money, parse_money
from apps.core.refusals import InvalidInput
from apps.purchasing.by_hand import BillLine
from apps.purchasing.orders import MOST_LINES

PRODUCT, CALLED, PIECES, COST = "product-", "called-", "pieces-", "cost-"


@dataclass(slots=True)
class TypedLine:
    """As it was typed: of a ``product``, or ``called`` so. 0 or no pieces take it off."""

    product: Product | None
    called: str
    pieces: str
    cost: str

    @property
    def name(self) -> str:
        return self.product.name if self.product else self.called

    @property
    def is_off(self) -> bool:
        return self.pieces.strip() in ("", "0")

    def read(self) -> BillLine:
        """InvalidInput names the line."""
        return BillLine(self._pieces(), self._cost(), self.product.pk if self.product else None, self.called)

    def sum(self) -> Decimal | None:
        """None while its figures are none."""
        try:
            line = self.read()
        except InvalidInput:
            return None
        return money(line.unit_cost * line.pieces)

    def _pieces(self) -> int:
        text = self.pieces.replace(",", "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            words = {"text": self.pieces[:20], "name": self.name}
            raise InvalidInput(_("“%(text)s” is no number of pieces of %(name)s: type a whole number.") % words)
        return int(text)

    def _cost(self) -> Decimal:
        try:
            return parse_money(self.cost)
        except ValueError:
            words = {"text": self.cost[:40], "name": self.name}
            raise InvalidInput(
                _("“%(text)s” is no cost of %(name)s: type an amount such as 1,234.50.") % words
            ) from None


def lines_in(fields: Mapping[str, str]) -> list[TypedLine]:
    """Those that stand in the form, in their order; what was taken off, and products that are gone, are left out."""
    boxes = list(_boxes(fields))
    keys = {int(key) for key, *_rest in boxes if key}
    products = queries.listed().in_bulk(keys)
    typed = [
        TypedLine(products.get(int(key)) if key else None, called.strip()[:200], pieces, cost)
        for key, called, pieces, cost in boxes
    ]
    return [line for line in typed if (line.product or line.called) and not line.is_off]


def read(lines: list[TypedLine]) -> list[BillLine]:
    return [line.read() for line in lines]


def refuse_full(lines: list[TypedLine], more: int) -> None:
    """InvalidInput when so many ``more`` may be too many for one invoice."""
    if len(lines) + more > MOST_LINES:
        words = {"most": f"{MOST_LINES:,}"}
        raise InvalidInput(_("An invoice holds at most %(most)s lines: write another for the rest.") % words)


def add(lines: list[TypedLine], product: Product, pieces: int) -> None:
    """A piece more of the line that is there, as scans do, or a new line at the product's cost."""
    for line in lines:
        if line.product and line.product.pk == product.pk:
            line.pieces = str(line.read().pieces + pieces)
            return
    refuse_full(lines, 1)
    lines.append(TypedLine(product, "", str(pieces), str(product.cost)))


def call(lines: list[TypedLine], name: str) -> None:
    """A line for what is none of the shop's goods."""
    if not name.strip():
        raise InvalidInput(_("Type what it is called on the paper, such as Transport."))
    refuse_full(lines, 1)
    lines.append(TypedLine(None, name.strip()[:200], "1", "0.00"))


def _boxes(fields: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for place in range(MOST_LINES):
        if f"{PIECES}{place}" not in fields:
            return
        key = fields.get(f"{PRODUCT}{place}", "")
        told = (fields.get(f"{name}{place}", "") for name in (CALLED, PIECES, COST))
        yield (key if key.isascii() and key.isdigit() and len(key) < 19 else "", *told)  # type: ignore[misc]
