"""A shop's floor with goods on it, counts of it, and write-offs."""

from typing import Any
from uuid import uuid4

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.inventory import counting, counts, ledger, write_offs
from apps.inventory.counts import Plan
from apps.inventory.models import StockCount, StockMove, WriteOff
from apps.inventory.write_offs import Loss
from apps.stores import places
from apps.stores.models import Place, Shop

SYSTEM = Actor.system()


def plan_of(shop: Shop, **changes: Any) -> Plan:
    """Everything on the shop's floor."""
    return Plan(**{"shop": shop, "place": places.floor_of(shop), "key": uuid4()} | changes)


def make_count(shop: Shop, **changes: Any) -> StockCount:
    return counts.start(plan_of(shop, **changes), by=SYSTEM)


def counted(shop: Shop, found: dict[Product, int], *, by: Actor = SYSTEM) -> StockCount:
    """A count in which ``by`` found these pieces on the floor, and twice so where it was asked again."""
    count = make_count(shop)
    for _turn in range(2):
        if count.state in counts.UNDER_WAY:
            asked = set(count.lines.filter(round=count.round).values_list("product_id", flat=True))
            for product, pieces in found.items():
                if product.pk in asked or count.round == 1:
                    counting.enter(count, product, places.floor_of(shop), pieces, by=by)
            counting.finish(count, by=SYSTEM, is_rest_missing=True)
    return count


def sell(product: Product, place: Place, pieces: int = 1) -> None:
    move = ledger.Move(product.pk, place, places.outside(Place.Kind.CUSTOMER), pieces)
    ledger.post([move], document="RCP", reason=StockMove.Reason.SELL, by=SYSTEM)


def make_write_off(place: Place, pieces: dict[Product, int] | None = None, *, by: Actor = SYSTEM) -> WriteOff:
    write_off = write_offs.prepare(Loss(place=place, reason=WriteOff.Reason.DAMAGED, key=uuid4()), by=by)
    write_offs.put(write_off, {product.pk: number for product, number in (pieces or {}).items()}, by=by)
    return write_off
