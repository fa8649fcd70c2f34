"""Figures that stand in the boxes of a desk, each named with a key: ``pieces-12``, ``cost-12``."""

from collections.abc import Iterable
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.catalog import barcodes
from apps.catalog.models import Product
from apps.catalog.refusals import UnknownBarcode
from apps.core.money import parse_money
from apps.core.refusals import InvalidInput

PIECES, COST, TAKE = "pieces-", "cost-", "take-"


def pieces_in(fields: QueryDict, key: int, before: int) -> int:
    """What is typed in the box of this key; none when its box was emptied, ``before`` when it has no box."""
    text = fields.get(f"{PIECES}{key}")
    if text is None:
        return before
    text = text.replace(",", "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 7):
        raise InvalidInput(_("“%(text)s” is no number of pieces: type a whole number, 0 for none.") % {"text": text})
    return int(text or 0)


def cost_in(fields: QueryDict, product: Product, before: Decimal, *, box: int | None = None) -> Decimal:
    """What is typed in the box of the product, or of another key; ``before`` when there is none."""
    text = fields.get(f"{COST}{product.pk if box is None else box}")
    if text is None:
        return before
    try:
        return parse_money(text)
    except ValueError:
        words = {"text": text[:40], "product": product.name}
        raise InvalidInput(
            _("“%(text)s” is no cost of %(product)s: type an amount such as 1,234.50.") % words
        ) from None


def ticked_in(fields: QueryDict, product_ids: Iterable[int]) -> list[int]:
    return [key for key in product_ids if f"{TAKE}{key}" in fields]


def product_of(code: str) -> Product:
    """The product on sale that was scanned."""
    product = barcodes.find(code)
    if product is None or product.is_archived:
        raise UnknownBarcode(_("No product on sale has the code %(code)s.") % {"code": code})
    return product
