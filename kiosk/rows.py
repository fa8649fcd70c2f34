"""Products as rows for the till, by a constant number of queries however many there are."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.functions import Cast

from apps.catalog import styles
from apps.catalog.models import Barcode, Product
from apps.core import pictures
from apps.inventory.models import StockLevel
from apps.stores.models import Place, Shop

COLUMNS = (
    *("pk", "number", "style__name", "style__design__name", "style__brand__name", "style__category_id"),
    *("colour__name", "colour__swatch", "size__name", "kobo", "picture", "style__picture"),
    "style__category__is_tax_exempt",
)
AT_ONCE = 500  # keys in one statement; a database takes 2,000 parameters at most


def all_of(shop: Shop) -> Iterator[list[Any]]:
    """Every product on sale, in the order in which people list them; one at a time, for there may be very many."""
    yield from _rows(Product.objects.all(), Barcode.objects.all(), _levels(shop))


def some_of(shop: Shop, keys: Iterable[int]) -> list[list[Any]]:
    """Those of ``keys`` that are on sale."""
    wanted = sorted(set(keys))
    rows: list[list[Any]] = []
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        barcodes = Barcode.objects.filter(product__in=part)
        rows += _rows(Product.objects.filter(pk__in=part), barcodes, _levels(shop).filter(product__in=part))
    return rows


def _levels(shop: Shop) -> QuerySet[StockLevel]:
    return StockLevel.objects.filter(place__shop=shop, place__kind=Place.Kind.FLOOR)


def _rows(
    products: QuerySet[Product], barcodes: QuerySet[Barcode], levels: QuerySet[StockLevel]
) -> Iterator[list[Any]]:
    left = dict(levels.values_list("product_id", F("quantity") - F("reserved")))
    codes: dict[int, tuple[str, ...]] = {}
    for key, code in barcodes.order_by("-is_primary", "pk").values_list("product_id", "code"):
        codes[key] = (*codes.get(key, ()), code)
    on_sale = products.filter(archived_at=None).annotate(kobo=Cast("price", BigIntegerField()))
    found = on_sale.order_by("name", "size__position", "pk").values_list(*COLUMNS)
    for columns in found.iterator(2000):
        yield _row(columns, left.get(columns[0], 0), codes.get(columns[0], ()))


def _row(columns: tuple[Any, ...], left: int, codes: tuple[str, ...]) -> list[Any]:
    """``[id, number, name, detail, brand, category_id, colour, swatch, size, price, left, picture, exempt, codes]``."""
    key, number, name, design, brand, category, colour, swatch, size, kobo, own, shared, is_exempt = columns
    detail = " · ".join(part for part in (colour, design, size) if part)
    picture = own or shared
    address = f"{settings.MEDIA_URL}{pictures.small_name(picture)}" if picture else ""
    price = f"{kobo // 100}.{kobo % 100:02d}"
    return [
        *(key, number, styles.title(name, brand), detail, brand, category, colour or "", swatch or "", size or ""),
        *(price, left, address, is_exempt, codes),
    ]
