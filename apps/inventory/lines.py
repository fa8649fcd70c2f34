"""The lines of a paper about goods, each with all that a desk or a sheet shows of its product."""

from collections.abc import Iterable
from typing import TypeVar

from apps.catalog import queries
from apps.catalog.models import Product
from apps.inventory.models import CountLine, TransferLine, WriteOffLine

Line = TypeVar("Line", TransferLine, CountLine, WriteOffLine)
KEYS_A_STATEMENT = 1000  # SQL Server takes 2,100 parameters


def with_products(lines: Iterable[Line]) -> list[Line]:
    """The lines, their products' barcodes fetched too."""
    found = list(lines)
    keys = sorted({line.product_id for line in found})
    products: dict[int, Product] = {}
    for start in range(0, len(keys), KEYS_A_STATEMENT):
        products.update(queries.listed().in_bulk(keys[start : start + KEYS_A_STATEMENT]))
    for line in found:
        line.product = products[line.product_id]
    return found
