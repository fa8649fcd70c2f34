"""Reads of the catalogue: search by words in any order and by barcode."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.catalog import low_stock
from apps.catalog.models import Barcode, Colour, Product, Size, Style
from apps.stores.models import Place, Shop

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
    return named | Q(pk__in=Barcode.objects.filter(code__icontains=word).values("product_id"))


def with_stock(products: QuerySet[Product], shops: QuerySet[Shop]) -> QuerySet[Product]:
    """Products with their ``levels`` and ``on_hand`` in these shops."""
    levels = _levels().filter(place__shop__in=shops)
    pieces = levels.filter(product=OuterRef("pk")).order_by().values("product").annotate(pieces=Sum("quantity"))
    by_shop = levels.select_related("place__shop").order_by("place__shop__name", "place__kind")
    return products.prefetch_related(Prefetch("levels", queryset=by_shop)).annotate(
        on_hand=Coalesce(Subquery(pieces.values("pieces")), Value(0))
    )


def running_low(shops: QuerySet[Shop], state: str = "low") -> QuerySet[Any]:
    """The keys of the products that are ``low``, ``critical`` or ``out`` (or worse) in one of these shops."""
    levels = _levels().filter(place__shop__in=shops)
    return low_stock.by_shop(levels).filter(low_stock.at_most(state)).values("product_id")


def runs_low_in(shops: QuerySet[Shop], state: str) -> Exists:
    """The condition that a product is ``low``, ``critical`` or ``out`` (or worse) in one of these shops."""
    levels = _levels().filter(place__shop__in=shops, product=OuterRef("pk"))
    return Exists(low_stock.by_shop(levels).filter(low_stock.at_most(state)))


def low_in(product_ids: Collection[int], shops: QuerySet[Shop]) -> dict[int, dict[str, str]]:
    """Of each of these products, the shops in which it runs low by their names, with its state there."""
    levels = _levels().filter(place__shop__in=shops, product__in=product_ids)
    found: dict[int, dict[str, str]] = {key: {} for key in product_ids}
    for row in low_stock.by_shop(levels).filter(low_stock.at_most("low")).order_by("place__shop__name"):
        found[row["product_id"]][row["place__shop__name"]] = low_stock.state_of(row)
    return found


@dataclass(frozen=True)
class PlaceRow:
    """What one place holds of a colour, size by size; None where there is no such product."""

    name: str
    pieces: list[int | None]

    @property
    def total(self) -> int:
        return sum(filter(None, self.pieces))


@dataclass(frozen=True)
class ColourRow:
    """The products of a colour, size by size, with what each place holds of them."""

    colour: Colour | None
    products: list[Product | None]
    places: list[PlaceRow]

    @property
    def total(self) -> int:
        return sum(product.on_hand for product in self.products if product)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class StyleGrid:
    """A style's products as people think of them: a row a colour with its places below, a column a size."""

    sizes: list[Size | None]
    rows: list[ColourRow]

    @property
    def totals(self) -> list[int]:
        """Pieces of each size."""
        columns = zip(*(row.products for row in self.rows), strict=True)
        return [sum(product.on_hand for product in column if product) for column in columns]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def grid_of(style: Style, shops: QuerySet[Shop]) -> StyleGrid:
    """The style's products, each with ``on_hand`` in these shops; None where a colour lacks a size."""
    products = with_stock(listed().filter(style=style), shops).order_by("colour__name", "size__position", "pk")
    found = {(product.colour, product.size): product for product in products}
    colours = list(dict.fromkeys(colour for colour, _size in found))
    sizes = sorted({size for _colour, size in found}, key=lambda size: (size.position, size.name) if size else (-1, ""))
    rows = [(colour, [found.get((colour, size)) for size in sizes]) for colour in colours]
    return StyleGrid(sizes, [ColourRow(colour, across, _places_of(across)) for colour, across in rows])


def _places_of(products: Sequence[Product | None]) -> list[PlaceRow]:
    """The places that hold any of them, in the order of the levels."""
    held = [
        {level.place: level.quantity for level in product.levels.all()} if product else None for product in products
    ]
    places = {place for levels in held if levels for place, quantity in levels.items() if quantity}
    ordered = sorted(places, key=lambda place: (str(place.shop), place.kind))
    return [PlaceRow(place.name, [None if at is None else at.get(place, 0) for at in held]) for place in ordered]


def _pieces_by_place(product: Product) -> dict[Place, int]:
    return {level.place: level.quantity for level in product.levels.all()}


def primary_code(product: Product) -> str:
    """The code on the label; reads what ``listed`` fetched."""
    return next((barcode.code for barcode in product.barcodes.all() if barcode.is_primary), "")


def _levels() -> QuerySet[Any]:
    """Stock levels belong to a trade above, which is reached by the name of the relation."""
    relation = Product._meta.get_field("levels")
    levels: QuerySet[Any] = relation.related_model._default_manager.all()
    return levels
