"""A supplier's invoice is typed from its paper: its goods come in with it, or were in stock already.

Goods that are counted out of boxes have their goods receipt; this is for papers.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog import queries
from apps.catalog.models import Product
from apps.core import clock, holds
from apps.core.actor import Actor
from apps.core.money import MOST
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import ledger
from apps.inventory.models import StockMove
from apps.purchasing import invoice_lines, invoice_tax, twins
from apps.purchasing.invoice_lines import Bought, Called
from apps.purchasing.invoice_tax import Tax
from apps.purchasing.models import PurchaseInvoice, Supplier
from apps.purchasing.orders import MOST_LINES, MOST_PIECES, refuse_wrong_cost
from apps.purchasing.twins import LikelyDuplicate
from apps.stores import places
from apps.stores.models import Place, Shop
from apps.users import reach


@dataclass(frozen=True, slots=True)
class BillLine:
    """Pieces of a product, or of something that is only ``called`` so, such as transport."""

    pieces: int
    unit_cost: Decimal
    product_id: int | None = None
    called: str = ""


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What stands on the paper. ``key`` is the form's own: sent twice it is one invoice.

    The goods come in at ``place``; without one they were in stock already, and only the paper is written.
    """

    shop: Shop
    key: UUID
    lines: Sequence[BillLine]
    supplier: Supplier | None = None
    reference: str = ""
    dated: date | None = None
    place: Place | None = None
    tax: Tax = invoice_tax.NONE
    note: str = ""

    @property
    def body_hash(self) -> str:
        lines = [(line.pieces, str(line.unit_cost), line.product_id, line.called) for line in self.lines]
        tax = (str(self.tax.rate), str(self.tax.amount), self.tax.is_included)
        ends = (self.shop.pk, self.supplier.pk if self.supplier else None, self.place.pk if self.place else None)
        told = [ends, self.reference, str(self.dated), tax, self.note, lines]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def goods(self) -> list[tuple[int, int, Decimal]]:
        """What its twin would hold; 0 for what is no product."""
        return [(line.product_id or 0, line.pieces, line.unit_cost) for line in self.lines]


def write(bill: Bill, *, by: Actor, is_another: bool = False) -> PurchaseInvoice:
    """Write the invoice, and bring its goods in where it names a place.

    Refuses InvalidInput, BeyondReach, and LikelyDuplicate unless it ``is_another`` delivery. Sent again it answers
    the first invoice, with other content Conflict.
    """
    try:
        return _write(bill, by, is_another)
    except (IntegrityError, LikelyDuplicate):  # of two that send it in one moment the second may find the first as twin
        first = PurchaseInvoice.objects.filter(key=bill.key).first()
        if first is None:
            raise
        return _same(first, bill)


@transaction.atomic
def _write(bill: Bill, by: Actor, is_another: bool) -> PurchaseInvoice:
    first = PurchaseInvoice.objects.filter(key=bill.key).first()
    if first is not None:
        return _same(first, bill)
    _refuse(bill, by)
    if not is_another:
        twins.refuse(bill.supplier, bill.reference, bill.goods)
    products = _products_of(bill)
    taken = ledger.take(_moves(bill, products))
    invoice = PurchaseInvoice(
        key=bill.key,
        body_hash=bill.body_hash,
        source=PurchaseInvoice.Source.HAND,
        shop=bill.shop,
        supplier=bill.supplier,
        supplier_reference=bill.reference.strip()[:60],
        supplier_date=bill.dated,
        brings_goods=bill.place is not None,
        note=bill.note.strip()[:200],
    )
    invoice_lines.open_invoice(invoice, by=by)
    taken.write(document=invoice.number, reason=StockMove.Reason.RECEIVE, by=by)
    place = bill.place or places.floor_of(bill.shop)
    invoice_lines.add(invoice, [_as_bought(line, products, place) for line in bill.lines])
    _put_tax(invoice, bill)
    facts = {"units": invoice.units, "total": str(invoice.total), "tax": str(invoice.tax), "lines": len(bill.lines)}
    log.write("purchasing.write_invoice", by=by, subject="purchase invoice", key=invoice.number, name=invoice.number,
              shop_id=invoice.shop_id, brings_goods=invoice.brings_goods, is_another=is_another, **facts)  # fmt: skip
    return invoice


def _same(first: PurchaseInvoice, bill: Bill) -> PurchaseInvoice:
    if first.body_hash != bill.body_hash:
        words = {"number": first.number}
        raise Conflict(_("This form became %(number)s already: open a new one for another paper.") % words)
    return first


def _refuse(bill: Bill, by: Actor) -> None:
    reach.refuse_beyond(by, bill.shop)
    if bill.place is not None:
        holds.refuse_while_held(holds.GOODS)
        if bill.place.kind not in (Place.Kind.FLOOR, Place.Kind.WAREHOUSE) or bill.place.shop_id != bill.shop.pk:
            words = {"place": bill.place.name, "shop": bill.shop.name}
            raise InvalidInput(_("%(place)s is neither the shop floor nor the warehouse of %(shop)s.") % words)
    if bill.dated and bill.dated > clock.today():
        raise InvalidInput(_("The date on their paper lies in the future."))
    if not bill.lines:
        raise InvalidInput(_("Nothing is on the invoice yet: add what stands on the paper."))
    if len(bill.lines) > MOST_LINES:
        raise InvalidInput(_("An invoice holds at most %(most)s lines.") % {"most": f"{MOST_LINES:,}"})
    for line in bill.lines:
        if (line.product_id is None) == (not line.called.strip()):
            raise ValueError("a line is of a product, or is called something")


def _products_of(bill: Bill) -> dict[int, Product]:
    """Of every line; InvalidInput names the line that is wrong."""
    products = queries.listed().in_bulk({line.product_id for line in bill.lines if line.product_id})
    for line in bill.lines:
        name = products[line.product_id].name if line.product_id else line.called
        if not 0 < line.pieces <= MOST_PIECES:
            words = {"most": f"{MOST_PIECES:,}", "product": name}
            raise InvalidInput(_("Between 1 and %(most)s pieces of %(product)s, please.") % words)
        refuse_wrong_cost(line.unit_cost, name)
    return products


def _as_bought(line: BillLine, products: dict[int, Product], place: Place) -> Bought | Called:
    if line.product_id is None:
        return Called(line.called.strip()[:200], line.pieces, line.unit_cost)
    return Bought(products[line.product_id], place, line.pieces, line.unit_cost)


def _moves(bill: Bill, products: dict[int, Product]) -> list[ledger.Move]:
    if bill.place is None:
        return []
    outside, moves = places.outside(Place.Kind.SUPPLIER), []
    for line in bill.lines:
        if line.product_id is not None:
            name, value = products[line.product_id].name, line.unit_cost * line.pieces
            moves.append(ledger.Move(line.product_id, outside, bill.place, line.pieces, value, name))
    return moves


def _put_tax(invoice: PurchaseInvoice, bill: Bill) -> None:
    invoice_tax.put_on(invoice, bill.tax, lines=len(bill.lines))
    if invoice.total > MOST:
        raise InvalidInput(_("This invoice is too large. Check its pieces and costs."))
    invoice.save(update_fields=["tax_rate", "tax", "is_tax_included", "total"])
