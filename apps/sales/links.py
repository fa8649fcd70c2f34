"""A receipt's signed link: short enough for a QR code, and nobody guesses it."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _

from apps.core.money import format_money
from apps.core.refusals import NotFound
from apps.sales.models import Receipt
from apps.stores import company

SIGNATURE_LENGTH = 16  # hexadecimal digits: 64 bits


def path_of(receipt: Receipt) -> str:
    """``/r/<token>/``, for whoever has the receipt."""
    return reverse("receipt_page", args=[token_of(receipt)])


def are_public() -> bool:
    """Whether the links lead here from anywhere; without an address of the site only a till can read them."""
    return bool(settings.PUBLIC_URL)


def address_of(receipt: Receipt) -> str:
    """With the site's own address when it is known (``PUBLIC_URL``), else the path alone."""
    return settings.PUBLIC_URL + path_of(receipt)


def token_of(receipt: Receipt) -> str:
    return f"{int_to_base36(receipt.pk)}-{_signature(receipt.pk)}"


def receipt_of(token: str) -> Receipt:
    """The receipt that a token names; NotFound when it is not one of ours."""
    key, _dash, signature = token.partition("-")
    try:
        pk = base36_to_int(key)
    except ValueError:
        pk = 0
    if constant_time_compare(signature, _signature(pk)):
        receipt = Receipt.objects.select_related("shop", "register", "customer").filter(pk=pk).first()
        if receipt is not None:
            return receipt
    raise NotFound(_("This is not the link of a receipt of ours. Please check that it is complete."))


def scanned(text: str) -> Receipt | None:
    """The receipt whose QR was scanned, with or without the site's address."""
    try:
        return receipt_of(urlsplit(text).path.rpartition("/r/")[2].strip("/"))
    except (NotFound, ValueError):  # a text that only looks like an address is none
        return None


def back_office_address(receipt: Receipt) -> str:
    """The page for staff, with the number that opens it in any shop."""
    return f"{reverse('admin:sales_receipt_change', args=[receipt.pk])}?number={receipt.number}"


def whatsapp_link(receipt: Receipt, request: HttpRequest | None = None, *, with_phone: bool = True) -> str:
    """Opens WhatsApp with the link written out, to the customer's number when there is one and it may be shown.

    ``request`` tells the site's address when the settings do not.
    """
    path = path_of(receipt)
    known = request.build_absolute_uri(path) if request and not settings.PUBLIC_URL else address_of(receipt)
    settings_row = company.current()
    words = {
        "company": settings_row.name,
        "number": receipt.number,
        "total": format_money(receipt.total, settings_row.currency_symbol),
        "link": known,
    }
    text = _("Your receipt %(number)s from %(company)s, %(total)s: %(link)s") % words
    phone = (receipt.customer.phone or "") if with_phone and receipt.customer else ""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text)}"


def _signature(pk: int) -> str:
    return salted_hmac("nexus.sales.links", str(pk), algorithm="sha256").hexdigest()[:SIGNATURE_LENGTH]
