"""Reads of what was bought, and of what waits to be imported."""

from collections.abc import Collection, Iterator

from django.db.models import Max, Q, QuerySet, Sum

from apps.core.fields import MoneyField
from apps.purchasing.models import ImportJob, ImportRow, PurchaseInvoice, PurchaseInvoiceLine, Supplier

MOST_WORDS = 8
KEYS_A_STATEMENT = 1000  # SQL Server takes 2,100 parameters


def totals(invoices: QuerySet[PurchaseInvoice]) -> dict[str, object]:
    """Pieces and amounts of the invoices that stand: ``units``, ``total``, and ``unpaid`` of what came."""
    total = Sum("total", output_field=MoneyField())
    found = invoices.exclude(state=PurchaseInvoice.State.CANCELLED).aggregate(units=Sum("units"), total=total)
    owed = invoices.filter(paid_at=None, state=PurchaseInvoice.State.COMPLETE)
    return found | {"unpaid": owed.aggregate(total=total)["total"]}


def likely_duplicates(supplier: Supplier | None, reference: str) -> QuerySet[PurchaseInvoice]:
    """Invoices that the same supplier wrote under the same reference."""
    if supplier is None or not reference.strip():
        return PurchaseInvoice.objects.none()
    return PurchaseInvoice.objects.filter(
        state=PurchaseInvoice.State.COMPLETE, supplier=supplier, supplier_reference__iexact=reference.strip()
    )


def last_suppliers(product_ids: Collection[int]) -> dict[int, int]:
    """By product, the key of the active supplier who brought it last; those that nobody brought are left out."""
    found: dict[int, int] = {}
    for keys in _chunks(product_ids):
        bought = PurchaseInvoiceLine.objects.filter(product__in=keys, invoice__supplier__is_active=True)
        last = bought.order_by().values("product").annotate(line=Max("pk")).values("line")
        rows = PurchaseInvoiceLine.objects.filter(pk__in=last).order_by("pk")
        found.update(rows.values_list("product", "invoice__supplier"))
    return found


def rows_of(job: ImportJob, *, outcome: str = "", column: str = "", words: str = "") -> QuerySet[ImportRow]:
    """The rows of a preview, of one outcome, that change or fail in one column, that hold every word."""
    rows = job.rows.order_by("number")
    if outcome in ImportRow.Outcome.values:
        rows = rows.filter(outcome=outcome)
    if column:
        rows = rows.filter(columns__contains=f",{column[:80]},")
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(Q(what__icontains=word) | Q(detail__icontains=word))
    return rows


def columns_of(job: ImportJob) -> list[str]:
    """The columns in which rows of a preview change or are at fault."""
    told = job.rows.exclude(columns="").order_by().values_list("columns", flat=True).distinct()
    return sorted({name for names in told for name in names.strip(",").split(",")})


def _chunks(keys: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_A_STATEMENT):
        yield ordered[start : start + KEYS_A_STATEMENT]
