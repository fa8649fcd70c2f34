"""Reads of the catalogue: search by words in any order and by barcode."""

from django.db.models import Prefetch, Q, QuerySet

from apps.catalog.models import Barcode, Product

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


def primary_code(product: Product) -> str:
    """The code on the label; reads what ``listed`` fetched."""
    return next((barcode.code for barcode in product.barcodes.all() if barcode.is_primary), "")
