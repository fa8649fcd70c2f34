"""Reads of the customers."""

import re

from django.db.models import Q, QuerySet

from apps.customers.models import Customer

LEAST_DIGITS = 3


def find(text: str) -> QuerySet[Customer]:
    """Customers whose name or e-mail holds every word, in any order, or whose phone holds the digits."""
    digits = re.sub(r"\D", "", text)
    if len(digits) >= LEAST_DIGITS and not re.search(r"[^\d\s+().\-/]", text):
        return Customer.objects.filter(phone__contains=digits.removeprefix("234").lstrip("0"))
    found = Customer.objects.all()
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found
