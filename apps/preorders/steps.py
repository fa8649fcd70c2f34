"""The steps of a pre-order: each is taken once, from a state that allows it, and leaves who took it when."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.audit import log, personal
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.preorders.models import PreOrder, PreOrderStep
from apps.preorders.refusals import WrongState

State, Kind = PreOrder.State, PreOrderStep.Kind
OPEN = (State.PENDING, State.ARRIVED)
NEXT = {
    State.PENDING: (State.PENDING, State.ARRIVED, State.CANCELLED),
    State.ARRIVED: (State.ARRIVED, State.FULFILLED, State.CANCELLED),
    State.FULFILLED: (State.FULFILLED, State.ARRIVED),  # back when the pick-up is voided
    State.CANCELLED: (),
}
ACTS = {
    Kind.PLACED: "preorders.place",
    Kind.CHANGED: "preorders.change",
    Kind.DEPOSIT: "preorders.take_deposit",
    Kind.ARRIVED: "preorders.arrive",
    Kind.TOLD: "preorders.tell",
    Kind.FULFILLED: "preorders.fulfil",
    Kind.REOPENED: "preorders.reopen",
    Kind.PAID_BACK: "preorders.give_back",
    Kind.CANCELLED: "preorders.cancel",
    Kind.DELIVERED: "preorders.deliver",
    Kind.UNDELIVERED: "preorders.take_delivery_back",
}


def take(preorder: PreOrder, before: PreOrder.State, after: PreOrder.State, **values: Any) -> None:
    """The one guard of each step: of two who do the same, one changes the row and the other is told."""
    if after not in NEXT[before]:
        raise ValueError(f"no way leads from {before} to {after}")
    if not PreOrder.objects.filter(pk=preorder.pk, state=before).update(state=after, **values):
        raise moved_on(preorder)
    preorder.refresh_from_db()


def hold(preorder: PreOrder, *states: PreOrder.State) -> PreOrder.State:
    """The state it is in, which nobody changes until the transaction ends; WrongState beyond ``states``."""
    rows = PreOrder.objects.filter(pk=preorder.pk)
    found = next((state for state in states if rows.filter(state=state).update(state=state)), None)
    if found is None:
        raise moved_on(preorder)
    preorder.refresh_from_db()
    return found


def note(
    preorder: PreOrder,
    kind: PreOrderStep.Kind,
    *,
    by: Actor,
    amount: Decimal = ZERO,
    document: str = "",
    note: str = "",
    **facts: Any,
) -> None:
    """Write the step down, and say so in the audit log, as the last write."""
    PreOrderStep.objects.create(
        preorder=preorder,
        kind=kind,
        at=clock.now(),
        user_id=by.user_id,
        user_name=by.name,
        amount=amount,
        document=document,
        note=note[:300],
    )
    told = {"amount": str(amount)} if amount else {}
    told |= {"document": document} if document else {}
    log.write(ACTS[kind], by=by, subject="pre-order", key=preorder.pk, name=preorder.number,
              shop_id=preorder.shop_id, customer=preorder.customer_id,
              **personal.sealed_if(True, note=note), **told, **facts)  # fmt: skip


def moved_on(preorder: PreOrder) -> WrongState:
    preorder.refresh_from_db()
    last = preorder.steps.last()
    who = last.user_name if last else preorder.created_by_name
    words = {"preorder": preorder.number, "state": preorder.get_state_display(), "who": who}
    return WrongState(_("%(preorder)s is %(state)s already (%(who)s).") % words)
