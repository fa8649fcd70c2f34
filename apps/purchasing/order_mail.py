"""An order goes to the supplier by mail, as a PDF."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import format_money
from apps.core.refusals import InvalidInput
from apps.mail import outbox
from apps.mail.models import OutgoingMail
from apps.purchasing import order_papers, order_steps
from apps.purchasing.models import PurchaseOrder, PurchaseOrderStep
from apps.stores import company


@transaction.atomic
def send(order: PurchaseOrder, recipient: str, *, by: Actor, message: str = "") -> OutgoingMail:
    """Queue the order for ``recipient``, with a ``message`` above the rest.

    Refuses an order without goods, one that is not awaited any more, and an address that is none.
    """
    order_steps.refuse_beyond(by, order.shop)
    order_steps.hold(order, *order_steps.AWAITED)
    if not order.units:
        raise InvalidInput(_("%(order)s has no goods yet: add what is ordered first.") % {"order": order.number})
    settings = company.current()
    words = {
        "number": order.number,
        "company": settings.name,
        "shop": order.shop.name,
        "pieces": f"{order.units:,}",
        "total": format_money(order.total, settings.currency_symbol),
    }
    subject = _("Order %(number)s from %(company)s") % words
    body = _("Please deliver what is listed in the attached order to %(shop)s: %(pieces)s pieces, %(total)s.\n") % words
    if message.strip():
        body = f"{message.strip()}\n\n{body}"
    attachment = (f"{order.number}.pdf", "application/pdf", order_papers.order_pdf(order))
    sent = outbox.queue(
        recipient, subject, body, document=order.number, shop=order.shop, attachments=[attachment], by=by
    )
    order_steps.note(order, PurchaseOrderStep.Kind.MAILED, by, pieces=order.units, note=recipient)
    return sent
