"""A receipt that goes along with a present: the same goods and the number to exchange them by, and no amount at all."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit import log
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.printing import jobs
from apps.printing.document import QR, Block, Cut, Document, Feed, Rule, Text
from apps.printing.models import PrintJob, Task
from apps.sales.documents import letterhead, pair
from apps.sales.models import Receipt, ReceiptLine, Void
from apps.sales.refusals import AlreadyVoid
from apps.stores import company
from apps.stores.models import Shop

WITH_GOODS = (Receipt.Kind.SALE, Receipt.Kind.GIFT)


def document(receipt: Receipt) -> Document:
    """For who gets the present: neither prices nor who paid. Refuses what is void, came back, or holds no goods.

    Its QR is the bare number: the receipt's link would show the prices.
    """
    _refuse_unfit(receipt)
    goods = list(_goods(receipt))
    if not goods:
        raise InvalidInput(_("All goods of %(receipt)s came back.") % {"receipt": receipt.number})
    blocks: list[Block] = [
        *letterhead(receipt.shop),
        Feed(),
        Text(_("GIFT RECEIPT"), "center", "large", bold=True),
        pair(_("Receipt"), receipt.number, bold=True),
        pair(_("Date"), date_format(localtime(receipt.sold_at), "j M Y")),
        Rule(),
        *goods,
        Rule(),
        *_exchange(receipt),
    ]
    return Document(f"{_('Gift receipt without prices')} {receipt.number}", blocks)


@transaction.atomic
def print_for(receipt: Receipt, *, by: Actor, shop: Shop | None = None) -> PrintJob:
    """Queue it on the receipt printer of ``shop``, by default the receipt's own."""
    job = jobs.queue(document(receipt), task=Task.RECEIPT, shop=shop or receipt.shop, by=by)
    log.write(
        "sales.print_gift_receipt",
        by=by,
        subject="receipt",
        key=receipt.pk,
        name=receipt.number,
        shop_id=receipt.shop_id,
    )
    return job


def _refuse_unfit(receipt: Receipt) -> None:
    if Void.objects.filter(receipt=receipt).exists():
        raise AlreadyVoid(_("%(receipt)s is void: nothing of it can be exchanged.") % {"receipt": receipt.number})
    if receipt.kind not in WITH_GOODS:
        raise InvalidInput(_("%(receipt)s has no goods on it.") % {"receipt": receipt.number})


def _goods(receipt: Receipt) -> Iterator[Block]:
    for line in ReceiptLine.objects.filter(receipt=receipt).order_by("position"):
        kept = line.quantity - line.returned
        if kept:
            yield pair(line.name, f"× {kept}")


def _exchange(receipt: Receipt) -> Iterator[Block]:
    days = company.current().return_days
    if days:
        told = ngettext(
            "To exchange it, bring this receipt within %(days)d day of the date above.",
            "To exchange it, bring this receipt within %(days)d days of the date above.",
            days,
        )
        yield Text(told % {"days": days}, "center")
    yield Feed()
    yield QR(receipt.number)
    yield Text(receipt.number, "center", "small")
    yield Feed(2)
    yield Cut()
