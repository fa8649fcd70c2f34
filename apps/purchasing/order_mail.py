"""An order goes to the supplier by mail, as a PDF."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.actor import Actor
from apps.core.money import format_money
from apps.core.refusals import InvalidInput
from apps.mail import outbox
from apps.mail.models import OutgoingMail
from apps.purchasing import order_papers, order_steps
from apps.purchasing.models import PurchaseOrder, PurchaseOrderStep
from apps.stores import company
from apps.users import reach


@transaction.atomic
def send(order: PurchaseOrder, recipient: str, *, by: Actor, message: str = "") -> OutgoingMail:
    """Queue the order for ``recipient``, with a ``message`` above the rest.

    Refuses an order without goods, one that is not awaited any more, and an address that is none.
    """
    reach.refuse_beyond(by, order.shop)
    order_steps.hold(order, *order_steps.AWAITED)
    if not order.units:
        raise InvalidInput(_("%(order)s has no goods yet: add what is ordered first.") % {"order": order.number})
    subject = _("Order %(number)s from %(company)s") % {"number": order.number, "company": company.current().name}
    body = "\n\n".join(filter(None, (message.strip(), _asked(order), _where(order), _sender(by)))) + "\n"
    attachment = (f"{order.number}.pdf", "application/pdf", order_papers.order_pdf(order))
    sent = outbox.queue(
        recipient, subject, body, document=order.number, shop=order.shop, attachments=[attachment], by=by
    )
    order_steps.note(order, PurchaseOrderStep.Kind.MAILED, by, pieces=order.units, note=recipient)
    return sent


def _asked(order: PurchaseOrder) -> str:
    words = {"number": order.number, "pieces": f"{order.units:,}"}
    words["total"] = format_money(order.total, company.current().currency_symbol)
    said = ngettext(
        "Please deliver what is listed in the attached order %(number)s: %(pieces)s piece, %(total)s.",
        "Please deliver what is listed in the attached order %(number)s: %(pieces)s pieces, %(total)s.",
        order.units,
    )
    if order.expected_on is None:
        return said % words
    return f"{said % words} " + _("We await it on %(day)s.") % {"day": date_format(order.expected_on, "j F Y")}


def _where(order: PurchaseOrder) -> str:
    shop = order.shop
    return "\n".join(filter(None, (_("To:"), shop.name, shop.address or str(shop.location), shop.phone)))


def _sender(by: Actor) -> str:
    """Who ordered, and where the answer goes to."""
    settings = company.current()
    return "\n".join(filter(None, (by.name, settings.name, settings.phone, settings.email)))
