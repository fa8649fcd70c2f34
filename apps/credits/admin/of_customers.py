"""A customer's page shows the store credits that they can spend."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.money import format_money
from apps.core.sections import Cell, Column, Section
from apps.credits import ledger
from apps.customers.models import Customer


def credits(request: HttpRequest, customer: Customer) -> Section | None:
    if not request.user.has_perm("credits.view_credit"):
        return None
    address, title = _way_on(request, customer)
    columns = [Column(_("Number")), Column(_("For")), Column(_("Good until"))]
    figures = [Column(_("Value"), is_figure=True), Column(_("Left"), is_figure=True)]
    rows = [
        [
            Cell(credit.number, reverse("admin:credits_credit_change", args=[credit.pk])),
            Cell(credit.get_purpose_display()),
            Cell(date_format(credit.expires_on, "j M Y") if credit.expires_on else "–"),
            Cell(format_money(credit.value)),
            Cell(format_money(credit.left)),
        ]
        for credit in ledger.usable(customer.pk)
    ]
    return Section(
        _("Store credit"),
        columns=[*columns, *figures],
        rows=rows,
        empty=_("None that could be spent."),
        more=address,
        more_title=title,
    )


def _way_on(request: HttpRequest, customer: Customer) -> tuple[str, str]:
    """To a new one for those who may issue, else to all of the customer's."""
    if request.user.has_perm("credits.issue_credit"):
        address = f"{reverse('admin:credits_credit_add')}?{urlencode({'customer': customer.pk})}"
        return address, _("Issue store credit")
    address = f"{reverse('admin:credits_credit_changelist')}?{urlencode({'customer__id__exact': customer.pk})}"
    return address, _("All store credits")
