"""What should be counted next: what is worth much, and what nobody has counted for long."""

from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from apps.core import clock
from apps.core.money import to_kobo
from apps.inventory.levels import End
from apps.inventory.models import CountLine, StockCount, StockLevel

NEVER = timedelta(days=730)  # what was never counted is as due as if two years had passed


def most_due(levels: QuerySet[StockLevel], most: int) -> list[int]:
    """The keys of those levels whose value × days since their last count is greatest."""
    counted = _last_counted(levels)
    now = clock.now()
    first = now - NEVER
    rows = levels.order_by("pk").values_list("pk", "product_id", "place_id", "value")
    weights = [
        ((now - counted.get((product, place), first)).days * to_kobo(value), key)
        for key, product, place, value in rows.iterator()
    ]
    return [key for _weight, key in sorted(weights, key=lambda each: (-each[0], each[1]))[:most]]


def _last_counted(levels: QuerySet[StockLevel]) -> dict[End, datetime]:
    lines = CountLine.objects.filter(count__state=StockCount.State.COMPLETED, counted__isnull=False)
    lines = lines.filter(place__in=levels.order_by().values("place"))
    found = lines.order_by().values_list("product_id", "place_id").annotate(Max("counted_at"))
    return {(product, place): at for product, place, at in found}
