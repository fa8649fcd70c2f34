"""Reads of what was bought."""

from django.db.models import QuerySet, Sum

from apps.core.fields import MoneyField
from apps.purchasing.models import PurchaseInvoice, Supplier


def totals(invoices: QuerySet[PurchaseInvoice]) -> dict[str, object]:
    """Pieces and amounts of the invoices: ``units``, ``total``, and ``unpaid`` of it."""
    total = Sum("total", output_field=MoneyField())
    found = invoices.aggregate(units=Sum("units"), total=total)
    return found | {"unpaid": invoices.filter(paid_at=None).aggregate(total=total)["total"]}


def likely_duplicates(supplier: Supplier | None, reference: str) -> QuerySet[PurchaseInvoice]:
    """Invoices that the same supplier wrote under the same reference."""
    if supplier is None or not reference.strip():
        return PurchaseInvoice.objects.none()
    return PurchaseInvoice.objects.filter(supplier=supplier, supplier_reference__iexact=reference.strip())
