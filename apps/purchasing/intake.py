"""Goods come in: new products, their opening stock and the invoice that says so are one act.

A list that is too long for one transaction brings its goods on one invoice in several.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog import products, queries
from apps.catalog.models import Product
from apps.catalog.products import NewProduct
from apps.core import holds
from apps.core.actor import Actor
from apps.core.money import money
from apps.core.refusals import InvalidInput
from apps.inventory import ledger
from apps.inventory.models import StockMove
from apps.purchasing import drafts, invoice_lines
from apps.purchasing.invoice_lines import Bought
from apps.purchasing.models import PurchaseInvoice, PurchaseInvoiceLine, Supplier
from apps.stores import places
from apps.stores.models import Place, Shop


@dataclass(frozen=True, kw_only=True)
class IntakeLine:
    """Pieces of a product that is ``new``, or of a known ``product``.

    ``place`` is the shop's floor unless given; a known product costs what it last cost unless ``unit_cost`` is given.
    """

    quantity: int
    new: NewProduct | None = None
    product: Product | None = None
    place: Place | None = None
    unit_cost: Decimal | None = None


@dataclass(frozen=True)
class Arrival:
    """A line whose product exists by now."""

    product: Product
    place: Place
    quantity: int
    unit_cost: Decimal
    is_new: bool

    @property
    def total(self) -> Decimal:
        return money(self.unit_cost * self.quantity)


@transaction.atomic
def take_in(
    news: Sequence[IntakeLine],
    *,
    shop: Shop,
    supplier: Supplier | None = None,
    supplier_reference: str = "",
    by: Actor,
    source: str = PurchaseInvoice.Source.INTAKE,
    form_key: UUID | None = None,
) -> PurchaseInvoice:
    """Make the new products, bring all pieces in from the supplier, and write the invoice.

    The form of ``form_key`` brings its goods once; a draft of it is used up. Held while a long list is written.
    """
    holds.refuse_while_held(holds.GOODS)
    if not news:
        raise InvalidInput(_("There is nothing to take in."))
    reference = supplier_reference.strip()
    invoice = PurchaseInvoice(shop=shop, supplier=supplier, supplier_reference=reference, source=source)
    bring_in(news, invoice, by=by)
    if form_key:
        drafts.use_up(form_key, invoice, by=by)
    note(invoice, by=by)
    return invoice


def bring_in(news: Sequence[IntakeLine], invoice: PurchaseInvoice, *, by: Actor, reason: str = "") -> None:
    """Bring the goods in on the invoice, which gets its number with the first; ``note`` follows the last.

    Runs inside the act's transaction.
    """
    _refuse_nonsense(news)
    arrivals = _arrivals(news, invoice.shop, by, reason)
    opening = _take(arrivals, is_new=True)
    received = _take(arrivals, is_new=False)
    if not invoice.number:
        invoice_lines.open_invoice(invoice, by=by)
    opening.write(document=invoice.number, reason=StockMove.Reason.OPENING, by=by)
    received.write(document=invoice.number, reason=StockMove.Reason.RECEIVE, by=by)
    _write_lines(invoice, arrivals)


def note(invoice: PurchaseInvoice, *, by: Actor) -> None:
    """Say in the audit log what came in, as the last write."""
    lines = PurchaseInvoiceLine.objects.filter(invoice=invoice).count()
    facts = {"units": invoice.units, "total": str(invoice.total), "lines": lines}
    log.write("purchasing.take_in", by=by, subject="purchase invoice", key=invoice.number, name=invoice.number,
              shop_id=invoice.shop_id, **facts)  # fmt: skip


def _refuse_nonsense(news: Sequence[IntakeLine]) -> None:
    for line in news:
        if (line.new is None) == (line.product is None):
            raise ValueError("a line takes in either a new product or a known one")
        if line.quantity < 0:
            raise InvalidInput(_("Pieces cannot be fewer than none."))
        if line.place is not None and not line.place.is_ours:
            raise InvalidInput(_("%(place)s is no place of ours.") % {"place": line.place.name})


def _arrivals(news: Sequence[IntakeLine], shop: Shop, by: Actor, reason: str) -> list[Arrival]:
    made = iter(products.create_many([line.new for line in news if line.new], by=by, reason=reason))
    floor = places.floor_of(shop)
    known_ids = [line.product.pk for line in news if line.product]
    known = {product.pk: product for product in queries.listed().filter(pk__in=known_ids)} if known_ids else {}
    arrivals = []
    for line in news:
        product = known[line.product.pk] if line.product else next(made)
        cost = product.cost if line.unit_cost is None else money(line.unit_cost)
        arrivals.append(Arrival(product, line.place or floor, line.quantity, cost, is_new=line.product is None))
    return arrivals


def _take(arrivals: Sequence[Arrival], *, is_new: bool) -> ledger.Taken:
    outside = places.outside(Place.Kind.SUPPLIER)
    moves = [
        ledger.Move(line.product.pk, outside, line.place, line.quantity, line.total, line.product.name)
        for line in arrivals
        if line.is_new == is_new and line.quantity
    ]
    return ledger.take(moves)


def _write_lines(invoice: PurchaseInvoice, arrivals: Sequence[Arrival]) -> None:
    bought = [Bought(line.product, line.place, line.quantity, line.unit_cost) for line in arrivals]
    invoice_lines.add(invoice, bought)
