"""Goods come in: new products, their opening stock and the invoice that says so are one act."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog import products, queries
from apps.catalog.models import Product
from apps.catalog.products import NewProduct
from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.money import ZERO, money
from apps.core.refusals import InvalidInput
from apps.inventory import ledger
from apps.inventory.models import StockMove
from apps.purchasing import drafts
from apps.purchasing.models import PurchaseInvoice, PurchaseInvoiceLine, Supplier
from apps.stores import places
from apps.stores.models import Place, Shop

BATCH, CHUNK = 500, 2_000


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
    reason: str = "",
    tell: Callable[[int, int], None] | None = None,
) -> PurchaseInvoice:
    """Make the new products, bring all pieces in from the supplier, and write the invoice.

    The form of ``form_key`` brings its goods once; a draft of it is used up. ``tell`` hears how many lines are in and
    how many there are; what it raises undoes everything.
    """
    _refuse_nonsense(news)
    arrivals = _arrivals(news, _Making(shop, by, reason, tell))
    opening = _take(arrivals, is_new=True)
    received = _take(arrivals, is_new=False)
    today = clock.today()
    number = numbering.yearly("INV", today)
    opening.write(document=number, reason=StockMove.Reason.OPENING, by=by)
    received.write(document=number, reason=StockMove.Reason.RECEIVE, by=by)
    invoice = _new_invoice(number, arrivals, today, by)
    invoice.shop, invoice.supplier, invoice.supplier_reference = shop, supplier, supplier_reference.strip()
    invoice.source = source
    invoice.save(force_insert=True)
    _write_lines(invoice, arrivals)
    if form_key:
        drafts.use_up(form_key, invoice, by=by)
    facts = {"units": invoice.units, "total": str(invoice.total), "lines": len(arrivals)}
    log.write(
        "purchasing.take_in", by=by, subject="purchase invoice", key=number, name=number, shop_id=shop.pk, **facts
    )
    return invoice


def _refuse_nonsense(news: Sequence[IntakeLine]) -> None:
    if not news:
        raise InvalidInput(_("There is nothing to take in."))
    for line in news:
        if (line.new is None) == (line.product is None):
            raise ValueError("a line takes in either a new product or a known one")
        if line.quantity < 0:
            raise InvalidInput(_("Pieces cannot be fewer than none."))
        if line.place is not None and not line.place.is_ours:
            raise InvalidInput(_("%(place)s is no place of ours.") % {"place": line.place.name})


@dataclass(frozen=True)
class _Making:
    """How new products are made: a chunk at a time, so that there is something to tell."""

    shop: Shop
    by: Actor
    reason: str
    tell: Callable[[int, int], None] | None

    def products(self, news: Sequence[NewProduct]) -> Iterator[Product]:
        for start in range(0, len(news), CHUNK):
            yield from products.create_many(news[start : start + CHUNK], by=self.by, reason=self.reason)
            if self.tell:
                self.tell(min(start + CHUNK, len(news)), len(news))


def _arrivals(news: Sequence[IntakeLine], making: _Making) -> list[Arrival]:
    made = making.products([line.new for line in news if line.new])
    floor = places.floor_of(making.shop)
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


def _new_invoice(number: str, arrivals: Sequence[Arrival], today: date, by: Actor) -> PurchaseInvoice:
    return PurchaseInvoice(
        number=number,
        business_date=today,
        created_at=clock.now(),
        created_by_id=by.user_id,
        created_by_name=by.name,
        units=sum(line.quantity for line in arrivals),
        total=sum((line.total for line in arrivals), ZERO),
    )


def _write_lines(invoice: PurchaseInvoice, arrivals: Sequence[Arrival]) -> None:
    lines = [_line(invoice, position, arrival) for position, arrival in enumerate(arrivals, 1)]
    PurchaseInvoiceLine.objects.bulk_create(lines, batch_size=BATCH)


def _line(invoice: PurchaseInvoice, position: int, arrival: Arrival) -> PurchaseInvoiceLine:
    product = arrival.product
    style = product.style
    return PurchaseInvoiceLine(
        invoice=invoice,
        position=position,
        product=product,
        place=arrival.place,
        barcode=queries.primary_code(product),
        name=product.name,
        brand=style.brand.name,
        category=style.category.name,
        colour=product.colour.name if product.colour else "",
        design=style.design.name if style.design else "",
        size=product.size.name if product.size else "",
        quantity=arrival.quantity,
        unit_cost=arrival.unit_cost,
        price=product.price,
        total=arrival.total,
    )
