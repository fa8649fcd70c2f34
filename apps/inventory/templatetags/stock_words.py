"""How the ledger speaks to people."""

from decimal import Decimal

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.core.money import format_money
from apps.inventory import documents
from apps.inventory.models import StockMove
from apps.inventory.queries import Entry

register = template.Library()
Reason = StockMove.Reason


@register.filter
def what_happened(entry: Entry) -> str:
    """``Sold``, ``Transferred to Ikeja``: the reason, seen from the entry's place."""
    move = entry.move
    words = {"other": move.target.name if entry.pieces < 0 else move.source.name}
    sentences = {
        Reason.OPENING: _("Opening stock"),
        Reason.RECEIVE: _("Received from the supplier"),
        Reason.SELL: _("Sold"),
        Reason.VOID: _("Back from a voided sale"),
        Reason.RETURN: _("Returned by a customer"),
        Reason.TRANSFER: _("Sent to %(other)s") if entry.pieces < 0 else _("Arrived from %(other)s"),
        Reason.COUNT: _("Missing at a count") if entry.pieces < 0 else _("Found at a count"),
        Reason.WRITE_OFF: _("Written off"),
    }
    return sentences[Reason(move.reason)] % words


@register.simple_tag(takes_context=True)
def document_link(context: Context, number: str) -> str:
    """A document's number, as a link for those who may open a list that holds it."""
    if not documents.list_of(number, context["request"]):
        return number
    return format_html('<a href="{}">{}</a>', documents.address_of(number), number)


@register.filter
def signed(pieces: int) -> str:
    return f"−{-pieces:,}" if pieces < 0 else f"+{pieces:,}"


@register.filter
def naira(value: Decimal) -> str:
    return format_money(value)
