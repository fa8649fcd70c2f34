"""Every public function of every ``queries.py`` with arguments to try it on. A new one is added here."""

from collections.abc import Callable
from datetime import date
from typing import Any

from apps.catalog import queries as catalog
from apps.catalog.models import Product
from apps.customers import queries as customers
from apps.inventory import queries as inventory
from apps.inventory.models import StockLevel
from apps.sales import queries as sales
from apps.stores.models import Place, Shop

DAY = date(2026, 3, 14)
PRODUCT = Product(pk=1)
PLACE = Place(pk=1)

CALLS: dict[Callable[..., Any], list[tuple[Any, ...]]] = {
    catalog.listed: [()],
    catalog.on_sale: [()],
    catalog.search: [("blue shirt",), ("2500 XL",)],
    catalog.primary_code: [(PRODUCT,)],
    customers.find: [("ada obi",), ("0803 123",)],
    inventory.levels_by_place: [(PRODUCT,)],
    inventory.levels_of: [([1, 2],), (range(1, 1500),)],
    inventory.available: [([1, 2], PLACE)],
    inventory.available_at: [(PLACE,)],
    inventory.ledger_of: [(PRODUCT,)],
    inventory.level_on: [(PRODUCT, PLACE, DAY)],
    inventory.levels_on: [(PRODUCT, DAY)],
    inventory.low_stock: [(), ([Shop(pk=1)],)],
    inventory.low_levels: [(10,), (10, [Shop(pk=1)])],
    inventory.runs_low: [("low",), ("critical",), ("out",)],
    inventory.worth_by_shop: [()],
    inventory.worth_of: [(StockLevel.objects,)],
    sales.goods: [([1, 2],)],
    sales.prices_issued: [([1, 2],)],
    sales.owed_by: [(1,)],
}

# What answers with a condition is tried in a query that it is meant for.
CONDITION_OF: dict[Callable[..., Any], Callable[[Any], Any]] = {
    inventory.runs_low: lambda condition: StockLevel.objects.filter(condition),
}
