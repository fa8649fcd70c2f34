"""Reads of the customers."""

import re
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from apps.core import clock
from apps.core.fields import MoneyField
from apps.customers.models import Customer
from apps.stores.models import Shop

LEAST_DIGITS = 3
LATEST = 10


def find(text: str, within: QuerySet[Customer] | None = None) -> QuerySet[Customer]:
    """Customers whose name or e-mail holds every word, in any order, or whose phone holds the digits."""
    found = Customer.objects.all() if within is None else within
    digits = re.sub(r"\D", "", text)
    if len(digits) >= LEAST_DIGITS and not re.search(r"[^\d\s+().\-/]", text):
        return found.filter(phone__contains=digits.removeprefix("234").lstrip("0"))
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found


def with_receipts(customers: QuerySet[Customer], shops: QuerySet[Shop]) -> QuerySet[Customer]:
    """With ``receipt_count``, ``due_total`` and ``last_day`` of their receipts in these shops."""
    in_reach = Q(receipts__shop__in=shops)
    return customers.annotate(
        receipt_count=Count("receipts", filter=in_reach),
        due_total=Sum("receipts__due", filter=in_reach, output_field=MoneyField()),
        last_day=Max("receipts__business_date", filter=in_reach),
    )


def usable_credits(customer: Customer) -> QuerySet[Any]:
    """The customer's store credits that can be spent today, what ends first comes first; of a trade above."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today())
    credits: QuerySet[Any] = customer.credits.filter(good, left__gt=0).exclude(purpose="deposit")
    return credits.order_by(F("expires_on").asc(nulls_last=True), "pk")


def latest_receipts(customer: Customer, shops: QuerySet[Shop]) -> QuerySet[Any]:
    """The customer's latest receipts in these shops; they belong to a trade above."""
    receipts: QuerySet[Any] = customer.receipts.filter(shop__in=shops)
    return receipts.select_related("shop").order_by("-pk")[:LATEST]
