"""What a customer takes along who paid a debt: what was paid, how, and what is still due on each receipt."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.money import ZERO
from apps.printing.document import QR, Block, Columns, Cut, Document, Drawer, Feed, Rule, Text
from apps.sales import documents, instalments, links
from apps.sales.documents import money, pair
from apps.sales.models import Receipt, Tender
from apps.stores.models import PaymentMethod


def slip(paid: Sequence[Tender], *, copy: bool = False) -> Document:
    """Of the tenders of one payment; the first print of cash opens the drawer."""
    receipts = list({tender.receipt_id: tender.receipt for tender in paid}.values())
    blocks: list[Block] = [*_head(paid[0], copy=copy)]
    for receipt in receipts:
        blocks += [Rule(), *_history(receipt, paid)]
    blocks += [Rule("double"), *_sum(paid), *_foot(receipts)]
    if paid[0].method.kind == PaymentMethod.Kind.CASH and not copy:
        blocks.append(Drawer())
    numbers = ", ".join(receipt.number for receipt in receipts[:3])
    return Document(f"{_('Payment receipt')} {numbers}", blocks)


def _head(first: Tender, *, copy: bool) -> Iterator[Block]:
    yield from documents.letterhead(first.shift.shop)
    yield Feed()
    yield Text(_("Payment receipt").upper(), "center", bold=True)
    if copy:
        yield Text(_("COPY"), "center", "large", bold=True)
    yield pair(_("Date"), documents.moment(first.at))
    yield pair(_("Served by"), first.user_name)
    if first.receipt.customer_name:
        yield pair(_("Customer"), first.receipt.customer_name)


def _history(receipt: Receipt, paid: Sequence[Tender]) -> Iterator[Block]:
    """All that was ever paid on the receipt, this payment marked."""
    now = {tender.pk for tender in paid}
    yield pair(receipt.number, money(receipt.total), bold=True)
    yield Text(f"{receipt.shop}, {documents.moment(receipt.sold_at)}", "left", "small")
    if receipt.returned:
        yield pair(_("Returned"), money(-receipt.returned))
    for tender in receipt.tenders.order_by("pk"):
        yield pair(documents.tender_label(tender, receipt), money(-tender.amount), bold=tender.pk in now)
    due = Receipt.objects.values_list("due", flat=True).get(pk=receipt.pk)
    yield pair(_("BALANCE DUE") if due else _("PAID IN FULL"), money(due), bold=True)


def _sum(paid: Sequence[Tender]) -> Iterator[Block]:
    handed: Decimal = sum((tender.handed_over for tender in paid), ZERO)
    change = instalments.change_of(paid)
    yield Columns([(_("PAID"), 1, "left"), (money(handed - change), 0, "right")], size="large", bold=True)
    yield pair(", ".join(filter(None, (paid[0].method_name, paid[0].reference))), money(handed))
    if change:
        yield pair(_("Change"), money(change), bold=True)
    if paid[0].state == Tender.State.AWAITED:
        yield Text(_("Counts once the bank confirms it."))


def _foot(receipts: Sequence[Receipt]) -> Iterator[Block]:
    """The code of a single receipt; the company's words about exchanges belong on the receipt of the goods."""
    if len(receipts) == 1:
        yield Feed()
        yield QR(links.address_of(receipts[0]))
        told = _("Scan to see this receipt") if links.are_public() else _("The till finds this receipt by its code")
        yield Text(told, "center", "small")
    yield Feed(2)
    yield Cut()
