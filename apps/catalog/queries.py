"""Reads of the catalogue: search by words in any order and by barcode."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.catalog.models import Barcode, Colour, Product, Size, Style
from apps.stores import company
from apps.stores.models import Shop

PRIMARY_FIRST = Prefetch("barcodes", queryset=Barcode.objects.order_by("-is_primary", "pk"))
MOST_WORDS = 8


def listed() -> QuerySet[Product]:
    """Products with all that a list shows of them."""
    together = Product.objects.select_related("style__brand", "style__category", "style__design", "colour", "size")
    return together.prefetch_related(PRIMARY_FIRST)


def on_sale() -> QuerySet[Product]:
    """Listed, without the archived."""
    return listed().filter(archived_at__isnull=True)


def search(words: str, within: QuerySet[Product] | None = None) -> QuerySet[Product]:
    """Products whose name, category or design holds every word, in any order, or of which a barcode holds it."""
    found = on_sale() if within is None else within
    for word in words.split()[:MOST_WORDS]:
        found = found.filter(_holds(word))
    return found


def _holds(word: str) -> Q:
    named = Q(name__icontains=word) | Q(style__category__name__icontains=word) | Q(style__design__name__icontains=word)
    if not word.isdigit():
        return named
    return named | Q(pk__in=Barcode.objects.filter(code__contains=word).values("product_id"))


def with_stock(products: QuerySet[Product], shops: QuerySet[Shop]) -> QuerySet[Product]:
    """Products with their ``levels`` and ``on_hand`` in these shops, and the ``threshold`` at which they run low."""
    levels = _levels().filter(place__shop__in=shops)
    pieces = levels.filter(product=OuterRef("pk")).order_by().values("product").annotate(pieces=Sum("quantity"))
    by_shop = levels.select_related("place__shop").order_by("place__shop__name", "place__kind")
    return products.prefetch_related(Prefetch("levels", queryset=by_shop)).annotate(
        on_hand=Coalesce(Subquery(pieces.values("pieces")), Value(0)),
        threshold=Coalesce("low_stock", "style__category__low_stock", Value(company.current().low_stock)),
    )


@dataclass(frozen=True)
class StyleGrid:
    """A style's products as people think of them: a row a colour, a column a size."""

    sizes: list[Size | None]
    rows: list[tuple[Colour | None, list[Product | None]]]


def grid_of(style: Style, shops: QuerySet[Shop]) -> StyleGrid:
    """The style's products, each with ``on_hand`` in these shops; None where a colour lacks a size."""
    products = with_stock(listed().filter(style=style), shops).order_by("colour__name", "size__position", "pk")
    found = {(product.colour, product.size): product for product in products}
    colours = list(dict.fromkeys(colour for colour, _size in found))
    sizes = sorted({size for _colour, size in found}, key=lambda size: (size.position, size.name) if size else (-1, ""))
    return StyleGrid(sizes, [(colour, [found.get((colour, size)) for size in sizes]) for colour in colours])


def primary_code(product: Product) -> str:
    """The code on the label; reads what ``listed`` fetched."""
    return next((barcode.code for barcode in product.barcodes.all() if barcode.is_primary), "")


def _levels() -> QuerySet[Any]:
    """Stock levels belong to a trade above, which is reached by the name of the relation."""
    relation = Product._meta.get_field("levels")
    levels: QuerySet[Any] = relation.related_model._default_manager.all()
    return levels
