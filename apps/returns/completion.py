"""An approved return is completed once: the goods come back, and what they were paid with goes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import InvalidInput
from apps.customers.models import Customer
from apps.inventory import ledger
from apps.inventory.ledger import Move
from apps.inventory.models import StockMove
from apps.printing import jobs
from apps.printing.models import Task
from apps.returns import decisions, papers, requests, steps
from apps.returns.models import Return, ReturnLine, ReturnStep
from apps.returns.requests import Wish
from apps.sales import refunds, terms
from apps.sales.models import Receipt, Shift
from apps.sales.orders import ApprovalInput
from apps.sales.refunds import Payout, Refund
from apps.sales.refusals import NoOpenShift, WrongRegister
from apps.stores.models import Place
from apps.users import reach

State, Kind = Return.State, ReturnStep.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How money goes back; ``shift`` is in whose report it stands, ``customer`` whose credit it becomes."""

    refund: Return.Refund
    shift: Shift | None
    customer: Customer | None = None
    exchanged: Decimal = ZERO
    is_printed: bool = True


@transaction.atomic
def complete(goods: Return, way: Way, *, by: Actor) -> Return:
    """Refuses WrongState, NoOpenShift, WrongRegister, NotYetPaid; InvalidInput for a credit of nobody."""
    reach.refuse_beyond(by, goods.shop)
    shift = _open(way.shift, by)
    steps.move_on(goods, State.APPROVED, State.COMPLETED)
    receipt = Receipt.objects.select_for_update().get(pk=goods.receipt_id)
    lines = list(goods.lines.select_related("sold").order_by("pk"))
    goods.customer = way.customer or goods.customer
    wanted = [(line.sold, line.quantity) for line in lines]
    _bring_home(goods, lines, [part.cost for part in refunds.parts_of(wanted)], by)
    payout = Payout(shift=shift, customer=_owner(goods, way), exchanged=way.exchanged)
    done = refunds.refund(receipt, wanted, document=goods.number, payout=payout, by=by)
    goods.receipt = receipt
    _keep(goods, lines, done, way, shift)
    steps.note(goods, Kind.COMPLETED, by, note=goods.get_refund_display() if goods.paid_back else "")
    if way.is_printed:
        print_slip(goods, by=by)
    return goods


@transaction.atomic
def take_back(wish: Wish, way: Way, *, by: Actor, approval: ApprovalInput | None = None) -> Return:
    """Ask, approve and complete at once, for who may or has an approver's word. Sent again it answers the first."""
    known = requests.first(wish)
    if known is not None and known.state == State.COMPLETED:
        return known
    return finish(requests.ask(wish, by=by), way, by=by, approval=approval)


@transaction.atomic
def finish(goods: Return, way: Way, *, by: Actor, approval: ApprovalInput | None = None) -> Return:
    """Complete what is approved; what still waits is approved first."""
    if goods.state == State.PENDING:
        decisions.approve(goods, by=by, approval=approval)
    return complete(goods, way, by=by)


def print_slip(goods: Return, *, by: Actor) -> None:
    jobs.queue(papers.slip(goods), task=Task.RETURN, shop=goods.shop, by=by)


def _open(shift: Shift | None, by: Actor) -> Shift | None:
    """Locked until it is done, so that it is not closed and counted in between; at a till it is the till's own."""
    if shift is None:
        return None
    locked = Shift.objects.select_for_update().get(pk=shift.pk)
    if locked.closed_at is not None:
        raise NoOpenShift(_("%(shift)s is closed: open a shift first, or choose another.") % {"shift": locked.number})
    if by.register_id not in (None, locked.register_id):
        raise WrongRegister(_("%(shift)s belongs to another till: give back there.") % {"shift": locked.number})
    return locked


def _owner(goods: Return, way: Way) -> Customer | None:
    if way.refund != Return.Refund.CREDIT:
        return None
    if goods.customer is None:
        raise InvalidInput(_("A store credit needs a customer: name whose it is."), field="customer")
    return goods.customer


def _bring_home(goods: Return, lines: Sequence[ReturnLine], costs: Sequence[Decimal], by: Actor) -> None:
    """To the floor of the shop that takes them back, or to the loss when damaged, at the cost frozen when sold."""
    at = terms.of(goods.shop_id)
    moves = [
        Move(line.sold.product_id, at.customers, _target(line, at), line.quantity, cost, line.sold.name)
        for line, cost in zip(lines, costs, strict=True)
    ]
    ledger.post(moves, document=goods.number, reason=StockMove.Reason.RETURN, by=by, note=goods.reason)


def _target(line: ReturnLine, at: terms.Terms) -> Place:
    return at.loss if line.condition == ReturnLine.Condition.DAMAGED else at.floor


def _keep(goods: Return, lines: Sequence[ReturnLine], done: Refund, way: Way, shift: Shift | None) -> None:
    for line, part in zip(lines, done.parts, strict=True):
        line.before, line.refund, line.net, line.cost = part.before, part.refund, part.net, part.cost
        line.tax_included, line.tax_added, line.rounding = part.tax_included, part.tax_added, part.rounding
    told = ["before", "refund", "net", "cost", "tax_included", "tax_added", "rounding"]
    ReturnLine.objects.bulk_update(lines, told, batch_size=100)
    split = done.split
    goods.value = split.debt + split.credit + split.money + split.deducted
    goods.debt, goods.credit, goods.deducted = split.debt, split.credit, split.deducted
    goods.exchanged, goods.paid_back = way.exchanged, split.money - way.exchanged
    goods.refund = way.refund if goods.paid_back else ""
    goods.credit_number = done.credits[-1].number if goods.refund == Return.Refund.CREDIT else ""
    goods.shift = shift if split.credit or split.money else None
    goods.completed_at = clock.now()
    goods.save()
