"""The slip of a pre-order: what was promised, what was left for it, and the code by which the till finds it."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.money import ZERO
from apps.credits.models import Credit
from apps.preorders import queries
from apps.preorders.models import PreOrder
from apps.printing.document import Barcode, Block, Columns, Cut, Document, Feed, Rule, Text
from apps.sales.documents import letterhead, moment, money, pair


def slip(preorder: PreOrder) -> Document:
    """As it stands now, for the customer to bring along."""
    deposits = list(queries.deposits_of(preorder))
    blocks: list[Block] = [
        *letterhead(preorder.shop),
        Feed(),
        Text(_("PRE-ORDER"), "center", bold=True),
        *_head(preorder),
        Rule(),
        Text(preorder.words, bold=True),
        pair(f"{preorder.quantity} × {money(preorder.unit_price)}", money(preorder.total)),
        *([Text(preorder.note)] if preorder.note else []),
        Rule("double"),
        *_sums(preorder, deposits),
        Feed(),
        Barcode(preorder.number),
        Text(_("Please bring this slip when you pick it up."), "center", "small"),
        Feed(2),
        Cut(),
    ]
    return Document(f"{_('Pre-order')} {preorder.number}", blocks)


def _head(preorder: PreOrder) -> Iterator[Block]:
    yield pair(_("Number"), preorder.number, bold=True)
    yield pair(_("Ordered"), moment(preorder.created_at))
    yield pair(_("Taken by"), preorder.created_by_name)
    yield pair(_("Customer"), preorder.customer.name)
    if preorder.customer.phone:
        yield pair(_("Phone"), preorder.customer.phone)
    yield pair(_("Expected on"), date_format(preorder.expected_on, "j M Y"))
    if preorder.state != PreOrder.State.PENDING:
        yield pair(_("State"), preorder.get_state_display().capitalize())


def _sums(preorder: PreOrder, deposits: list[Credit]) -> Iterator[Block]:
    for deposit in deposits:
        yield pair(_("Deposit %(number)s") % {"number": deposit.number}, money(-deposit.value))
    if preorder.is_open:
        still_open = preorder.total - sum((deposit.left for deposit in deposits), ZERO)
        columns = [(_("STILL TO PAY"), 1, "left"), (money(still_open), 0, "right")]
        yield Columns(columns, size="large", bold=True)
