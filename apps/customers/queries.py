"""Reads of the customers."""

import re

from django.db.models import Count, Max, Q, QuerySet, Sum

from apps.core.fields import MoneyField
from apps.customers import phones
from apps.customers.models import Customer
from apps.customers.refusals import InvalidPhone
from apps.stores.models import Shop

LEAST_DIGITS = 3


def find(text: str, within: QuerySet[Customer] | None = None, *, sees_contacts: bool) -> QuerySet[Customer]:
    """Customers whose name or e-mail holds every word, in any order, or whose phone holds the digits.

    Whoever does not see contacts finds somebody by a whole number or address, which they must have been told.
    """
    found = Customer.objects.all() if within is None else within
    digits = re.sub(r"\D", "", text)
    if len(digits) >= LEAST_DIGITS and not re.search(r"[^\d\s+().\-/]", text):
        if not sees_contacts:
            return found.filter(phone=_whole_number(text))
        return found.filter(phone__contains=digits.removeprefix("234").lstrip("0"))
    if not sees_contacts and "@" in text:
        return found.filter(email__iexact=text.strip())
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) if sees_contacts else _named(word))
    return found


def with_receipts(customers: QuerySet[Customer], shops: QuerySet[Shop]) -> QuerySet[Customer]:
    """With ``receipt_count``, ``due_total`` and ``last_day`` of their receipts in these shops."""
    in_reach = Q(receipts__shop__in=shops)
    return customers.annotate(
        receipt_count=Count("receipts", filter=in_reach),
        due_total=Sum("receipts__due", filter=in_reach, output_field=MoneyField()),
        last_day=Max("receipts__business_date", filter=in_reach),
    )


def _named(word: str) -> Q:
    return Q(name__icontains=word)


def _whole_number(text: str) -> str:
    """As it is kept; what is no whole number is nobody's."""
    try:
        return phones.normalise(text)
    except InvalidPhone:
        return "–"
