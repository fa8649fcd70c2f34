"""Reads of the credits: in which state each is, what the shop owes by them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from apps.core import clock
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.credits.models import Credit, CreditEntry

OPEN, SPENT, EXPIRED, VOID = "open", "spent", "expired", "void"
ENDINGS = (CreditEntry.Kind.EXPIRE, CreditEntry.Kind.VOID)


def issued() -> QuerySet[Credit]:
    """The store credits; deposits stand with their pre-orders."""
    return Credit.objects.exclude(purpose=Credit.Purpose.DEPOSIT)


def with_state(credits: QuerySet[Credit], on: date | None = None) -> QuerySet[Credit]:
    """With ``state``: void, expired (booked or not yet), open, or spent."""
    endings = CreditEntry.objects.filter(credit=OuterRef("pk"), kind__in=ENDINGS).order_by("-pk").values("kind")
    is_over = Q(left__gt=ZERO, expires_on__lt=on or clock.today())
    is_expired = is_over | Q(left=ZERO, ending=CreditEntry.Kind.EXPIRE)
    state = Case(
        When(ending=CreditEntry.Kind.VOID, then=Value(VOID)),
        When(is_expired, then=Value(EXPIRED)),
        When(left__gt=ZERO, then=Value(OPEN)),
        default=Value(SPENT),
        output_field=CharField(),
    )
    return credits.annotate(ending=Subquery(endings[:1])).annotate(state=state)


def totals(credits: QuerySet[Credit]) -> dict[str, Any]:
    """What these credits come to; ``owed`` is what customers can still spend of them today."""
    listed = Credit.objects.filter(pk__in=credits.order_by().values("pk"))
    good = Q(left__gt=ZERO) & (Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today()))
    return listed.aggregate(
        count=Count("pk"),
        value=Sum("value", output_field=MoneyField()),
        open=Count("pk", filter=good),
        owed=Sum("left", filter=good, output_field=MoneyField()),
        over=Sum("left", filter=~good, output_field=MoneyField()),
    )


def usable_of(customers: Iterable[int]) -> dict[int, list[Credit]]:
    """Store credits that can be spent today by customer, what ends first comes first; in one query."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today())
    rows = issued().filter(good, customer__in=list(customers), left__gt=ZERO)
    found: dict[int, list[Credit]] = defaultdict(list)
    for credit in rows.order_by(F("expires_on").asc(nulls_last=True), "pk"):
        found[credit.customer_id].append(credit)
    return found
