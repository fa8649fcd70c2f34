"""What waits to be brought or collected, by shop and day, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from statistics import median

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum
from django.utils import timezone

from apps.core import clock
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.sales.models import Delivery
from apps.sales.queries import Shops
from apps.stores.models import Shop

MOST_TIMED = 2000  # the latest ones tell how long it takes; a middle of more would say the same
STANDING = Q(receipt__void__isnull=True)
WAITING = STANDING & Q(delivered_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Figures:
    pending: int
    on_the_way: int
    overdue: int
    delivered: int
    fees: Decimal
    median_hours: int | None
    cities: list[tuple[str, int, int]]  # name, all, still waiting


def listed(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return deliveries.select_related("receipt__void", "receipt__shop", "receipt__customer")


def of_day(shop: Shop, day: date, *, today: date) -> QuerySet[Delivery]:
    """What a shop has to do on a day: what is for it and what was done on it; today also what is late or has no day.

    ``pieces`` are those that did not come back.
    """
    begins = timezone.make_aware(datetime.combine(day, time.min))
    wanted = Q(due_on=day) | Q(delivered_at__gte=begins, delivered_at__lt=clock.end_of(day))
    if day == today:
        wanted |= WAITING & (Q(due_on__isnull=True) | Q(due_on__lt=today))
    rows = Delivery.objects.filter(STANDING & wanted, receipt__shop=shop)
    kept = Sum(F("receipt__lines__quantity") - F("receipt__lines__returned"), output_field=IntegerField())
    return listed(rows).annotate(pieces=kept).order_by(F("due_on").asc(nulls_last=True), "pk")


def overdue(shops: Shops, *, today: date) -> QuerySet[Delivery]:
    """What should have reached the customer before today, in these shops."""
    return Delivery.objects.filter(WAITING, due_on__lt=today, receipt__shop__in=shops)


def figures(deliveries: QuerySet[Delivery], *, today: date) -> Figures:
    """Of these deliveries, void sales left out, in a fixed number of queries."""
    rows = Delivery.objects.filter(STANDING, pk__in=deliveries.order_by().values("pk"))
    waits = Q(delivered_at__isnull=True)
    told = rows.aggregate(
        pending=Count("pk", filter=waits & Q(out_at__isnull=True)),
        on_the_way=Count("pk", filter=waits & Q(out_at__isnull=False)),
        overdue=Count("pk", filter=waits & Q(due_on__lt=today)),
        delivered=Count("pk", filter=~waits),
        fees=Sum("receipt__delivery_fee", output_field=MoneyField()),
    )
    told["fees"] = told["fees"] or ZERO
    city = "receipt__shop__location__name"
    by_city = rows.order_by().values(city).annotate(all=Count("pk"), open=Count("pk", filter=waits)).order_by(city)
    cities = [(row[city], row["all"], row["open"]) for row in by_city]
    return Figures(**told, median_hours=_median_hours(rows), cities=cities)


def _median_hours(rows: QuerySet[Delivery]) -> int | None:
    """From the sale to the customer's hands: half were faster. In whole hours, none while nothing was delivered."""
    done = rows.filter(delivered_at__isnull=False).order_by("-pk")
    moments = done.values_list("receipt__sold_at", "delivered_at")[:MOST_TIMED]
    hours = [(after - before).total_seconds() / 3600 for before, after in moments if after]
    return round(median(hours)) if hours else None
