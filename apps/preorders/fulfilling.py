"""A pre-order is picked up by a sale that names it, and opened again when that sale is voided. Wraps checkout."""

from dataclasses import replace
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import NexusError
from apps.inventory import reservations
from apps.preorders import steps
from apps.preorders.models import PreOrder, PreOrderStep
from apps.preorders.refusals import WrongPickUp
from apps.sales import checkout, voids
from apps.sales.models import Receipt, Void
from apps.sales.orders import ApprovalInput, Order, OrderLine
from apps.stores import places

State, Kind = PreOrder.State, PreOrderStep.Kind


def sell(order: Order, *, by: Actor, exchanged: Decimal = ZERO) -> Receipt:
    """Book a sale; one that names a pre-order takes the pieces that are kept for it, at the price that was agreed.

    Refuses what checkout refuses, a pre-order that is not there to be picked up (WrongState), and a sale that is not
    what was ordered (WrongPickUp). Sent again it answers the first receipt. ``exchanged`` is what goods brought back
    pay of it.
    """
    if not order.preorder:
        return checkout.sell(order, by=by, exchanged=exchanged)
    try:
        return _sell(order, by, exchanged)
    except (NexusError, IntegrityError):
        first = checkout.first_receipt(order)
        if first is None:
            raise
        return first


@transaction.atomic
def void(receipt: Receipt, *, by: Actor, reason: str, approval: ApprovalInput | None = None) -> Void:
    """Undo a sale; its pre-order has arrived again, with its pieces kept and its deposit given back to it."""
    record = voids.void(receipt, by=by, reason=reason, approval=approval, preorder=receipt.preorder)
    preorder = PreOrder.objects.filter(receipt=receipt).first() if receipt.preorder else None
    if preorder is not None and preorder.product is not None:
        nobody = {"receipt": None, "delivered_at": None, "delivered_by_name": ""}
        steps.take(preorder, State.FULFILLED, State.ARRIVED, **nobody)
        floor = places.floor_of(preorder.shop)
        reservations.reserve(preorder.product, floor, preorder.quantity, document=preorder.number, by=by)
        steps.note(preorder, Kind.REOPENED, by=by, document=receipt.number, note=record.reason)
    return record


@transaction.atomic
def _sell(order: Order, by: Actor, exchanged: Decimal) -> Receipt:
    preorder = PreOrder.objects.filter(number=order.preorder).select_related("product", "shop", "customer").first()
    if order.is_offline:
        return _sell_finished(order, preorder, by)
    if preorder is None:
        raise WrongPickUp(_("There is no pre-order “%(number)s”.") % {"number": order.preorder})
    steps.take(preorder, State.ARRIVED, State.FULFILLED)
    _refuse_other(order, preorder, by)
    promised = replace(order, promised_discount=_promised(order, preorder))
    receipt = checkout.sell(promised, by=by, exchanged=exchanged)
    _fulfil(preorder, receipt, order, by)
    return receipt


def _sell_finished(order: Order, preorder: PreOrder | None, by: Actor) -> Receipt:
    """What a till finished by itself is booked whatever became of the pre-order, which is picked up if it waits."""
    if preorder is not None:
        order = replace(order, promised_discount=_promised(order, preorder))
    receipt = checkout.sell(order, by=by)
    is_theirs = preorder is not None and not _what_differs(order, preorder, by)
    if preorder is not None and is_theirs and preorder.state == State.ARRIVED:
        steps.take(preorder, State.ARRIVED, State.FULFILLED)
        _fulfil(preorder, receipt, order, by)
    return receipt


def _fulfil(preorder: PreOrder, receipt: Receipt, order: Order, by: Actor) -> None:
    """What is brought later is delivered when it is; what is taken along, now."""
    reservations.release(preorder.number, by=by)  # nothing is, unless fewer pieces were taken than kept
    preorder.receipt = receipt
    if order.delivery is None:
        preorder.delivered_at, preorder.delivered_by_name = clock.now(), by.name
    preorder.save(update_fields=["receipt", "delivered_at", "delivered_by_name"])
    steps.note(preorder, Kind.FULFILLED, by=by, amount=receipt.total, document=receipt.number)


def _refuse_other(order: Order, preorder: PreOrder, by: Actor) -> None:
    sentence = _what_differs(order, preorder, by)
    if sentence:
        raise WrongPickUp(sentence)


def _what_differs(order: Order, preorder: PreOrder, by: Actor) -> str:
    """Why this sale is not the pick-up of the pre-order; empty when it is."""
    words = {
        "preorder": preorder.number,
        "name": preorder.customer.name,
        "shop": preorder.shop.name,
        "what": preorder.words,
    }
    if by.shop_id != preorder.shop_id:
        return _("%(preorder)s waits at %(shop)s: it is picked up there.") % words
    if order.customer_id != preorder.customer_id:
        return _("%(preorder)s belongs to %(name)s: choose them as the customer.") % words
    if sum(line.quantity for line in _own_lines(order, preorder)) < preorder.quantity:
        return _("%(preorder)s is for %(what)s: leave them in the cart, or sell without the pre-order.") % words
    return ""


def _promised(order: Order, preorder: PreOrder) -> Decimal:
    """What the agreed price is below today's, for the pieces that were ordered."""
    left, promised = preorder.quantity, ZERO
    for line in _own_lines(order, preorder):
        pieces = min(left, line.quantity)
        left -= pieces
        promised += max(line.unit_price - preorder.unit_price, ZERO) * pieces
    return promised


def _own_lines(order: Order, preorder: PreOrder) -> list[OrderLine]:
    return [line for line in order.lines if line.product_id == preorder.product_id]
