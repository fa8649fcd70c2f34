"""A delivery that looks like one that came already: the same reference, or the same lines within 48 hours."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.refusals import Conflict
from apps.purchasing import queries
from apps.purchasing.models import PurchaseInvoice, Supplier

WITHIN = timedelta(hours=48)
Bill = list[tuple[int, int, Decimal]]
"""Products, pieces and unit costs of a delivery, in order; product 0 is something that is none of the shop's goods."""


class LikelyDuplicate(Conflict):
    """The same delivery seems to be written down already; the sentence names its invoice."""

    code = "likely_duplicate"


def find(supplier: Supplier | None, reference: str, bill: Iterable[tuple[int, int, Decimal]]) -> PurchaseInvoice | None:
    """The invoice that it may be, the one of the same reference first."""
    named = queries.likely_duplicates(supplier, reference).first()
    return named or _of_same_lines(supplier, sorted(bill))


def refuse(supplier: Supplier | None, reference: str, bill: Iterable[tuple[int, int, Decimal]]) -> None:
    """LikelyDuplicate when there is such an invoice."""
    twin = find(supplier, reference, bill)
    if twin:
        words = {"number": twin.number, "day": f"{twin.business_date:%d/%m/%Y}"}
        raise LikelyDuplicate(
            _("Invoice %(number)s of %(day)s looks like this delivery. Tick that it is another one, or leave it.")
            % words,
            invoice=twin.number,
        )


def _of_same_lines(supplier: Supplier | None, bill: Bill) -> PurchaseInvoice | None:
    if not bill:
        return None
    since = clock.now() - WITHIN
    came = Q(created_at__gte=since, goods_receipt=None) | Q(goods_receipt__booked_at__gte=since)
    recent = PurchaseInvoice.objects.filter(came, state=PurchaseInvoice.State.COMPLETE, supplier=supplier)
    last = bill[-1][0]
    alike = recent.filter(lines__product=last) if last else recent.filter(lines__product__isnull=True)
    alike = alike.distinct().prefetch_related("lines")
    return next((invoice for invoice in alike if _bill_of(invoice) == bill), None)


def _bill_of(invoice: PurchaseInvoice) -> Bill:
    return sorted((line.product_id or 0, line.quantity, line.unit_cost) for line in invoice.lines.all())
