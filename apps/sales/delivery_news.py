"""The customer is told about their own delivery, by mail or WhatsApp; who told them when is written down."""

from urllib.parse import quote

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core import masks
from apps.core.actor import Actor
from apps.core.money import format_money
from apps.core.refusals import InvalidInput
from apps.customers import phones
from apps.customers.refusals import InvalidPhone
from apps.mail import outbox
from apps.mail.models import OutgoingMail
from apps.sales import delivery_steps as steps
from apps.sales.models import Delivery, DeliveryStep
from apps.stores import company
from apps.users import reach

Kind = DeliveryStep.Kind
State = Delivery.State


@transaction.atomic
def by_mail(delivery: Delivery, recipient: str, *, by: Actor, message: str = "") -> OutgoingMail:
    """Queue ``message``, else the news. It is about their own goods, so it needs no consent to mail."""
    _refuse_unfit(delivery, by)
    words = {"number": delivery.number, "company": company.current().name}
    body = f"{message.strip() or news_of(delivery)}\n"
    subject = _("Your delivery %(number)s from %(company)s") % words
    sent = outbox.queue(recipient, subject, body, document=delivery.number, shop=delivery.receipt.shop, by=by)
    steps.note(delivery, Kind.TOLD, by=by, note=_("by mail"), sealed={"to": masks.email(recipient)}, way="mail")
    return sent


@transaction.atomic
def by_whatsapp(delivery: Delivery, *, by: Actor) -> str:
    """The link that opens WhatsApp with the news; refuses a delivery whose phone is none that it could reach."""
    _refuse_unfit(delivery, by)
    phone = _reachable(delivery)
    steps.note(delivery, Kind.TOLD, by=by, note=_("by WhatsApp"), sealed={"to": masks.phone(phone)}, way="whatsapp")
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(news_of(delivery))}"


def news_of(delivery: Delivery) -> str:
    """What the customer reads: where their goods are now, and what is still to pay."""
    receipt, settings = delivery.receipt, company.current()
    words = {
        "name": receipt.customer_name,
        "number": delivery.number,
        "receipt": receipt.number,
        "shop": receipt.shop.name,
        "company": settings.name,
        "courier": delivery.courier,
        "day": date_format(delivery.due_on, "j M Y") if delivery.due_on else "",
        "due": format_money(receipt.due, settings.currency_symbol),
    }
    hello = _("Hello %(name)s,") if receipt.customer_name else _("Hello,")
    parts = [
        hello,
        *_sentences(delivery),
        *([_("%(due)s is still to pay.")] if receipt.due else []),
        _("%(company)s, %(shop)s"),
    ]
    return " ".join(part % words for part in parts)


def _sentences(delivery: Delivery) -> list[str]:
    if delivery.state == State.DELIVERED:
        return [_("your order %(receipt)s (%(number)s) was delivered. Thank you for shopping with us.")]
    if delivery.kind == Delivery.Kind.PICKUP:
        on = [_("Please collect it on %(day)s.")] if delivery.due_on else []
        return [_("your order %(receipt)s (%(number)s) is ready to be collected at %(shop)s."), *on]
    if delivery.state == State.OUT:
        who = [_("%(courier)s brings it.")] if delivery.courier else []
        return [_("your order %(receipt)s (%(number)s) is on its way to you."), *who]
    if delivery.due_on:
        return [_("we bring your order %(receipt)s (%(number)s) on %(day)s.")]
    return [_("we have your order %(receipt)s (%(number)s) and will bring it soon.")]


def _refuse_unfit(delivery: Delivery, by: Actor) -> None:
    reach.refuse_beyond(by, delivery.receipt.shop)
    steps.refuse_void(delivery)


def _reachable(delivery: Delivery) -> str:
    customer = delivery.receipt.customer
    given = delivery.phone or (customer.phone if customer else "") or ""
    try:
        return phones.normalise(given)
    except InvalidPhone as refusal:
        words = {"number": delivery.number}
        raise InvalidInput(
            _("%(number)s has no phone that WhatsApp could reach: change it first.") % words
        ) from refusal
