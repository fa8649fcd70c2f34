"""What goes along with the goods: the note in the parcel, and the sheet of a day's addresses for who brings them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import masks
from apps.core.actor import Actor
from apps.printing import jobs, papers
from apps.printing.document import QR, Block, Cut, Document, Feed, Rule, Text
from apps.printing.models import PrintJob, Task
from apps.sales.documents import letterhead, money, pair
from apps.sales.models import Delivery, ReceiptLine
from apps.stores import company
from apps.stores.models import Shop

STYLESHEET = Path(__file__).parent / "static" / "sales" / "address-sheet.css"


@dataclass(frozen=True, slots=True)
class Stop:
    """A delivery as the sheet tells it; address and phone are hidden from who may not see them."""

    delivery: Delivery
    address: str
    phone: str


def note(delivery: Delivery) -> Document:
    """Where it goes, what is in it, and what is still to be collected; no prices."""
    title = _("DELIVERY NOTE") if delivery.kind == Delivery.Kind.DELIVERY else _("FOR COLLECTION")
    blocks: list[Block] = [
        *letterhead(delivery.receipt.shop),
        Feed(),
        Text(title, "center", bold=True),
        *_head(delivery),
        Rule(),
        *_goods(delivery),
        *_to_collect(delivery),
        Feed(2),
        Text("_" * 24, "center"),
        Text(_("Received: name and signature"), "center", "small"),
        Feed(),
        QR(delivery.number),
        Feed(2),
        Cut(),
    ]
    return Document(f"{_('Delivery note')} {delivery.number}", blocks)


@transaction.atomic
def print_note(delivery: Delivery, *, by: Actor) -> PrintJob:
    """On the printer for delivery notes of its shop."""
    job = jobs.queue(note(delivery), task=Task.DELIVERY, shop=delivery.receipt.shop, by=by)
    log.write(
        "sales.print_delivery_note",
        by=by,
        subject="delivery",
        key=delivery.pk,
        name=delivery.number,
        shop_id=delivery.receipt.shop_id,
    )
    return job


def sheet_pdf(shop: Shop, day: date, deliveries: Iterable[Delivery], *, sees_contacts: bool) -> bytes:
    """A4, what waits first; what was delivered is left out."""
    stops = [stop_of(row, sees_contacts=sees_contacts) for row in deliveries if not row.delivered_at]
    context = {"shop": shop, "day": day, "stops": stops, "company": company.current()}
    return papers.pdf(render_to_string("sales/address_sheet.html", context), STYLESHEET)


def stop_of(delivery: Delivery, *, sees_contacts: bool) -> Stop:
    if sees_contacts:
        return Stop(delivery, delivery.address.strip(), delivery.phone)
    return Stop(delivery, masks.DOTS if delivery.address else "", masks.phone(delivery.phone))


def _head(delivery: Delivery) -> Iterator[Block]:
    receipt = delivery.receipt
    yield pair(_("Number"), delivery.number, bold=True)
    yield pair(_("Receipt"), receipt.number)
    if receipt.customer_name:
        yield pair(_("Customer"), receipt.customer_name, bold=True)
    if delivery.due_on:
        yield pair(_("For the day"), date_format(delivery.due_on, "j M Y"))
    if delivery.courier:
        yield pair(_("Courier"), delivery.courier)
    for text in (delivery.address, delivery.phone):
        if text.strip():
            yield Text(text.strip(), bold=True)
    if delivery.note:
        yield Text(delivery.note)


def _goods(delivery: Delivery) -> Iterator[Block]:
    """What is left of the sale, by pieces."""
    for line in ReceiptLine.objects.filter(receipt_id=delivery.receipt_id).order_by("position"):
        kept = line.quantity - line.returned
        if kept:
            yield pair(line.name, f"× {kept}")


def _to_collect(delivery: Delivery) -> Iterator[Block]:
    yield Rule("double")
    if delivery.receipt.due:
        yield pair(_("TO COLLECT"), money(delivery.receipt.due), bold=True)
    else:
        yield Text(_("Paid in full: nothing to collect."))
