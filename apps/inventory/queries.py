"""What lies where, what of it is free, what runs low, and how it came to be so."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from apps.catalog import low_stock as rule
from apps.catalog.models import Product
from apps.core.fields import MoneyField, amount
from apps.core.money import ZERO
from apps.inventory.models import StockCount, StockLevel, StockMove, Transfer, WriteOff
from apps.stores.models import Place, Shop

KEYS_A_STATEMENT = 1000  # SQL Server takes 2,100 parameters


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a move in a product's story: pieces and value with their sign, and what its place held after it."""

    move: StockMove
    place: Place
    pieces: int
    value: Decimal
    balance: int


@dataclass(frozen=True, slots=True)
class LowStock:
    """A product that runs low in a shop, floor and warehouse together."""

    product_id: int
    shop_id: int
    name: str
    pieces: int
    threshold: int
    critical: int

    @property
    def state(self) -> str:
        """``out``, ``critical`` or ``low``."""
        if not self.pieces:
            return "out"
        return "critical" if self.pieces <= self.critical else "low"


@dataclass(frozen=True, slots=True)
class Worth:
    pieces: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Road:
    """What is in transit to a city."""

    city_id: int
    city: str
    pieces: int


def levels_by_place(product: Product) -> list[StockLevel]:
    """The product's levels with their places and shops, the shops by name."""
    return levels_of([product.pk])[product.pk]


def levels_of(product_ids: Collection[int]) -> dict[int, list[StockLevel]]:
    """The levels of many products at once, an empty list for those without any."""
    found: dict[int, list[StockLevel]] = {key: [] for key in product_ids}
    for keys in _chunks(product_ids):
        rows = StockLevel.objects.filter(product_id__in=keys).select_related("place__shop__location", "place__location")
        for level in rows.order_by("place__shop__name", "place__kind", "pk"):
            found[level.product_id].append(level)
    return found


def available(product_ids: Collection[int], place: Place) -> dict[int, int]:
    """The free pieces of each product at a place, 0 where it never lay."""
    free = dict.fromkeys(product_ids, 0)
    for keys in _chunks(product_ids):
        free.update(_free(StockLevel.objects.filter(place=place, product_id__in=keys)))
    return free


def available_at(place: Place) -> dict[int, int]:
    """The free pieces of every product that ever lay at a place."""
    return dict(_free(StockLevel.objects.filter(place=place)))


def in_transit(product_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """The pieces of each product that are under way to a city, by the keys of both."""
    under_way: dict[tuple[int, int], int] = {}
    for keys in _chunks(product_ids):
        rows = _roads().filter(product_id__in=keys).values_list("product_id", "place__location_id", "quantity")
        under_way.update({(product, city): pieces for product, city, pieces in rows})
    return under_way


def in_transit_by_city() -> list[Road]:
    """All that is under way, by the cities that it goes to; none for a city that awaits nothing."""
    rows = _roads().order_by("place__location__name").values_list("place__location_id", "place__location__name")
    return [Road(city_id, city, pieces) for city_id, city, pieces in rows.annotate(Sum("quantity"))]


def ledger_of(product: Product) -> list[Entry]:
    """The product's moves from the first to the last; a move between two of our places is two entries."""
    balances: dict[int, int] = defaultdict(int)
    moves = StockMove.objects.filter(product=product).select_related(
        "source__shop", "source__location", "target__shop", "target__location"
    )
    return [entry for move in moves.order_by("pk") for entry in _entries(move, balances)]


def level_on(product: Product, place: Place, day: date) -> int:
    """What the place held at the end of a day."""
    return levels_on(product, day).get(place.pk, 0)


def levels_on(product: Product, day: date) -> dict[int, int]:
    """By place, what it held of the product at the end of a day; our own places that ever held it."""
    moves = StockMove.objects.filter(product=product, business_date__lte=day).order_by()
    pieces: dict[int, int] = defaultdict(int)
    for end, sign in (("source", -1), ("target", 1)):
        ours = moves.filter(**{f"{end}__kind__in": Place.OURS})
        for place, quantity in ours.values_list(end).annotate(Sum("quantity")):
            pieces[place] += sign * quantity
    return dict(pieces)


def low_stock(
    shops: Iterable[Shop] | None = None, products: Collection[int] | None = None, *, most: int | None = None
) -> list[LowStock]:
    """What runs low in ``shops`` (all when empty), the barest first; not archived goods, nor those never held there.

    ``most`` are the rows that are wanted.
    """
    rows = _low_levels(shops)
    if products is not None:
        rows = rows.filter(product_id__in=products)
    return [
        LowStock(
            product_id=row["product_id"],
            shop_id=row["place__shop_id"],
            name=row["product__name"],
            pieces=row["pieces"],
            threshold=rule.threshold_of(row),
            critical=rule.critical_of(row),
        )
        for row in rows[:most]
    ]


def runs_low(state: str) -> Exists:
    """The condition that a level's product, in the level's shop, is ``low``, ``critical`` or ``out`` (each at most)."""
    low = rule.by_shop(StockLevel.objects.all()).filter(rule.at_most(state))
    return Exists(low.filter(product_id=OuterRef("product_id"), place__shop=OuterRef("place__shop")))


def count_low(shops: Iterable[Shop]) -> int:
    """How many levels in these shops are of a product that runs low there: as many as the list of them has rows."""
    return StockLevel.objects.filter(runs_low("low"), place__shop__in=shops).count()


def arriving(shops: Iterable[Shop]) -> QuerySet[Transfer]:
    """Transfers to these shops that still want somebody to receive or settle them."""
    waiting = (Transfer.State.IN_TRANSIT, Transfer.State.RECEIVED)
    return Transfer.objects.filter(state__in=waiting, target__shop__in=shops)


def average_costs(product_ids: Collection[int]) -> dict[int, Decimal]:
    """What a piece of each product costs on the average over all our places, unrounded; else as the catalogue says."""
    costs: dict[int, Decimal] = {}
    for keys in _chunks(product_ids):
        costs.update(Product.objects.filter(pk__in=keys).values_list("pk", "cost"))
        levels = StockLevel.objects.filter(product__in=keys, quantity__gt=0).order_by().values_list("product_id")
        for key, pieces, value in levels.annotate(Sum("quantity"), Sum("value", output_field=MoneyField())):
            costs[key] = value / pieces
    return costs


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a count found and missed: pieces, and their value at cost."""

    found: int
    missing: int
    value: Decimal


def outcome_of(count: StockCount) -> Outcome:
    counted = count.lines.filter(counted__isnull=False)
    sums = counted.aggregate(
        found=Coalesce(Sum(F("counted") - F("expected"), filter=Q(counted__gt=F("expected"))), 0),
        missing=Coalesce(Sum(F("expected") - F("counted"), filter=Q(counted__lt=F("expected"))), 0),
        value=Coalesce(Sum("value", filter=~Q(counted=F("expected")), output_field=MoneyField()), amount(ZERO)),
    )
    return Outcome(**sums)


def counts_to_approve(shops: Iterable[Shop]) -> QuerySet[StockCount]:
    return StockCount.objects.filter(state=StockCount.State.WAITING, shop__in=shops)


def write_offs_to_approve(shops: Iterable[Shop]) -> QuerySet[WriteOff]:
    return WriteOff.objects.filter(state=WriteOff.State.WAITING, place__shop__in=shops)


def worth_by_shop() -> dict[int, Worth]:
    """Pieces and their value at cost in each shop, floor and warehouse together."""
    rows = StockLevel.objects.filter(place__shop__isnull=False).order_by().values_list("place__shop_id")
    summed = rows.annotate(Sum("quantity"), Sum("value", output_field=MoneyField()))
    return {shop_id: Worth(pieces, value) for shop_id, pieces, value in summed}


def worth_of(levels: QuerySet[StockLevel]) -> Worth:
    """Pieces and value of some levels together."""
    sums = levels.order_by().aggregate(
        pieces=Coalesce(Sum("quantity"), 0), value=Coalesce(Sum("value", output_field=MoneyField()), amount(ZERO))
    )
    return Worth(sums["pieces"], sums["value"])


def _low_levels(shops: Iterable[Shop] | None) -> QuerySet[StockLevel, dict[str, Any]]:
    levels = StockLevel.objects.all() if shops is None else StockLevel.objects.filter(place__shop__in=shops)
    low: Any = rule.by_shop(levels).filter(rule.at_most("low"))
    ordered: QuerySet[StockLevel, dict[str, Any]] = low.order_by("pieces", "product__name", "place__shop_id")
    return ordered


def _roads() -> QuerySet[StockLevel]:
    return StockLevel.objects.filter(place__kind=Place.Kind.TRANSIT, quantity__gt=0)


def _free(levels: QuerySet[StockLevel]) -> Iterable[tuple[int, int]]:
    return levels.values_list("product_id", F("quantity") - F("reserved"))


def _entries(move: StockMove, balances: dict[int, int]) -> Iterator[Entry]:
    for place, sign in ((move.source, -1), (move.target, 1)):
        if place.is_ours:
            balances[place.pk] += sign * move.quantity
            yield Entry(move, place, sign * move.quantity, sign * move.value, balances[place.pk])


def _chunks(keys: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_A_STATEMENT):
        yield ordered[start : start + KEYS_A_STATEMENT]
