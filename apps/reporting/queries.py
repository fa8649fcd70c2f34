"""What the shop's day looks like, from what was sold. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from apps.core.fields import MoneyField
from apps.core.money import ZERO, money
from apps.sales import queries as selling
from apps.sales.models import Receipt, ReceiptLine, Shift, Tender
from apps.stores.models import Shop

Shops = Iterable[Shop] | QuerySet[Shop]
KEPT = F("total") - F("returned")
SOLD = (Receipt.Kind.SALE, Receipt.Kind.GIFT)


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold, without what was voided or came back: ``total`` is what customers owe for it, tax and delivery
    in it. Goods that come back correct the day on which they were sold, so that a figure is what its receipts make."""

    receipts: int
    pieces: int
    total: Decimal

    @property
    def average(self) -> Decimal:
        return money(self.total / self.receipts) if self.receipts else ZERO


@dataclass(frozen=True, slots=True)
class Share:
    """A named part of a figure."""

    name: str
    amount: Decimal
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class Owed:
    receipts: int
    amount: Decimal


def sold_on(day: date, shops: Shops) -> Sold:
    receipts = _receipts(shops).filter(business_date=day)
    sums = receipts.aggregate(receipts=Count("pk"), pieces=Sum("units"), total=Sum(KEPT, output_field=MoneyField()))
    back = ReceiptLine.objects.filter(receipt__in=receipts.order_by(), returned__gt=0).aggregate(sum=Sum("returned"))
    return Sold(sums["receipts"], (sums["pieces"] or 0) - (back["sum"] or 0), sums["total"] or ZERO)


def sold_by_day(first: date, last: date, shops: Shops) -> dict[date, Decimal]:
    """Every day from ``first`` to ``last``, also those without a sale."""
    rows = _receipts(shops).filter(business_date__range=(first, last)).order_by().values_list("business_date")
    totals = dict(rows.annotate(sum=Sum(KEPT, output_field=MoneyField())))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: totals.get(day, ZERO) for day in days}


def taken_on(day: date, shops: Shops) -> list[Share]:
    """Money of the day by payment method, instalments too, the most first; what was given back is taken off."""
    begin = timezone.make_aware(datetime.combine(day, time.min))
    tenders = Tender.objects.filter(shift__shop__in=shops, at__gte=begin, at__lt=begin + timedelta(days=1))
    sums = tenders.exclude(state=Tender.State.DENIED).order_by().values_list("method_name")
    shares = [Share(name, taken) for name, taken in sums.annotate(Sum("amount", output_field=MoneyField())) if taken]
    return sorted(shares, key=lambda share: -share.amount)


def best_sellers(day: date, shops: Shops, *, limit: int = 5) -> list[Share]:
    """The goods that brought most on a day."""
    lines = ReceiptLine.objects.filter(receipt__in=_receipts(shops).filter(business_date=day)).order_by()
    brought = Sum(F("net") - F("returned_net"), output_field=MoneyField())
    sums = lines.values_list("name").annotate(brought=brought, pieces=Sum(F("quantity") - F("returned")))
    ranked = sums.filter(pieces__gt=0).order_by("-brought", "name")[:limit]
    return [Share(name, amount, pieces) for name, amount, pieces in ranked]


def latest_receipts(shops: Shops, *, limit: int = 6) -> list[Receipt]:
    rows = Receipt.objects.filter(shop__in=shops).select_related("shop", "void").order_by("-pk")
    return list(rows[:limit])


def open_shifts(shops: Shops) -> list[Shift]:
    rows = Shift.objects.filter(shop__in=shops, closed_at=None).select_related("register", "shop", "opened_by")
    return list(rows.order_by("opened_at"))


def owed(shops: Shops) -> Owed:
    """What customers still owe."""
    due = Receipt.objects.filter(shop__in=shops, due__gt=ZERO)
    sums = due.aggregate(receipts=Count("pk"), amount=Sum("due", output_field=MoneyField()))
    return Owed(sums["receipts"], sums["amount"] or ZERO)


def unresolved_exceptions(shops: Shops) -> int:
    return selling.open_exceptions(shops).count()


def unbooked_sales(shops: Shops) -> int:
    return selling.open_unbooked(shops).count()


def _receipts(shops: Shops) -> QuerySet[Receipt]:
    return Receipt.objects.filter(shop__in=shops, kind__in=SOLD, void=None)
