"""The customer is told that it is here, by mail or WhatsApp; who told them when is written down."""

from urllib.parse import quote

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import format_money
from apps.core.refusals import InvalidInput
from apps.mail import outbox
from apps.mail.models import OutgoingMail
from apps.preorders import queries, steps
from apps.preorders.models import PreOrder, PreOrderStep
from apps.stores import company
from apps.users import reach

State = PreOrder.State


@transaction.atomic
def by_mail(preorder: PreOrder, recipient: str, *, by: Actor, message: str = "") -> OutgoingMail:
    """Queue the news, with a ``message`` above it. It is about their own order, so it needs no consent to mail."""
    _hold(preorder, by)
    subject = _("Your order %(number)s is here") % {"number": preorder.number}
    body = "\n\n".join(filter(None, (message.strip(), news_of(preorder))))
    sent = outbox.queue(recipient, subject, f"{body}\n", document=preorder.number, shop=preorder.shop, by=by)
    _note(preorder, _("Mail to %(recipient)s") % {"recipient": recipient}, by)
    return sent


@transaction.atomic
def by_whatsapp(preorder: PreOrder, *, by: Actor) -> str:
    """The link that opens WhatsApp with the news; refuses a customer without a phone number."""
    _hold(preorder, by)
    if not preorder.customer.phone:
        words = {"name": preorder.customer.name}
        raise InvalidInput(_("%(name)s has no phone number: write it on their page first.") % words)
    _note(preorder, _("WhatsApp to %(phone)s") % {"phone": preorder.customer.phone}, by)
    return f"https://wa.me/{preorder.customer.phone.lstrip('+')}?text={quote(news_of(preorder))}"


def news_of(preorder: PreOrder) -> str:
    """What the customer reads: what is here, where, and what is still to pay."""
    settings = company.current()
    still_open = preorder.total - queries.held(preorder)
    words = {
        "name": preorder.customer.name,
        "what": preorder.words,
        "number": preorder.number,
        "shop": preorder.shop.name,
        "company": settings.name,
        "open": format_money(still_open, settings.currency_symbol),
    }
    sentence = _("Hello %(name)s, your order %(number)s is here: %(what)s. Pick it up at %(shop)s, %(company)s.")
    rest = _(" %(open)s is still to pay.") if still_open > 0 else _(" It is paid in full.")
    return (sentence + rest) % words


def _hold(preorder: PreOrder, by: Actor) -> None:
    reach.refuse_beyond(by, preorder.shop)
    steps.hold(preorder, State.ARRIVED)


def _note(preorder: PreOrder, how: str, by: Actor) -> None:
    preorder.told_at = clock.now()
    preorder.save(update_fields=["told_at"])
    steps.note(preorder, PreOrderStep.Kind.TOLD, by=by, note=how)
