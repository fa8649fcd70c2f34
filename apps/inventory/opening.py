"""Opening stock: what lay there before the books began. Only for goods that never moved; later stock is received."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.models import Product
from apps.core import holds
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import ledger
from apps.inventory.models import StockMove
from apps.stores import places
from apps.stores.models import Place

DOCUMENT = "OPENING"


class AlreadyMoved(Conflict):
    """The product has a ledger: its stock is received, counted or transferred from now on."""

    code = "already_moved"


@transaction.atomic
def open_stock(
    product: Product, place: Place, quantity: int, *, by: Actor, unit_cost: Decimal | None = None, note: str = ""
) -> None:
    """Enter the first pieces of ``product``, at the catalogue's cost unless ``unit_cost`` says otherwise.

    Held while a long list is written.
    """
    holds.refuse_while_held(holds.GOODS)
    locked = Product.objects.select_for_update().get(pk=product.pk)
    cost = locked.cost if unit_cost is None else unit_cost
    _refuse(locked, quantity, cost)
    supplier = places.outside(Place.Kind.SUPPLIER)
    move = ledger.Move(locked.pk, supplier, place, quantity, cost * quantity, locked.name)
    ledger.post([move], document=DOCUMENT, reason=StockMove.Reason.OPENING, by=by, note=note)
    log.write(
        "inventory.open_stock",
        by=by,
        subject="product",
        key=locked.pk,
        name=locked.name,
        shop_id=place.shop_id,
        place=place.name,
        quantity=quantity,
        unit_cost=str(cost),
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """The first pieces of a product at a place."""

    product: Product
    place: Place
    quantity: int


@transaction.atomic
def open_many(openings: Sequence[Opening], *, by: Actor, note: str = "") -> None:
    """Enter first pieces of some hundred products at the catalogue's cost; only where a product never moved.

    For whoever holds the goods.
    """
    for opening in openings:
        _refuse_nonsense(opening.product, opening.quantity, opening.product.cost)
    _refuse_moved(openings)
    supplier = places.outside(Place.Kind.SUPPLIER)
    moves = [
        ledger.Move(
            *(opening.product.pk, supplier, opening.place, opening.quantity),
            *(opening.product.cost * opening.quantity, opening.product.name),
        )
        for opening in openings
    ]
    if not moves:
        return
    ledger.post(moves, document=DOCUMENT, reason=StockMove.Reason.OPENING, by=by, note=note)
    first = openings[0]
    log.write("inventory.open_many", by=by, subject="product", key=first.product.pk, name=first.product.name,
              shop_id=first.place.shop_id, count=len(moves), units=sum(move.quantity for move in moves))  # fmt: skip


def moved_at(place: Place, among: Collection[int] | None = None) -> dict[int, int | None]:
    """Products that came to the place, or left it: the pieces with which each was opened, None when it moved since.

    ``among`` are the only products that are asked about, a few hundred at most.
    """
    opened: dict[int, int | None] = {}
    moves = StockMove.objects.filter(Q(source=place) | Q(target=place))
    if among is not None:
        moves = moves.filter(product__in=among)
    for product_id, reason, quantity in moves.values_list("product_id", "reason", "quantity"):
        is_first = reason == StockMove.Reason.OPENING and product_id not in opened
        opened[product_id] = quantity if is_first else None
    return opened


def _refuse_moved(openings: Sequence[Opening]) -> None:
    for place in {opening.place for opening in openings}:
        here = {opening.product.pk: opening.product for opening in openings if opening.place == place}
        for product_id in here.keys() & moved_at(place, here.keys()).keys():
            raise _already_moved(here[product_id])


def _refuse(product: Product, quantity: int, cost: Decimal) -> None:
    _refuse_nonsense(product, quantity, cost)
    if StockMove.objects.filter(product=product).exists():
        raise _already_moved(product)


def _refuse_nonsense(product: Product, quantity: int, cost: Decimal) -> None:
    if quantity < 1:
        raise InvalidInput(_("Opening stock needs at least one piece."))
    if cost < 0:
        raise InvalidInput(_("A cost cannot be negative."))
    if product.is_archived:
        raise Conflict(_("%(product)s is archived. Restore it first.") % {"product": product.name})


def _already_moved(product: Product) -> AlreadyMoved:
    return AlreadyMoved(
        _("%(product)s has moved before: receive or count it instead of opening it again.") % {"product": product.name}
    )
