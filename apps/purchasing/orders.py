"""An order to a supplier is placed, changed while nothing of it came, or cancelled as far as it has not come."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.core import bulk, clock, numbering
from apps.core.actor import Actor
from apps.core.money import MOST, ZERO, format_money, money
from apps.core.refusals import Conflict, InvalidInput
from apps.purchasing import expected, order_steps
from apps.purchasing.models import PurchaseOrder, PurchaseOrderLine, PurchaseOrderStep, Supplier
from apps.stores.models import Shop
from apps.users import reach

MOST_LINES, MOST_PIECES = 1_000, 100_000
MOST_COST = Decimal("9999999999.99")
State, Kind = PurchaseOrder.State, PurchaseOrderStep.Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pieces of a product, each at ``unit_cost``; what the product costs unless given."""

    product_id: int
    pieces: int
    unit_cost: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a supplier shall bring to a shop. ``key`` is the form's own: sent twice it is one order.

    Orders that are placed together bear one ``batch``.
    """

    supplier: Supplier
    shop: Shop
    key: UUID
    goods: Sequence[Wanted] = ()
    expected_on: date | None = None
    note: str = ""
    batch: UUID | None = None

    @property
    def body_hash(self) -> str:
        goods = sorted((line.product_id, line.pieces, str(line.unit_cost)) for line in self.goods)
        told = [self.supplier.pk, self.shop.pk, goods, str(self.expected_on), self.note]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def place(wish: Wish, *, by: Actor) -> PurchaseOrder:
    """Write the order down, with its invoice as expected; its goods may follow (``put``, ``change``).

    Refuses InvalidInput, BeyondReach. Sent again it answers the first order, with other content Conflict.
    """
    try:
        return _place(wish, by)
    except IntegrityError:
        first = PurchaseOrder.objects.filter(key=wish.key).first()
        if first is None:
            raise
        return _same(first, wish)


@transaction.atomic
def change(order: PurchaseOrder, goods: Sequence[Wanted], *, by: Actor) -> PurchaseOrder:
    """Other goods, pieces or costs, while nothing came; 0 pieces take a product off."""
    reach.refuse_beyond(by, order.shop)
    order_steps.hold(order, State.OPEN)
    wanted = _priced(goods)
    order.lines.all().delete()
    _insert_lines(order, wanted)
    expected.rewrite(order)
    order_steps.note(order, Kind.CHANGED, by, pieces=order.units)
    return order


@transaction.atomic
def put(order: PurchaseOrder, pieces: Mapping[int, int], *, by: Actor) -> int:
    """Goods join the order, as scans do; each product's pieces add up. Answers how many products are new on it."""
    order_steps.hold(order, State.OPEN)
    known = {line.product_id: Wanted(line.product_id, line.quantity, line.unit_cost) for line in order.lines.all()}
    joined = [
        Wanted(key, number + (known[key].pieces if key in known else 0), known[key].unit_cost if key in known else None)
        for key, number in pieces.items()
    ]
    change(order, [*(line for key, line in known.items() if key not in pieces), *joined], by=by)
    return len(pieces.keys() - known.keys())


@transaction.atomic
def cancel(order: PurchaseOrder, *, by: Actor, reason: str) -> PurchaseOrder:
    """What has not come is not to come any more; what came stays."""
    if not reason.strip():
        raise InvalidInput(_("Say why %(order)s is cancelled.") % {"order": order.number})
    reach.refuse_beyond(by, order.shop)
    order_steps.move_on(order, order_steps.AWAITED, State.CANCELLED)
    expected.call_off(order)
    open_pieces = sum(line.still_open for line in order.lines.all())
    order_steps.note(order, Kind.CANCELLED, by, pieces=open_pieces, note=reason)
    return order


def refuse_wrong_cost(cost: Decimal, name: str) -> None:
    if not ZERO <= cost <= MOST_COST or cost != money(cost):
        words = {"product": name, "most": format_money(MOST_COST)}
        raise InvalidInput(_("The cost of %(product)s is an amount from 0 to %(most)s, please.") % words)


@transaction.atomic
def _place(wish: Wish, by: Actor) -> PurchaseOrder:
    first = PurchaseOrder.objects.filter(key=wish.key).first()
    if first is not None:
        return _same(first, wish)
    reach.refuse_beyond(by, wish.shop)
    _refuse_closed(wish)
    goods = _priced(wish.goods)
    order = _insert(wish, by)
    _insert_lines(order, goods)
    expected.expect(order, by=by)
    order_steps.note(order, Kind.PLACED, by, pieces=order.units, note=wish.note)
    return order


def _refuse_closed(wish: Wish) -> None:
    if not wish.shop.is_active:
        raise InvalidInput(_("%(shop)s is closed: order for another shop.") % {"shop": wish.shop.name})
    if not wish.supplier.is_active:
        words = {"supplier": wish.supplier.name}
        raise InvalidInput(_("%(supplier)s is not active any more: choose another supplier.") % words)


def _insert(wish: Wish, by: Actor) -> PurchaseOrder:
    today = clock.today()
    return PurchaseOrder.objects.create(
        number=numbering.monthly("PUR", today),
        key=wish.key,
        body_hash=wish.body_hash,
        batch=wish.batch,
        supplier=wish.supplier,
        shop=wish.shop,
        business_date=today,
        expected_on=wish.expected_on,
        created_at=clock.now(),
        created_by_id=by.user_id,
        created_by_name=by.name,
        note=wish.note[:200],
    )


def _same(first: PurchaseOrder, wish: Wish) -> PurchaseOrder:
    if first.body_hash != wish.body_hash:
        raise Conflict(
            _("This form became %(order)s already: open a new one for other goods.") % {"order": first.number}
        )
    return first


def _priced(goods: Iterable[Wanted]) -> list[Wanted]:
    """Without the lines of no pieces, each with its cost. InvalidInput names the product that is wrong."""
    wanted = {line.product_id: line for line in goods if line.pieces}
    if len(wanted) > MOST_LINES:
        raise InvalidInput(_("An order holds at most %(most)s products.") % {"most": f"{MOST_LINES:,}"})
    products = Product.objects.in_bulk(wanted)
    priced = []
    for key, line in sorted(wanted.items()):
        product = products[key]
        if not 0 < line.pieces <= MOST_PIECES:
            words = {"most": f"{MOST_PIECES:,}", "product": product.name}
            raise InvalidInput(_("Between 0 and %(most)s pieces of %(product)s, please.") % words)
        cost = product.cost if line.unit_cost is None else line.unit_cost
        refuse_wrong_cost(cost, product.name)
        priced.append(Wanted(key, line.pieces, money(cost)))
    return priced


def _insert_lines(order: PurchaseOrder, goods: Sequence[Wanted]) -> None:
    lines = [
        PurchaseOrderLine(
            order=order,
            product_id=line.product_id,
            quantity=line.pieces,
            unit_cost=line.unit_cost or ZERO,
            total=money((line.unit_cost or ZERO) * line.pieces),
        )
        for line in goods
    ]
    order.units = sum(line.quantity for line in lines)
    order.total = sum((line.total for line in lines), ZERO)
    if order.total > MOST:
        raise InvalidInput(_("This order is too large. Check its pieces and costs."))
    bulk.insert(lines)
    order.save(update_fields=["units", "total"])
