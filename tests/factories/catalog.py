"""Goods for tests."""

from decimal import Decimal
from itertools import count
from typing import Any

from apps.catalog import products
from apps.catalog.models import Category, Product
from apps.catalog.products import NewProduct
from apps.core.actor import Actor

_serial = count(1)


def make_category(name: str = "Shirts", **fields: Any) -> Category:
    return Category.objects.get_or_create(name=name, defaults=fields)[0]


def make_new(**changes: Any) -> NewProduct:
    """What a product of a style of its own is to be: ₦10,000.00 at ₦5,000.00 cost. Its category exists."""
    fields: dict[str, Any] = {"brand": "Zara", "category": "Shirts", "cost": Decimal("5000.00"), "markup": Decimal(100)}
    fields |= {"style": f"Shirt {next(_serial)}", "colour": "White", "size": "M"} | changes
    if isinstance(fields["category"], str):
        make_category(fields["category"])
    return NewProduct(**fields)


def make_product(**changes: Any) -> Product:
    """Such a product; ``changes`` are fields of ``NewProduct``."""
    return make_products(1, **changes)[0]


def make_products(number: int, *, by: Actor | None = None, **changes: Any) -> list[Product]:
    """Several of them, in one batch."""
    return products.create_many([make_new(**changes) for _ in range(number)], by=by or Actor.system())
