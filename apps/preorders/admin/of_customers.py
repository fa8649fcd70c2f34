"""A customer's page shows what they wait for, and waited for, in the shops within the reader's reach."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.money import format_money
from apps.core.sections import Cell, Column, Section
from apps.customers.models import Customer
from apps.preorders.models import PreOrder
from apps.stores.backoffice import shops_of

LATEST = 10


def preorders(request: HttpRequest, customer: Customer) -> Section | None:
    if not request.user.has_perm("preorders.view_preorder"):
        return None
    today = clock.today()
    rows = PreOrder.objects.filter(customer=customer, shop__in=shops_of(request))
    columns = [Column(_("Pre-order")), Column(_("What")), Column(_("Expected on"))]
    told = [
        [
            Cell(row.number, reverse("admin:preorders_preorder_change", args=[row.pk])),
            Cell(row.words),
            Cell(date_format(row.expected_on, "j M Y"), is_open=row.is_overdue(today)),
            Cell(format_money(row.total)),
            Cell(row.get_state_display(), is_open=row.is_open),
        ]
        for row in rows.order_by("-pk")[:LATEST]
    ]
    return Section(
        _("Pre-orders"), columns=[*columns, Column(_("Agreed"), is_figure=True), Column(_("State"))], rows=told
    )
