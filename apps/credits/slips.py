"""What the customer takes along: a slip whose bars the till scans."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import format_money
from apps.credits.models import Credit
from apps.printing import jobs
from apps.printing.document import Barcode, Block, Columns, Cut, Document, Feed, Rule, Text
from apps.printing.models import PrintJob, Task
from apps.stores import company
from apps.stores.models import Shop


def slip(credit: Credit) -> Document:
    """As it stands now: what is left, and how long it is good."""
    return Document(_("Store credit %(number)s") % {"number": credit.number}, list(_blocks(credit)))


@transaction.atomic
def print_slip(credit: Credit, *, shop: Shop, by: Actor) -> PrintJob:
    """On the receipt printer of ``shop``."""
    job = jobs.queue(slip(credit), task=Task.RECEIPT, shop=shop, by=by)
    log.write(
        "credits.print_slip",
        by=by,
        subject="credit",
        key=credit.pk,
        name=credit.number,
        shop=shop.name,
        shop_id=shop.pk,
    )
    return job


def _blocks(credit: Credit) -> Iterator[Block]:
    ours = company.current()
    yield Text(ours.name, "center", "large", bold=True)
    yield Feed()
    yield Text(_("Store credit").upper(), "center", bold=True)
    yield Columns([(format_money(credit.left, ours.currency_symbol), 1, "center")], size="large", bold=True)
    if credit.left != credit.value:
        yield Text(_("left of %(value)s") % {"value": format_money(credit.value, ours.currency_symbol)}, "center")
    yield Rule("dashed")
    yield _pair(_("For"), credit.customer.name)
    until = date_format(credit.expires_on, "j M Y") if credit.expires_on else _("without an end")
    yield _pair(_("Good until"), until)
    yield _pair(_("Issued"), date_format(clock.local_date(credit.issued_at), "j M Y"))
    yield Feed()
    yield Barcode(credit.number)
    yield Text(_("Pays in whole or in part at each of our shops. Let the till scan it."), "center", "small")
    yield Feed(2)
    yield Cut()


def _pair(label: str, value: str) -> Columns:
    return Columns([(label, 0, "left"), (value, 1, "right")])
