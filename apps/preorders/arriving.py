"""What was ordered is here: it becomes stock with its invoice, or is found in stock, and is kept for its customer."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.catalog.products import NewProduct
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.inventory import reservations
from apps.preorders import steps
from apps.preorders.models import PreOrder, PreOrderStep
from apps.purchasing import intake
from apps.purchasing.intake import IntakeLine
from apps.purchasing.models import PurchaseInvoice, Supplier
from apps.stores import places
from apps.users import reach

State = PreOrder.State


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What came for a pre-order: pieces of a product that is ``new``, or of a known ``product``.

    More ``pieces`` than were ordered go on the shelf.
    """

    pieces: int
    unit_cost: Decimal
    new: NewProduct | None = None
    product: Product | None = None
    supplier: Supplier | None = None
    supplier_reference: str = ""


@transaction.atomic
def convert(preorder: PreOrder, arrival: Arrival, *, by: Actor) -> PreOrder:
    """Make the product or top it up, write its purchase invoice, and keep the pieces for the customer; once.

    Of two who do so in one moment one is told (WrongState).
    """
    reach.refuse_beyond(by, preorder.shop)
    _take(preorder, by)
    if arrival.pieces < preorder.quantity:
        words = {"pieces": preorder.quantity, "preorder": preorder.number}
        sentence = _("%(preorder)s is for %(pieces)s pieces: take in at least as many, or change it first.")
        raise InvalidInput(sentence % words, field="pieces")
    line = IntakeLine(quantity=arrival.pieces, new=arrival.new, product=arrival.product, unit_cost=arrival.unit_cost)
    invoice = intake.take_in(
        [line],
        shop=preorder.shop,
        supplier=arrival.supplier,
        supplier_reference=arrival.supplier_reference,
        by=by,
    )
    taken_in = Product.objects.get(pk=invoice.lines.values_list("product", flat=True).get())
    _keep(preorder, taken_in, invoice, by)
    return preorder


@transaction.atomic
def set_aside(preorder: PreOrder, product: Product, *, by: Actor) -> PreOrder:
    """Its pieces came on another way and are on the floor already: keep them for the customer, without an invoice."""
    reach.refuse_beyond(by, preorder.shop)
    _take(preorder, by)
    _keep(preorder, product, None, by)
    return preorder


def _take(preorder: PreOrder, by: Actor) -> None:
    arrived = {"converted_at": clock.now(), "converted_by_name": by.name}
    steps.take(preorder, State.PENDING, State.ARRIVED, **arrived)


def _keep(preorder: PreOrder, product: Product, invoice: PurchaseInvoice | None, by: Actor) -> None:
    floor = places.floor_of(preorder.shop)
    reservations.reserve(product, floor, preorder.quantity, document=preorder.number, by=by)
    preorder.product, preorder.invoice = product, invoice
    preorder.save(update_fields=["product", "invoice"])
    steps.note(
        preorder,
        PreOrderStep.Kind.ARRIVED,
        by=by,
        document=invoice.number if invoice else "",
        note=product.name,
        product=product.pk,
        pieces=preorder.quantity,
    )
