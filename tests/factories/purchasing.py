"""Goods that came in, for tests."""

from itertools import count
from typing import Any

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.purchasing.intake import IntakeLine, take_in
from apps.purchasing.models import PurchaseInvoice, Supplier
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
