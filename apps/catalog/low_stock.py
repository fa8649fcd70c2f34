"""A product runs low in a shop by its own threshold, else its category's, else the shop's, else the company's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from apps.catalog.models import Product
from apps.stores import company
from apps.stores.models import Shop

OWN, CATEGORY, SHOPS = "product__low_stock", "product__style__category__low_stock", "place__shop__low_stock"
CRITICAL = "place__shop__critical_stock"
ORDER = (OWN, CATEGORY, SHOPS)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Threshold:
    """From how many pieces on a shop is warned of a product, and who says so: ``own``, ``category``, ``shop``,
    ``company``."""

    shop: Shop
    pieces: int
    critical: int
    source: str


def by_shop(levels: QuerySet[Any]) -> QuerySet[Any]:
    """Pieces by product and shop, floor and warehouse together, with what judges them; archived goods are left out."""
    ours = levels.filter(place__shop__isnull=False, product__archived_at=None).order_by()
    keys = ("product_id", "product__name", "place__shop_id", "place__shop__name")
    summed: QuerySet[Any] = ours.values(*keys, *ORDER, CRITICAL).annotate(pieces=Sum("quantity"))
    return summed


def at_most(state: str) -> Q:
    """The condition on such a row that it is ``low`` or worse, ``critical`` or worse, or ``out``."""
    settings = company.current()
    if state == "out":
        return Q(pieces__lte=0)
    if state == "critical":
        shops = Q(pieces__lte=F(CRITICAL))
        return at_most("low") & (shops | Q(**{f"{CRITICAL}__isnull": True}, pieces__lte=settings.critical_stock))
    reached, unsaid = Q(), Q()
    for column in ORDER:
        reached |= unsaid & Q(pieces__lte=F(column))
        unsaid &= Q(**{f"{column}__isnull": True})
    return reached | (unsaid & Q(pieces__lte=settings.low_stock))


def threshold_of(row: Row) -> int:
    """Of a row of ``by_shop``."""
    return next((int(row[column]) for column in ORDER if row[column] is not None), company.current().low_stock)


def critical_of(row: Row) -> int:
    """Of a row of ``by_shop``; never above the threshold."""
    return min(_critical(row[CRITICAL]), threshold_of(row))


def state_of(row: Row) -> str:
    """``out``, ``critical``, ``low``, or nothing while there is enough."""
    pieces = row["pieces"]
    if pieces <= 0:
        return "out"
    if pieces <= critical_of(row):
        return "critical"
    return "low" if pieces <= threshold_of(row) else ""


def thresholds(product: Product, shops: Collection[Shop]) -> list[Threshold]:
    """What warns of this product in each of the shops."""
    return [_threshold(product, shop) for shop in shops]


def critical_in(shop: Shop) -> int:
    """What is critical in a shop where neither product nor category says less."""
    return _critical(shop.critical_stock)


def _threshold(product: Product, shop: Shop) -> Threshold:
    said = [
        (product.low_stock, "own"),
        (product.style.category.low_stock, "category"),
        (shop.low_stock, "shop"),
        (company.current().low_stock, "company"),
    ]
    pieces, source = next((pieces, source) for pieces, source in said if pieces is not None)
    return Threshold(shop, pieces, min(critical_in(shop), pieces), source)


def _critical(own: int | None) -> int:
    return company.current().critical_stock if own is None else own
