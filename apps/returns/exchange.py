"""Return and new sale in one ticket: both are booked, or neither, and only the difference is paid."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import ZERO, format_money
from apps.core.refusals import NexusError
from apps.returns import completion, requests
from apps.returns.completion import Way
from apps.returns.models import Return
from apps.returns.refusals import WrongState
from apps.returns.requests import Wish
from apps.sales import checkout
from apps.sales.models import Receipt
from apps.sales.orders import ApprovalInput, Order, TenderInput
from apps.sales.refusals import KeyReused, TooMuchPaid
from apps.stores.models import PaymentMethod

KIND = PaymentMethod.Kind.EXCHANGE
Brought = Wish | Return
"""What the customer wants to bring back now, or a return that was asked for before."""
Sell = Callable[..., Receipt]
"""``checkout.sell``, or what wraps it for sales that fulfil more than themselves."""


def exchange(
    brought: Brought,
    order: Order,
    way: Way,
    *,
    by: Actor,
    approval: ApprovalInput | None = None,
    sell: Sell = checkout.sell,
) -> tuple[Return, Receipt]:
    """Take goods back and sell others. What ``order`` pays by the method “exchange” comes from the goods brought back;
    what they are worth beyond goes back as ``way`` says. The same two keys are one exchange, however often sent.

    A return that still waits is approved in the same act. Refuses what a return and what a sale refuses; WrongState
    for one that was paid back or rejected meanwhile; TooMuchPaid when money is taken before the goods are used up.
    """
    try:
        return _exchange(brought, order, way, by, approval, sell)
    except (NexusError, IntegrityError):
        known = _exchanged_before(brought, order)
        if known is None:
            raise
        return known


@transaction.atomic
def _exchange(
    brought: Brought, order: Order, way: Way, by: Actor, approval: ApprovalInput | None, sell: Sell
) -> tuple[Return, Receipt]:
    known = _exchanged_before(brought, order)
    if known is not None:
        return known
    _refuse_sold(order)
    used = exchanged_in(order.tenders)
    goods = _asked_for(brought, by)
    completion.finish(goods, replace(way, exchanged=used, is_printed=False), by=by, approval=approval)
    receipt = sell(_paid_with(goods, order), by=by, exchanged=used)
    _refuse_needless(goods, receipt)
    goods.new_receipt = receipt
    goods.save(update_fields=["new_receipt"])
    if way.is_printed:
        completion.print_slip(goods, by=by)  # now that it can name the new receipt
    return goods, receipt


def exchanged_in(tenders: Sequence[TenderInput]) -> Decimal:
    """What the order pays with goods brought back."""
    kinds = dict(PaymentMethod.objects.values_list("pk", "kind"))
    return sum((row.amount for row in tenders if kinds.get(row.method_id) == KIND), ZERO)


def _exchanged_before(brought: Brought, order: Order) -> tuple[Return, Receipt] | None:
    """What these two became when they were first sent. A wish is of one order only; a return that waited may have been
    exchanged at another till meanwhile, and then it is done."""
    goods = _as_it_is(brought) if isinstance(brought, Return) else requests.first(brought)
    if goods is None or goods.new_receipt is None:
        return None
    if isinstance(brought, Return) and goods.new_receipt.key != order.key:
        return None
    if (goods.new_receipt.key, goods.new_receipt.body_hash) != (order.key, order.body_hash):
        raise KeyReused(
            _("This exchange was changed after it became %(number)s. Begin a new one.") % {"number": goods.number},
            number=goods.number,
        )
    return goods, goods.new_receipt


def _as_it_is(goods: Return) -> Return:
    """Others may have approved, rejected or completed it since it was read."""
    return Return.objects.select_related("receipt", "shop", "customer", "new_receipt").get(pk=goods.pk)


def _asked_for(brought: Brought, by: Actor) -> Return:
    """The return, asked for now if it was not before; what was paid back already pays for nothing."""
    if isinstance(brought, Return):
        return _as_it_is(brought)
    goods = requests.first(brought)
    if goods is not None and goods.state == Return.State.COMPLETED:
        raise WrongState(_("%(number)s is completed already: begin a new return.") % {"number": goods.number})
    return goods or requests.ask(brought, by=by)


def _refuse_sold(order: Order) -> None:
    """One ticket is not paid by two returns, nor by one after it was paid otherwise."""
    sold = Receipt.objects.filter(key=order.key).first()
    if sold is not None:
        raise KeyReused(
            _("This sale became %(number)s already. Begin a new sale.") % {"number": sold.number}, number=sold.number
        )


def _paid_with(goods: Return, order: Order) -> Order:
    """The order, its exchange named by the return."""
    kinds = dict(PaymentMethod.objects.values_list("pk", "kind"))
    tenders = (
        replace(row, reference=goods.number) if kinds.get(row.method_id) == KIND else row for row in order.tenders
    )
    return replace(order, tenders=tuple(tenders), customer_id=order.customer_id or goods.customer_id)


def _refuse_needless(goods: Return, receipt: Receipt) -> None:
    """Only the difference is paid: no money is taken, and nothing stays due, while as much goes back."""
    paid = receipt.tenders.exclude(method__kind__in=PaymentMethod.WITHOUT_MONEY).values_list("amount", flat=True)
    needless = sum(paid, ZERO) + receipt.due
    if goods.paid_back and needless:
        raise TooMuchPaid(
            _("%(amount)s of the goods brought back is not used up: let it pay before anything else does.")
            % {"amount": format_money(goods.paid_back)},
            open="0.00",
        )
