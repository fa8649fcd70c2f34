"""What lay where on the evening of a past day, and worth how much: reckoned from the moves alone.

What of it was held back is reckoned from the reservations, each of which tells from when until when it held its pieces.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.core import clock
from apps.core.fields import MoneyField, amount
from apps.core.money import ZERO
from apps.inventory.models import Reservation, StockLevel, StockMove
from apps.inventory.queries import Worth

CAME, LEFT = "target", "source"  # the end of a move at which a place stands


def there_on(levels: QuerySet[StockLevel], day: date) -> QuerySet[StockLevel]:
    """Those that had moved by that evening; some held nothing any more, or again."""
    return levels.filter(_had_moved(day))


def reckoned(levels: QuerySet[StockLevel], day: date) -> QuerySet[Any]:
    """With their ``pieces_then``, ``value_then``, ``reserved_then`` and ``free_then``; for a page or a portion of rows,
    as it is reckoned row by row."""
    pieces = _sum(CAME, "quantity", day) - _sum(LEFT, "quantity", day)
    value = _sum(CAME, "value", day) - _sum(LEFT, "value", day)
    with_sums: QuerySet[Any] = levels.annotate(
        pieces_then=ExpressionWrapper(pieces, IntegerField()),
        value_then=ExpressionWrapper(value, MoneyField()),
        reserved_then=_held(day),
    )
    with_free: QuerySet[Any] = with_sums.annotate(free_then=F("pieces_then") - F("reserved_then"))
    return with_free


def worth_on(levels: QuerySet[StockLevel], day: date) -> Worth:
    """Pieces and value of these levels together, on that evening."""
    rows = levels.order_by().values("pk")
    pieces, value = 0, ZERO
    for end, sign in ((CAME, 1), (LEFT, -1)):
        here = Exists(rows.filter(product=OuterRef("product"), place=OuterRef(end)))
        sums = StockMove.objects.filter(here, business_date__lte=day).aggregate(
            pieces=Coalesce(Sum("quantity"), 0), value=Coalesce(Sum("value", output_field=MoneyField()), amount(ZERO))
        )
        pieces, value = pieces + sign * sums["pieces"], value + sign * sums["value"]
    return Worth(pieces, value)


def _had_moved(day: date) -> Q:
    """Something had come to the level's place by then; or left it, by a sale that was told of after the delivery."""
    return Q(Exists(_moves(CAME, day))) | Q(Exists(_moves(LEFT, day)))


def _sum(end: str, column: str, day: date) -> Coalesce:
    output: Any = MoneyField() if column == "value" else IntegerField()
    summed = _moves(end, day).values("product").annotate(total=Sum(column, output_field=output)).values("total")
    nothing = amount(ZERO) if column == "value" else Value(0)
    return Coalesce(Subquery(summed, output_field=output), nothing, output_field=output)


def _held(day: date) -> Coalesce:
    """The pieces that reservations held back when the day ended."""
    over = clock.end_of(day)
    held = Reservation.objects.filter(Q(ended_at=None) | Q(ended_at__gte=over), at__lt=over)
    here = held.filter(product=OuterRef("product"), place=OuterRef("place")).order_by()
    summed = here.values("product").annotate(total=Sum("quantity")).values("total")
    return Coalesce(Subquery(summed, output_field=IntegerField()), Value(0), output_field=IntegerField())


def _moves(end: str, day: date) -> QuerySet[StockMove]:
    """Those of a level's product and place. They are found by the product, of which there are few: nothing is added to
    the place so that no database takes its index, and with it every move that the shop ever made."""
    of_place = StockMove.objects.alias(place=F(f"{end}_id") + 0).filter(place=OuterRef("place_id"))
    return of_place.filter(product=OuterRef("product"), business_date__lte=day).order_by()
