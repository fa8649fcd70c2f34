"""How many pieces a shop will want: what it sells a day while it has the goods, over the days to cover."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from apps.core import clock
from apps.inventory.models import StockLevel, StockMove, Transfer, TransferLine
from apps.purchasing.models import PurchaseOrderLine
from apps.purchasing.order_steps import AWAITED
from apps.stores.models import Place, Shop

LOOKS_BACK_DAYS = 60
HORIZON_DAYS, SAFETY_DAYS = 30, 7
KEYS_A_STATEMENT = 500
SOLD = (StockMove.Reason.SELL, StockMove.Reason.VOID, StockMove.Reason.RETURN)
UNDER_WAY = (Transfer.State.IN_TRANSIT, Transfer.State.RECEIVED)
OURS = (Place.Kind.FLOOR, Place.Kind.WAREHOUSE)
Key = tuple[int, int]
"""A shop's and a product's key."""


@dataclass(frozen=True, slots=True)
class Need:
    """The figures behind a suggestion: pieces ``sold`` on the ``days_in_stock``, and what is there or on its way.

    Suggested = sold a day in stock × horizon + safety − on hand − on the way, where safety is what is sold in
    ``safety_days``; whole pieces, rounded up, never below none.
    """

    sold: int = 0
    days_in_stock: int = 0
    on_hand: int = 0
    on_the_way: int = 0
    horizon_days: int = HORIZON_DAYS
    safety_days: int = SAFETY_DAYS

    @property
    def a_day(self) -> Decimal:
        """To a hundredth of a piece, for people."""
        return (self._over(1)).quantize(Decimal("0.01"))

    @property
    def forecast(self) -> int:
        return _up(self._over(self.horizon_days))

    @property
    def safety(self) -> int:
        return _up(self._over(self.horizon_days + self.safety_days)) - self.forecast

    @property
    def wanted(self) -> int:
        """What the shop should have, before what it has is taken off."""
        return self.forecast + self.safety

    @property
    def suggested(self) -> int:
        return max(0, self.wanted - self.on_hand - self.on_the_way)

    @property
    def surplus(self) -> int:
        """Pieces on hand that it will not sell within the horizon and its safety."""
        return max(0, self.on_hand - self.wanted)

    def _over(self, days: int) -> Decimal:
        return Decimal(max(self.sold, 0) * days) / self.days_in_stock if self.days_in_stock else Decimal(0)


def needs(
    shops: Iterable[Shop],
    product_ids: Collection[int],
    *,
    horizon_days: int = HORIZON_DAYS,
    safety_days: int = SAFETY_DAYS,
) -> dict[Key, Need]:
    """The need of every product in every shop, floor and warehouse together."""
    homes = {shop.pk: shop for shop in shops}
    found: dict[Key, Need] = {}
    for keys in _chunks(product_ids):
        held, coming = _on_hand(homes, keys), _on_the_way(homes, keys)
        moves = _moves(homes, keys)
        for key in ((shop, product) for shop in homes for product in keys):
            on_hand, free = held.get(key, (0, 0))
            sold, days = _sold_in_stock(on_hand, moves.get(key, {}))
            found[key] = Need(sold, days, free, coming.get(key, 0), horizon_days, safety_days)
    return found


@dataclass(frozen=True, slots=True)
class Day:
    """What a product did in a shop on a day: pieces ``sold`` net of what came back, ``change`` of what lies there."""

    sold: int = 0
    change: int = 0
    has_come: bool = False


def _sold_in_stock(on_hand: int, days: Mapping[date, Day]) -> tuple[int, int]:
    """Pieces sold within the time looked back over, and the days on which there was something to sell.

    Walks back from what lies there now.
    """
    in_stock, at_the_end = 0, on_hand
    for ago in range(LOOKS_BACK_DAYS):
        day = days.get(clock.today() - timedelta(days=ago), Day())
        at_the_start = at_the_end - day.change
        in_stock += at_the_start > 0 or day.has_come
        at_the_end = at_the_start
    return sum(day.sold for day in days.values()), in_stock


def _on_hand(shops: Collection[int], products: Sequence[int]) -> dict[Key, tuple[int, int]]:
    """By shop and product, what lies there and what of it is free."""
    levels = StockLevel.objects.filter(place__shop__in=shops, place__kind__in=OURS, product__in=products).order_by()
    rows = levels.values_list("place__shop", "product").annotate(Sum("quantity"), Sum("reserved"))
    return {(shop, product): (pieces, pieces - reserved) for shop, product, pieces, reserved in rows}


def _on_the_way(shops: Collection[int], products: Sequence[int]) -> dict[Key, int]:
    """What suppliers still owe, and what other shops have sent off."""
    coming: dict[Key, int] = defaultdict(int)
    for shop, product, pieces in [*_ordered(shops, products), *_sent(shops, products)]:
        coming[shop, product] += pieces
    return coming


def _ordered(shops: Collection[int], products: Sequence[int]) -> QuerySet[Any, Any]:
    awaited = PurchaseOrderLine.objects.filter(
        order__state__in=AWAITED, order__shop__in=shops, product__in=products
    ).order_by()
    return awaited.values_list("order__shop", "product").annotate(pieces=Sum(F("quantity") - F("received")))


def _sent(shops: Collection[int], products: Sequence[int]) -> QuerySet[Any, Any]:
    """Sent by another shop, or by the warehouse in two steps, and not accounted for yet."""
    under_way = F("sent") - F("received") - F("found") - F("lost")
    lines = TransferLine.objects.filter(
        transfer__state__in=UNDER_WAY, transfer__target__shop__in=shops, product__in=products
    ).order_by()
    return lines.values_list("transfer__target__shop", "product").annotate(pieces=Sum(under_way))


def _moves(shops: Collection[int], products: Sequence[int]) -> dict[Key, dict[date, Day]]:
    """What each product did in each shop, by day, within the time looked back over."""
    found: dict[Key, dict[date, Day]] = defaultdict(dict)
    for end, sign in (("target", 1), ("source", -1)):
        for shop, product, on, reason, pieces in _summed(end, shops, products):
            day = found[shop, product].get(on, Day())
            sold = -sign * pieces if reason in SOLD else 0
            found[shop, product][on] = Day(day.sold + sold, day.change + sign * pieces, day.has_come or sign > 0)
    return found


def _summed(end: str, shops: Collection[int], products: Sequence[int]) -> QuerySet[Any, Any]:
    ours = {f"{end}__shop__in": shops, f"{end}__kind__in": OURS}
    moves = StockMove.objects.filter(product__in=products, business_date__gte=_first_day(), **ours).order_by()
    return moves.values_list(f"{end}__shop", "product", "business_date", "reason").annotate(Sum("quantity"))


def _first_day() -> date:
    return clock.today() - timedelta(days=LOOKS_BACK_DAYS - 1)


def _up(pieces: Decimal) -> int:
    return int(pieces.to_integral_value(ROUND_CEILING))


def _chunks(keys: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_A_STATEMENT):
        yield ordered[start : start + KEYS_A_STATEMENT]
