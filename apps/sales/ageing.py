"""How old debts are: counted from the day that was agreed, else from the day of the sale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.sales.models import Debtor, Receipt
from apps.stores.models import Shop


@dataclass(frozen=True)
class Bucket:
    """``least`` and ``most`` days; without ``most`` there is no end. What is not due yet is in the first."""

    name: str
    title: str | Promise
    least: int | None
    most: int | None

    def holds(self, on: date, path: str = "") -> Q:
        """The condition on receipts, reached by ``path``."""
        within = Q()
        if self.least is not None:
            within &= _since(path, "lte", on - timedelta(days=self.least))
        if self.most is not None:
            within &= _since(path, "gte", on - timedelta(days=self.most))
        return within


BUCKETS = (
    Bucket("days_30", _("0–30 days"), None, 30),
    Bucket("days_60", _("31–60 days"), 31, 60),
    Bucket("days_90", _("61–90 days"), 61, 90),
    Bucket("days_more", _("over 90 days"), 91, None),
)
BUCKET_OF = {bucket.name: bucket for bucket in BUCKETS}


def debtors(shops: QuerySet[Shop] | Iterable[Shop], *, on: date) -> QuerySet[Debtor]:
    """Who owes in these shops, with ``owed``, ``open_receipts``, ``oldest`` and a sum for each bucket."""
    open_ones = Q(receipts__due__gt=ZERO, receipts__shop__in=shops)
    by_age = {bucket.name: _money("receipts__due", open_ones & bucket.holds(on, "receipts__")) for bucket in BUCKETS}
    since = Coalesce("receipts__due_on", "receipts__business_date")
    return Debtor.objects.filter(open_ones).annotate(
        owed=_money("receipts__due", open_ones),
        open_receipts=Count("receipts", filter=open_ones),
        oldest=Min(since, filter=open_ones),
        **by_age,
    )


def sums(rows: QuerySet[Debtor], shops: QuerySet[Shop] | Iterable[Shop], *, on: date) -> dict[str, Any]:
    """What these debtors owe in these shops together: ``owed``, ``people``, ``overdue``, and each bucket."""
    people = rows.order_by().values("pk")
    receipts = Receipt.objects.filter(due__gt=ZERO, shop__in=shops, customer__in=people)
    by_age = {bucket.name: _money("due", bucket.holds(on)) for bucket in BUCKETS}
    late = Q(due_on__lt=on)
    found = receipts.aggregate(
        owed=_money("due"), overdue=_money("due", late), people=Count("customer", distinct=True), **by_age
    )
    return {name: value or (0 if name == "people" else ZERO) for name, value in found.items()}


def open_receipts(customer_id: int, shops: QuerySet[Shop] | Iterable[Shop] | None = None) -> list[Receipt]:
    """What is due, the oldest first."""
    rows = Receipt.objects.filter(customer_id=customer_id, due__gt=ZERO)
    if shops is not None:
        rows = rows.filter(shop__in=shops)
    return list(rows.annotate(since=Coalesce("due_on", "business_date")).select_related("shop").order_by("since", "pk"))


def days_old(receipt: Receipt, on: date) -> int:
    """Zero while it is not due yet."""
    return max((on - (receipt.due_on or receipt.business_date)).days, 0)


def overdue(receipts: Iterable[Receipt], on: date) -> Decimal:
    """What should have been paid by yesterday, as agreed."""
    return sum((row.due for row in receipts if row.due_on is not None and row.due_on < on), ZERO)


def _since(path: str, comparison: str, day: date) -> Q:
    agreed = Q(**{f"{path}due_on__{comparison}": day})
    return agreed | Q(**{f"{path}due_on": None, f"{path}business_date__{comparison}": day})


def _money(column: str, condition: Q | None = None) -> Sum:
    return Sum(column, filter=condition, output_field=MoneyField())
