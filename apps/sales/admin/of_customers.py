"""A customer's page shows what they bought, paid, owe and had brought, in the shops within the reader's reach."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.columns import moment_html
from apps.core.money import ZERO, format_money
from apps.core.sections import Cell, Column, Section
from apps.customers import contacts
from apps.customers.models import Customer
from apps.mail.models import OutgoingMail
from apps.sales import queries
from apps.sales.models import Delivery, Receipt, Tender
from apps.stores.backoffice import shops_of

LATEST = 10
LIST = "admin:sales_receipt_changelist"


def figures(request: HttpRequest, customer: Customer) -> Section | None:
    """Visits and spend without what was voided, the average of a visit, what is owed now."""
    if not _sees_receipts(request):
        return None
    trade = queries.trade_with(customer.pk, shops_of(request))
    last = date_format(trade.last_day, "j M Y") if trade.last_day else "–"
    return Section(
        _("In figures"),
        figures=[
            (_("Visits"), Cell(trade.visits)),
            (_("Bought for"), Cell(_money(trade.spent))),
            (_("A visit on average"), Cell(_money(trade.average))),
            (_("Owes now"), Cell(_money(trade.owed), is_open=bool(trade.owed))),
            (_("Last visit"), Cell(last)),
        ],
    )


def owed(request: HttpRequest, customer: Customer) -> Section | None:
    if not _sees_receipts(request):
        return None
    rows = _receipts(request, customer).filter(due__gt=ZERO).order_by("due_on", "pk")
    columns = [Column(_("Receipt")), Column(_("Day")), Column(_("Due on")), _figure(_("Total")), _figure(_("Owes"))]
    told = [
        [
            _link(row),
            _day(row.business_date),
            _day(row.due_on),
            Cell(_money(row.total)),
            Cell(_money(row.due), "", True),
        ]
        for row in rows
    ]
    return Section(_("What is due"), columns=columns, rows=told)


def receipts(request: HttpRequest, customer: Customer) -> Section | None:
    if not _sees_receipts(request):
        return None
    rows = _receipts(request, customer).select_related("shop", "void").order_by("-pk")[:LATEST]
    columns = [Column(_("Receipt")), Column(_("Day")), Column(_("Shop")), _figure(_("Pieces")), _figure(_("Total"))]
    told = [
        [_link(row), _day(row.business_date), Cell(row.shop), Cell(row.units), Cell(_money(row.total)), _state(row)]
        for row in rows
    ]
    return Section(
        _("Latest receipts"),
        columns=[*columns, Column(_("State"))],
        rows=told,
        empty=_("Nothing bought yet."),
        more=f"{reverse(LIST)}?customer__id__exact={customer.pk}" if told else "",
        more_title=_("All receipts"),
    )


def payments(request: HttpRequest, customer: Customer) -> Section | None:
    """What was paid and given back, the latest first."""
    if not _sees_receipts(request):
        return None
    rows = Tender.objects.filter(receipt__in=_receipts(request, customer)).select_related("receipt").order_by("-pk")
    columns = [Column(_("When")), Column(_("Receipt")), Column(_("Method")), Column(_("Reference"))]
    told = [
        [
            Cell(moment_html(row.at)),
            _link(row.receipt),
            Cell(row.method_name),
            Cell(row.reference or "–"),
            Cell(row.user_name),
            Cell(_money(row.amount)),
        ]
        for row in rows[:LATEST]
    ]
    return Section(_("Latest payments"), columns=[*columns, Column(_("Taken by")), _figure(_("Amount"))], rows=told)


def deliveries(request: HttpRequest, customer: Customer) -> Section | None:
    if not request.user.has_perm("sales.view_delivery"):
        return None
    rows = Delivery.objects.filter(receipt__in=_receipts(request, customer)).select_related("receipt__void")
    sees_contacts = contacts.are_seen_by(request.user)
    columns = [Column(_("Delivery")), Column(_("Kind")), Column(_("For the day")), Column(_("Address"))]
    told = [
        [
            Cell(row.number, reverse("admin:sales_delivery_change", args=[row.pk])),
            Cell(row.get_kind_display()),
            _day(row.due_on),
            Cell((row.address or "–") if sees_contacts else "•••"),
            _delivered(row),
        ]
        for row in rows.order_by("-pk")[:LATEST]
    ]
    return Section(_("Latest deliveries"), columns=[*columns, Column(_("State"))], rows=told)


def mails(request: HttpRequest, customer: Customer) -> Section | None:
    """What was mailed to the customer's address, and receipts of theirs wherever they went."""
    if not request.user.has_perm("mail.view_outgoingmail"):
        return None
    theirs = Q(document__in=_receipts(request, customer).values("number"))
    theirs |= Q(recipient__iexact=customer.email, shop__in=shops_of(request)) if customer.email else Q()
    columns = [Column(_("Mail")), Column(_("To")), Column(_("Written")), Column(_("State"))]
    told = [
        [
            Cell(row.subject, reverse("admin:mail_outgoingmail_change", args=[row.pk])),
            Cell(contacts.email_for(request.user, row.recipient) or "–"),
            Cell(moment_html(row.created_at)),
            Cell(row.get_state_display(), is_open=row.state == OutgoingMail.State.FAILED),
        ]
        for row in OutgoingMail.objects.filter(theirs).order_by("-pk")[:LATEST]
    ]
    return Section(_("Latest mail"), columns=columns, rows=told)


def _sees_receipts(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("sales.view_receipt"))


def _receipts(request: HttpRequest, customer: Customer) -> QuerySet[Receipt]:
    return Receipt.objects.filter(customer=customer, shop__in=shops_of(request))


def _link(receipt: Receipt) -> Cell:
    return Cell(receipt.number, reverse("admin:sales_receipt_change", args=[receipt.pk]))


def _day(day: date | None) -> Cell:
    return Cell(date_format(day, "j M Y") if day else "–")


def _state(receipt: Receipt) -> Cell:
    if hasattr(receipt, "void"):
        return Cell(_("void"), is_open=True)
    return Cell(_("%(due)s due") % {"due": _money(receipt.due)}, is_open=True) if receipt.due else Cell(_("settled"))


def _due(receipt: Receipt) -> Cell:
    return Cell(_money(receipt.due), is_open=True)


def _delivered(delivery: Delivery) -> Cell:
    if hasattr(delivery.receipt, "void"):
        return Cell(_("void"))
    return Cell(delivery.state.label, is_open=not delivery.delivered_at)


def _figure(title: Any) -> Column:
    return Column(title, is_figure=True)


def _money(amount: Decimal) -> str:
    return format_money(amount)
