"""Goods that came in, for tests."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.purchasing import orders, receiving
from apps.purchasing.intake import IntakeLine, take_in
from apps.purchasing.models import GoodsReceipt, PurchaseInvoice, PurchaseOrder, Supplier
from apps.purchasing.orders import Wanted, Wish
from apps.purchasing.receiving import Counted, Delivery
from apps.stores import places
from apps.stores.models import Place, Shop
from tests.factories.catalog import make_new
from tests.factories.inventory import make_place

_serial = count(1)


def make_supplier(**changes: Any) -> Supplier:
    return Supplier.objects.create(**({"name": f"Supplier {next(_serial)}"} | changes))


def make_shop_with_places() -> Shop:
    """A shop with floor and warehouse."""
    floor = make_place()
    shop = floor.shop
    assert shop
    make_place(kind=Place.Kind.WAREHOUSE, shop=shop)
    return shop


def make_invoice(*quantities: int, shop: Shop | None = None, **changes: Any) -> PurchaseInvoice:
    """An invoice with a new product for each of ``quantities``."""
    lines = [IntakeLine(new=make_new(), quantity=quantity) for quantity in quantities or (3,)]
    return take_in(lines, shop=shop or make_shop_with_places(), **({"by": Actor.system()} | changes))


def make_stocked_product(quantity: int, *, shop: Shop, **changes: Any) -> Product:
    """A new product of which ``quantity`` pieces lie on the shop's floor."""
    invoice = take_in([IntakeLine(new=make_new(**changes), quantity=quantity)], shop=shop, by=Actor.system())
    return invoice.lines.get().product


def make_order(pieces: Mapping[Product, int], *, shop: Shop, by: Actor | None = None, **changes: Any) -> PurchaseOrder:
    """An order of these pieces of each product, at what it costs."""
    goods = [Wanted(product.pk, number) for product, number in pieces.items()]
    supplier = changes.pop("supplier", None) or make_supplier()
    wish = Wish(**{"supplier": supplier, "shop": shop, "key": uuid4(), "goods": goods} | changes)
    return orders.place(wish, by=by or Actor.system())


def begin_receipt(
    order: PurchaseOrder | None = None, *, shop: Shop | None = None, by: Actor | None = None, **changes: Any
) -> GoodsReceipt:
    """A receipt on the floor in which nothing is counted yet."""
    home = order.shop if order else shop
    assert home
    delivery = Delivery(**{"place": places.floor_of(home), "key": uuid4(), "order": order} | changes)
    return receiving.begin(delivery, by=by or Actor.system())


def count_receipt(
    pieces: Mapping[Product, int],
    order: PurchaseOrder | None = None,
    *,
    costs: Mapping[Product, str] | None = None,
    by: Actor | None = None,
    **changes: Any,
) -> GoodsReceipt:
    """A receipt in which these pieces are counted, at ``costs`` where they are named."""
    who = by or Actor.system()
    receipt = begin_receipt(order, by=who, **changes)
    receiving.count_in(receipt, {product.pk: number for product, number in pieces.items()}, by=who)
    named = {product.pk: Counted(pieces[product], Decimal(cost)) for product, cost in (costs or {}).items()}
    return receiving.change(receipt, named, by=who)
