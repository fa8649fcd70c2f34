"""Goods for tests."""

from decimal import Decimal
from itertools import count
from typing import Any

from apps.catalog import products
from apps.catalog.models import Category, Product
from apps.core.actor import Actor

_serial = count(1)


def make_category(name: str = "Shirts", **fields: Any) -> Category:
    return Category.objects.get_or_create(name=name, defaults=fields)[0]


def make_product(**changes: Any) -> Product:
    """A product of its own style, ₦10,000.00 at ₦5,000.00 cost; ``changes`` are fields of ``NewProduct``."""
    return make_products(1, **changes)[0]


def make_products(number: int, **changes: Any) -> list[Product]:
    """Products of one style each, in one batch."""
    by = changes.pop("by", Actor.system())
    fields: dict[str, Any] = {"brand": "Zara", "category": "Shirts", "cost": Decimal("5000.00"), "markup": Decimal(100)}
    fields |= {"colour": "White", "size": "M"} | changes
    if isinstance(fields["category"], str):
        make_category(fields["category"])
    own_style = "style" not in changes
    news = [
        products.NewProduct(**fields | ({"style": f"Shirt {next(_serial)}"} if own_style else {}))
        for _ in range(number)
    ]
    return products.create_many(news, by=by)
