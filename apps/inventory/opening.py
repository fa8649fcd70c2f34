"""Opening stock: what lay there before the books began. Only for goods that never moved; later stock is received."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.models import Product
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
    """Enter the first pieces of ``product``, at the catalogue's cost unless ``unit_cost`` says otherwise."""
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


def _refuse(product: Product, quantity: int, cost: Decimal) -> None:
    if quantity < 1:
        raise InvalidInput(_("Opening stock needs at least one piece."))
    if cost < 0:
        raise InvalidInput(_("A cost cannot be negative."))
    if product.is_archived:
        raise Conflict(_("%(product)s is archived. Restore it first.") % {"product": product.name})
    if StockMove.objects.filter(product=product).exists():
        raise AlreadyMoved(
            _("%(product)s has moved before: receive or count it instead of opening it again.")
            % {"product": product.name}
        )
