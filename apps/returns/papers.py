"""A return as a neutral document: what came back, what it was worth, how that was given back."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.credits.models import Credit
from apps.printing.document import QR, Block, Columns, Cut, Document, Drawer, Feed, Rule, Text
from apps.returns.models import Return, ReturnLine, ReturnStep
from apps.sales import documents
from apps.sales.documents import money, pair


def slip(goods: Return, *, copy: bool = False) -> Document:
    """The return receipt; the first print of one that was paid in cash opens the drawer."""
    blocks: list[Block] = [
        *documents.letterhead(goods.shop),
        Feed(),
        Text(_("RETURN RECEIPT"), "center", bold=True),
        *([Text(_("COPY"), "center", "large", bold=True)] if copy else []),
        *_head(goods),
        Rule(),
        *(block for line in goods.lines.select_related("sold").order_by("pk") for block in _line(line)),
        Rule(),
        *_sums(goods),
        *_credit(goods),
        *_foot(goods),
    ]
    if goods.refund == Return.Refund.CASH and not copy:
        blocks.append(Drawer())
    return Document(_("Return receipt %(number)s") % {"number": goods.number}, blocks)


def _head(goods: Return) -> Iterator[Block]:
    yield pair(_("Return"), goods.number, bold=True)
    yield pair(_("Of receipt"), goods.receipt.number)
    moment = goods.completed_at or goods.created_at
    yield pair(_("Date"), date_format(timezone.localtime(moment), "j M Y, H:i"))
    yield pair(_("Served by"), _served_by(goods))
    if goods.customer is not None:
        yield pair(_("Customer"), goods.customer.name)
    yield pair(_("Why"), goods.reason)
    if goods.state != Return.State.COMPLETED:
        yield pair(_("State"), goods.get_state_display(), bold=True)


def _served_by(goods: Return) -> str:
    """Whoever gave back, not always whoever had asked for it."""
    done = goods.steps.filter(kind=ReturnStep.Kind.COMPLETED).values_list("user_name", flat=True).first()
    return done or goods.created_by_name


def _line(line: ReturnLine) -> Iterator[Block]:
    yield Text(line.sold.name, bold=True)
    yield pair(f"{line.quantity} × {line.get_condition_display()}", money(line.refund))


def _sums(goods: Return) -> Iterator[Block]:
    yield Columns([(_("RETURNED"), 1, "left"), (money(goods.value), 0, "right")], size="large", bold=True)
    if goods.state != Return.State.COMPLETED:
        return
    rows: list[tuple[str, Decimal]] = [
        (_("Taken off the balance due"), goods.debt),
        (_("Back to the credit that had paid"), goods.credit),
        (_("For points already spent"), goods.deducted),
        (_("Paid for new goods"), goods.exchanged),
        (_("Back in %(way)s") % {"way": goods.get_refund_display()}, goods.paid_back),
    ]
    yield from (pair(label, money(amount)) for label, amount in rows if amount)
    if goods.new_receipt is not None:
        yield pair(_("New receipt"), goods.new_receipt.number)
    if goods.receipt.due:
        yield pair(_("Still due on %(receipt)s") % {"receipt": goods.receipt.number}, money(goods.receipt.due))


def _credit(goods: Return) -> Iterator[Block]:
    """The slip of a store credit: its number as a code, to be spent at any till."""
    credit = Credit.objects.filter(number=goods.credit_number).first() if goods.credit_number else None
    if credit is None:
        return
    yield Rule("dashed")
    yield Text(_("STORE CREDIT %(amount)s") % {"amount": money(credit.value)}, "center", bold=True)
    yield QR(credit.number)
    yield Text(credit.number, "center", bold=True)
    if credit.expires_on:
        yield Text(_("Good until %(day)s") % {"day": date_format(credit.expires_on, "j M Y")}, "center")


def _foot(goods: Return) -> Iterator[Block]:
    yield Feed(2)
    yield pair(_("Signature"), "____________________")
    yield Feed(2)
    yield Cut()
