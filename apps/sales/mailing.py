"""A receipt goes out by mail, as the PDF of what the customer holds."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import masks
from apps.core.actor import Actor
from apps.core.money import format_money
from apps.mail import outbox
from apps.mail.models import OutgoingMail
from apps.printing import pdf
from apps.sales import documents, links
from apps.sales.models import Receipt
from apps.stores import company

PAPER_MM = 80


def mail(receipt: Receipt, recipient: str, *, by: Actor) -> OutgoingMail:
    """Queue the receipt for ``recipient``; refuses an address that is none."""
    content = pdf.receipt_pdf(documents.receipt_document(receipt, is_public=True), PAPER_MM)
    settings = company.current()
    words = {
        "number": receipt.number,
        "company": settings.name,
        "total": format_money(receipt.total, settings.currency_symbol),
        "link": links.address_of(receipt),
    }
    subject = _("Your receipt %(number)s from %(company)s") % words
    body = _("Thank you for your purchase of %(total)s.\n\nYour receipt is attached.\n") % words
    if links.are_public():
        body += _("It is also here: %(link)s\n") % words
    with transaction.atomic():
        attachment = (f"{receipt.number}.pdf", "application/pdf", content)
        sent = outbox.queue(
            recipient, subject, body, document=receipt.number, shop=receipt.shop, attachments=[attachment], by=by
        )
        log.write(
            "sales.mail_receipt",
            by=by,
            subject="receipt",
            key=receipt.pk,
            name=receipt.number,
            shop_id=receipt.shop_id,
            recipient=masks.email(recipient),
        )
    return sent
