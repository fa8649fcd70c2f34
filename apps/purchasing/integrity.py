"""The books of buying are in order when each invoice is the sum of its lines, and its pieces came in."""

from collections.abc import Iterator

from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.core.fields import MoneyField
from apps.core.money import ZERO, format_money
from apps.inventory.models import StockMove
from apps.purchasing.models import PurchaseInvoice
from apps.stores.models import Place


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    return [*_invoices_beside_lines(), *_invoices_beside_moves()]


def _invoices_beside_lines() -> Iterator[str]:
    sums = PurchaseInvoice.objects.order_by("pk").annotate(
        line_units=Sum("lines__quantity"), line_total=Sum("lines__total", output_field=MoneyField())
    )
    for invoice in sums.iterator():
        units, total = invoice.line_units or 0, invoice.line_total or ZERO
        if (invoice.units, invoice.total) != (units, total):
            words = {"number": invoice.number, "total": format_money(invoice.total), "lines": format_money(total)}
            yield _("%(number)s says %(total)s, its lines %(lines)s.") % words


def _invoices_beside_moves() -> Iterator[str]:
    came = StockMove.objects.filter(source__kind=Place.Kind.SUPPLIER, document__startswith="INV").order_by()
    moved = dict(came.values_list("document").annotate(Sum("quantity")))
    for number, units in PurchaseInvoice.objects.order_by("pk").values_list("number", "units"):
        if moved.get(number, 0) != units:
            words = {"number": number, "units": units, "moved": moved.get(number, 0)}
            yield _("%(number)s has %(units)d pieces, but %(moved)d came in.") % words
