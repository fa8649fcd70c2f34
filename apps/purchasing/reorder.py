"""One's own cart of what to order: filled from the products, looked over, confirmed once into an order a supplier."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.models import Product
from apps.core import bulk, clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.inventory.transfers import MOST_PIECES
from apps.purchasing import orders, queries, receiving
from apps.purchasing.models import PurchaseOrder, ReorderLine, Supplier
from apps.purchasing.orders import MOST_LINES, Wanted, Wish, refuse_wrong_cost
from apps.purchasing.receiving import Counted, Delivery
from apps.stores import places
from apps.stores.models import Shop
from apps.users import reach


class CartChanged(Conflict):
    """The cart was confirmed or changed meanwhile, perhaps in another window."""

    code = "cart_changed"


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What is to stand on a line of the cart; no pieces take it out."""

    pieces: int
    unit_cost: Decimal
    supplier: Supplier | None


@transaction.atomic
def add(pieces: Mapping[int, int], *, shop: Shop, by: Actor) -> int:
    """Put products (by key, with pieces) for a shop into one's own cart; answers how many are new in it.

    One that is there already keeps its line. The supplier is who brought it last, the cost what it costs.
    """
    owner = _person(by)
    reach.refuse_beyond(by, shop)
    known = set(ReorderLine.objects.filter(owner=owner, shop=shop).values_list("product", flat=True))
    products = Product.objects.filter(archived_at=None).in_bulk([key for key in pieces if key not in known])
    if len(products) + ReorderLine.objects.filter(owner=owner).count() > MOST_LINES:
        raise InvalidInput(_("A cart holds at most %(most)s lines: order these first.") % {"most": f"{MOST_LINES:,}"})
    brought = queries.last_suppliers(list(products))
    moment = clock.now()
    lines = [
        ReorderLine(
            owner_id=owner,
            shop=shop,
            product=product,
            supplier_id=brought.get(key),
            quantity=_refused_pieces(pieces[key], product.name),
            unit_cost=product.cost,
            added_at=moment,
        )
        for key, product in sorted(products.items())
    ]
    bulk.insert(lines)
    return len(lines)


@transaction.atomic
def change(edits: Mapping[int, Edit], *, by: Actor) -> None:
    """Set pieces, costs and suppliers of lines (by key) of one's own cart. CartChanged when one is gone."""
    lines = cart_of(by).select_related("product").in_bulk(edits)
    if len(lines) < len(edits):
        raise _changed()
    kept = [lines[key] for key, edit in edits.items() if edit.pieces]
    for line in kept:
        edit = edits[line.pk]
        line.quantity = _refused_pieces(edit.pieces, line.product.name)
        refuse_wrong_cost(edit.unit_cost, line.product.name)
        line.unit_cost, line.supplier = edit.unit_cost, edit.supplier
    cart_of(by).filter(pk__in=[key for key, edit in edits.items() if not edit.pieces]).delete()
    ReorderLine.objects.bulk_update(kept, ["quantity", "unit_cost", "supplier"], batch_size=300)


@transaction.atomic
def confirm(keys: Collection[int], *, batch: UUID, by: Actor, is_here: bool = False) -> list[PurchaseOrder]:
    """Order what these lines of one's own cart ask for: an order a supplier and shop. The cart is empty of them then.

    ``batch`` is the form's own: sent again it answers the same orders. With ``is_here`` the goods are received at
    once, on the shops' floors. Refuses lines without a supplier, and CartChanged when somebody was faster.
    """
    placed = list(PurchaseOrder.objects.filter(batch=batch, created_by=_person(by)).order_by("pk"))
    if placed:
        return placed
    lines = list(cart_of(by).filter(pk__in=keys).select_related("product", "shop", "supplier").order_by("pk"))
    if not lines:
        raise _changed()
    _refuse_without_supplier(lines)
    gone, _by_table = cart_of(by).filter(pk__in=[line.pk for line in lines]).delete()
    if gone < len(lines) or len(lines) < len(set(keys)):
        raise _changed()
    made = [orders.place(wish, by=by) for wish in _wishes(lines, batch)]
    for order in made if is_here else ():
        _receive(order, by)
    log.write("purchasing.confirm_reorder", by=by, subject="reorder cart", key=batch, lines=len(lines),
              orders=[order.number for order in made], is_here=is_here)  # fmt: skip
    return made


def cart_of(by: Actor) -> QuerySet[ReorderLine]:
    return ReorderLine.objects.filter(owner=_person(by))


def _wishes(lines: Sequence[ReorderLine], batch: UUID) -> list[Wish]:
    """An order a supplier and shop; its key follows from the batch, so that it is never placed twice."""
    goods: dict[tuple[Supplier, Shop], list[Wanted]] = defaultdict(list)
    for line in lines:
        if line.supplier:
            goods[line.supplier, line.shop].append(Wanted(line.product_id, line.quantity, line.unit_cost))
    ordered = sorted(goods.items(), key=lambda each: (each[0][0].name, each[0][1].name))
    return [
        Wish(supplier=supplier, shop=shop, key=uuid5(batch, f"{supplier.pk}/{shop.pk}"), goods=wanted, batch=batch)
        for (supplier, shop), wanted in ordered
    ]


def _receive(order: PurchaseOrder, by: Actor) -> None:
    """All of it is here already."""
    delivery = Delivery(place=places.floor_of(order.shop), key=uuid5(order.key, "receipt"), order=order)
    receipt = receiving.begin(delivery, by=by)
    counted = {line.product_id: Counted(line.quantity) for line in order.lines.all()}
    receiving.book(receiving.change(receipt, counted, by=by), by=by, is_another=True)
    order.refresh_from_db()


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise NotAllowed(_("A cart is a person's own."))
    return by.user_id


def _changed() -> CartChanged:
    return CartChanged(
        _("Your cart changed meanwhile, or was ordered already: look at it again, and at the orders below it.")
    )


def _refused_pieces(pieces: int, name: str) -> int:
    if not 0 < pieces <= MOST_PIECES:
        words = {"most": f"{MOST_PIECES:,}", "product": name}
        raise InvalidInput(_("Between 0 and %(most)s pieces of %(product)s, please.") % words)
    return pieces


def _refuse_without_supplier(lines: Sequence[ReorderLine]) -> None:
    lacking = next((line for line in lines if line.supplier is None), None)
    if lacking:
        raise InvalidInput(_("Choose who delivers %(product)s.") % {"product": lacking.product.name})
