"""What came is counted first, then booked once: into stock at what it cost to have it here, and onto its invoice."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.models import Product
from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.money import MOST, ZERO
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import ledger
from apps.inventory.models import StockMove
from apps.purchasing import booking, order_steps, twins
from apps.purchasing.models import GoodsReceipt, GoodsReceiptLine, PurchaseOrder, PurchaseOrderStep, Supplier
from apps.purchasing.order_steps import WrongState
from apps.purchasing.orders import MOST_LINES, MOST_PIECES, refuse_wrong_cost
from apps.stores import places
from apps.stores.models import Place, Shop
from apps.users import reach

State, Spread = GoodsReceipt.State, GoodsReceipt.Spread


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What is being unloaded where. ``key`` is the form's own: sent twice it is one goods receipt."""

    place: Place
    key: UUID
    order: PurchaseOrder | None = None
    supplier: Supplier | None = None
    reference: str = ""

    @property
    def body_hash(self) -> str:
        supplier = self.supplier.pk if self.supplier else None
        told = [self.place.pk, self.order.pk if self.order else None, supplier, self.reference]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Counted:
    """Pieces that came, and what one cost; what was ordered, or what the product costs, unless given."""

    pieces: int
    unit_cost: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Charges:
    """What the way here cost, and how it is shared over the goods."""

    freight: Decimal = ZERO
    duty: Decimal = ZERO
    spread: str = Spread.VALUE


def begin(delivery: Delivery, *, by: Actor) -> GoodsReceipt:
    """Open a goods receipt, in which what is still open of the order stands with no pieces yet.

    Refuses InvalidInput, BeyondReach, WrongState for an order of which nothing is awaited. Sent again it answers the
    first receipt, with other content Conflict.
    """
    try:
        return _begin(delivery, by)
    except IntegrityError:
        first = GoodsReceipt.objects.filter(key=delivery.key).first()
        if first is None:
            raise
        return _same(first, delivery)


@transaction.atomic
def count_in(receipt: GoodsReceipt, pieces: Mapping[int, int], *, by: Actor) -> list[GoodsReceiptLine]:
    """Pieces by product that came out of the box, by scan one at a time; negative ones take a scan back.

    Nothing is in stock before ``book``. Of an order, only what stands on it.
    """
    _hold(receipt, by)
    lines = {line.product_id: line for line in receipt.lines.filter(product__in=pieces)}
    products = Product.objects.in_bulk(pieces.keys() - lines.keys())
    for key, product in sorted(products.items()):
        _refuse_not_ordered(receipt, product)
        lines[key] = GoodsReceiptLine.objects.create(receipt=receipt, product=product, unit_cost=product.cost)
    for key, number in pieces.items():
        lines[key].quantity += number
        _refuse_pieces(lines[key])
    GoodsReceiptLine.objects.bulk_update(lines.values(), ["quantity"], batch_size=500)
    _refuse_too_many(receipt)
    return list(lines.values())


@transaction.atomic
def change(
    receipt: GoodsReceipt,
    counted: Mapping[int, Counted],
    *,
    by: Actor,
    charges: Charges | None = None,
    reference: str | None = None,
) -> GoodsReceipt:
    """Set pieces and costs of products that stand on it, the charges, and the supplier's reference."""
    _hold(receipt, by)
    lines = {line.product_id: line for line in receipt.lines.select_related("product")}
    for key, told in counted.items():
        line = lines[key]
        line.quantity = told.pieces
        _refuse_pieces(line)
        if told.unit_cost is not None:
            refuse_wrong_cost(told.unit_cost, line.product.name)
            line.unit_cost = told.unit_cost
    GoodsReceiptLine.objects.bulk_update(lines.values(), ["quantity", "unit_cost"], batch_size=500)
    if charges is not None:
        for amount in (charges.freight, charges.duty):
            refuse_wrong_cost(amount, _("freight and duty"))
        receipt.freight, receipt.duty, receipt.spread = charges.freight, charges.duty, charges.spread
    if reference is not None:
        receipt.supplier_reference = reference.strip()[:60]
    receipt.save(update_fields=["freight", "duty", "spread", "supplier_reference"])
    return receipt


@transaction.atomic
def book(receipt: GoodsReceipt, *, by: Actor, is_another: bool = False) -> GoodsReceipt:
    """Bring what was counted into stock, onto its invoice, and off what the order still awaits.

    Refuses WrongState (somebody else booked it), InvalidInput without pieces, Conflict when fewer pieces are open on
    the order than came, LikelyDuplicate unless it ``is_another`` delivery.
    """
    reach.refuse_beyond(by, receipt.shop)
    _move_on(receipt, State.BOOKED)
    lines = [line for line in receipt.lines.select_related("product").order_by("product_id") if line.quantity]
    if not lines:
        raise InvalidInput(_("Nothing is counted yet: scan or type at least one piece."))
    if not is_another:
        _refuse_duplicate(receipt)
    _take_off_order(receipt, lines)
    booking.share_charges(receipt, lines)
    taken = ledger.take([_move(receipt, line) for line in lines])
    taken.write(document=receipt.number, reason=StockMove.Reason.RECEIVE, by=by)
    _finish(receipt, lines, by)
    receipt.invoice = booking.invoice_of(receipt, lines, by=by)
    receipt.save()
    if receipt.order:
        order_steps.note(receipt.order, PurchaseOrderStep.Kind.RECEIVED, by, pieces=receipt.units, note=receipt.number)
    facts = {"pieces": receipt.units, "total": str(receipt.total), "charges": str(receipt.charges)}
    log.write("purchasing.book_receipt", by=by, subject="goods receipt", key=receipt.pk, name=receipt.number,
              shop_id=receipt.shop_id, invoice=receipt.invoice.number, is_another=is_another, **facts)  # fmt: skip
    return receipt


@transaction.atomic
def cancel(receipt: GoodsReceipt, *, by: Actor, reason: str) -> GoodsReceipt:
    """Throw the count away: nothing came, or it was begun by mistake. The number stays."""
    if not reason.strip():
        raise InvalidInput(_("Say why %(receipt)s is cancelled.") % {"receipt": receipt.number})
    reach.refuse_beyond(by, receipt.shop)
    _move_on(receipt, State.CANCELLED)
    receipt.cancelled_at, receipt.cancelled_by_name, receipt.note = clock.now(), by.name, reason.strip()[:200]
    receipt.save(update_fields=["cancelled_at", "cancelled_by_name", "note"])
    log.write("purchasing.cancel_receipt", by=by, subject="goods receipt", key=receipt.pk, name=receipt.number,
              shop_id=receipt.shop_id, reason=reason)  # fmt: skip
    return receipt


@transaction.atomic
def _begin(delivery: Delivery, by: Actor) -> GoodsReceipt:
    first = GoodsReceipt.objects.filter(key=delivery.key).first()
    if first is not None:
        return _same(first, delivery)
    order = delivery.order
    shop = _shop_of(delivery)
    reach.refuse_beyond(by, shop)
    if order:
        order_steps.hold(order, *order_steps.AWAITED)
    receipt = GoodsReceipt.objects.create(
        number=numbering.monthly("GRN", clock.today()),
        key=delivery.key,
        body_hash=delivery.body_hash,
        order=order,
        supplier=order.supplier if order else delivery.supplier,
        supplier_reference=delivery.reference.strip()[:60],
        shop=shop,
        place=delivery.place,
        created_at=clock.now(),
        created_by_name=by.name,
        business_date=clock.today(),
    )
    awaited = [line for line in order.lines.all() if line.still_open] if order else []
    GoodsReceiptLine.objects.bulk_create(
        [GoodsReceiptLine(receipt=receipt, product_id=line.product_id, unit_cost=line.unit_cost) for line in awaited],
        batch_size=150,
    )
    log.write("purchasing.begin_receipt", by=by, subject="goods receipt", key=receipt.pk, name=receipt.number,
              shop_id=receipt.shop_id, order=order.number if order else "")  # fmt: skip
    return receipt


def _same(first: GoodsReceipt, delivery: Delivery) -> GoodsReceipt:
    if first.body_hash != delivery.body_hash:
        words = {"receipt": first.number}
        raise Conflict(_("This form became %(receipt)s already: open a new one for another delivery.") % words)
    return first


def _hold(receipt: GoodsReceipt, by: Actor) -> None:
    """Nobody else changes or books it until the transaction ends."""
    reach.refuse_beyond(by, receipt.shop)
    _move_on(receipt, State.COUNTING)


def _move_on(receipt: GoodsReceipt, after: GoodsReceipt.State) -> None:
    """The one guard: a receipt that is being counted is changed, booked or cancelled, and then never again."""
    moved = GoodsReceipt.objects.filter(pk=receipt.pk, state=State.COUNTING).update(state=after)
    receipt.refresh_from_db()
    if not moved:
        who = receipt.booked_by_name or receipt.cancelled_by_name
        words = {"receipt": receipt.number, "state": receipt.get_state_display(), "who": who}
        raise WrongState(_("%(receipt)s is %(state)s already (%(who)s).") % words)


def _shop_of(delivery: Delivery) -> Shop:
    """Refuses a place that is no shop's, or not of the shop that ordered."""
    place, order = delivery.place, delivery.order
    if place.kind not in (Place.Kind.FLOOR, Place.Kind.WAREHOUSE) or place.shop is None:
        raise InvalidInput(_("%(place)s is neither a shop floor nor a warehouse.") % {"place": place.name})
    if order and place.shop_id != order.shop_id:
        words = {"order": order.number, "shop": order.shop.name}
        raise InvalidInput(_("%(order)s is for %(shop)s: receive it at its floor or warehouse.") % words)
    return place.shop


def _refuse_not_ordered(receipt: GoodsReceipt, product: Product) -> None:
    if receipt.order:
        words = {"product": product.name, "order": receipt.order.number}
        raise InvalidInput(
            _("%(product)s is not awaited on %(order)s: take it in with a goods receipt without order.") % words
        )


def _refuse_pieces(line: GoodsReceiptLine) -> None:
    if not 0 <= line.quantity <= MOST_PIECES:
        words = {"most": f"{MOST_PIECES:,}", "product": line.product.name}
        raise InvalidInput(_("Between 0 and %(most)s pieces of %(product)s, please.") % words)


def _refuse_too_many(receipt: GoodsReceipt) -> None:
    if receipt.lines.count() > MOST_LINES:
        raise InvalidInput(_("A goods receipt holds at most %(most)s products.") % {"most": f"{MOST_LINES:,}"})


def _refuse_duplicate(receipt: GoodsReceipt) -> None:
    twins.refuse(receipt.supplier, receipt.supplier_reference, booking.bill_of(receipt))


def _take_off_order(receipt: GoodsReceipt, lines: Sequence[GoodsReceiptLine]) -> None:
    order = receipt.order
    if order is None:
        return
    order_steps.hold(order, *order_steps.AWAITED)
    for line in lines:
        open_lines = order.lines.filter(product_id=line.product_id, quantity__gte=F("received") + line.quantity)
        if not open_lines.update(received=F("received") + line.quantity):
            raise _beyond_order(order, line)
    is_whole = not order.lines.filter(received__lt=F("quantity")).exists()
    after = PurchaseOrder.State.RECEIVED if is_whole else PurchaseOrder.State.PART
    order_steps.move_on(order, order_steps.AWAITED, after)


def _beyond_order(order: PurchaseOrder, line: GoodsReceiptLine) -> Conflict:
    ordered = order.lines.filter(product_id=line.product_id).first()
    words = {"open": ordered.still_open if ordered else 0, "product": line.product.name, "order": order.number}
    return Conflict(
        _(
            "%(open)s of %(product)s are still open on %(order)s. Take these in here, and what came beyond them with "
            "a goods receipt without order."
        )
        % words
    )


def _move(receipt: GoodsReceipt, line: GoodsReceiptLine) -> ledger.Move:
    outside = places.outside(Place.Kind.SUPPLIER)
    return ledger.Move(line.product_id, outside, receipt.place, line.quantity, line.worth, line.product.name)


def _finish(receipt: GoodsReceipt, lines: Sequence[GoodsReceiptLine], by: Actor) -> None:
    receipt.units = sum(line.quantity for line in lines)
    receipt.total = sum((line.total for line in lines), ZERO)
    if receipt.total + receipt.charges > MOST:
        raise InvalidInput(_("This delivery is too large. Check its pieces and costs."))
    receipt.booked_at, receipt.booked_by_id, receipt.booked_by_name = clock.now(), by.user_id, by.name
    receipt.business_date = clock.today()
    receipt.lines.filter(quantity=0).delete()
