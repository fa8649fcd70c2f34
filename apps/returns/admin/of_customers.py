"""A customer's page shows what they brought back, in the shops within the reader's reach."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.columns import moment_html
from apps.core.money import format_money
from apps.core.sections import Cell, Column, Section
from apps.customers.models import Customer
from apps.returns.models import Return
from apps.stores.backoffice import shops_of

LATEST = 10


def returns(request: HttpRequest, customer: Customer) -> Section | None:
    if not request.user.has_perm("returns.view_return"):
        return None
    rows = Return.objects.filter(customer=customer, shop__in=shops_of(request)).select_related("receipt")
    columns = [Column(_("Return")), Column(_("Receipt")), Column(_("Why")), Column(_("Completed"))]
    figures = [Column(_("Pieces"), is_figure=True), Column(_("Value"), is_figure=True)]
    told = [
        [
            Cell(row.number, reverse("admin:returns_return_change", args=[row.pk])),
            Cell(row.receipt.number, reverse("admin:sales_receipt_change", args=[row.receipt_id])),
            Cell(row.reason),
            Cell(moment_html(row.completed_at) if row.completed_at else "–"),
            Cell(row.units),
            Cell(format_money(row.value)),
            Cell(row.get_state_display(), is_open=row.state in (Return.State.PENDING, Return.State.APPROVED)),
        ]
        for row in rows.order_by("-pk")[:LATEST]
    ]
    return Section(_("Returns"), columns=[*columns, *figures, Column(_("State"))], rows=told)
