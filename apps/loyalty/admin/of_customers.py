"""A customer's page shows whether they take part, where they stand, and what happened to their points last."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.columns import moment_html
from apps.core.money import format_money
from apps.core.sections import Cell, Column, Section
from apps.customers.models import Customer
from apps.inventory import documents
from apps.loyalty import accounts, ledger, programme
from apps.loyalty.admin.columns import signed, what
from apps.loyalty.models import PointEntry

LATEST = 5


def points(request: HttpRequest, customer: Customer) -> Section | None:
    if not request.user.has_perm("loyalty.view_account"):
        return None
    account = accounts.of(customer.pk)
    if account is None:
        return _of_a_stranger(request, customer)
    usable = ledger.usable(account.pk)
    return Section(
        _("Loyalty"),
        figures=[
            (_("Points to spend"), Cell(f"{usable:,}")),
            (_("Worth"), Cell(format_money(programme.worth(programme.current(), usable)))),
            (_("Tier"), Cell(account.tier or "–")),
        ],
        columns=[
            *(Column(_("When")), Column(_("What")), Column(_("Document"))),
            *(Column(_("Points"), is_figure=True), Column(_("Balance"), is_figure=True)),
        ],
        rows=[_row(entry) for entry in account.entries.order_by("-pk")[:LATEST]],
        more=reverse("admin:loyalty_account_change", args=[account.pk]),
        more_title=_("Points and history"),
    )


def _of_a_stranger(request: HttpRequest, customer: Customer) -> Section:
    """With the way to take part, for those who may enrol a customer that may be enrolled."""
    may_enrol = customer.forgotten_at is None and request.user.has_perm("loyalty.add_account")
    address = f"{reverse('admin:loyalty_account_add')}?{urlencode({'customer': customer.pk})}"
    return Section(
        _("Loyalty"),
        empty=_("Does not take part."),
        more=address if may_enrol else "",
        more_title=_("Enrol in the loyalty programme"),
    )


def _row(entry: PointEntry) -> list[Cell]:
    return [
        Cell(moment_html(entry.at)),
        Cell(f"{what(entry)}: {entry.note}" if entry.note else what(entry)),
        Cell(entry.document or "–", documents.address_of(entry.document) if entry.document else ""),
        Cell(signed(entry.points)),
        Cell(f"{entry.balance:,}"),
    ]
