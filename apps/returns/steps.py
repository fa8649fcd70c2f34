"""The steps of a return: each is taken once, in its order, by somebody who may."""

from django.utils.translation import gettext as _

from apps.audit import log, personal
from apps.core import clock
from apps.core.actor import Actor
from apps.returns.models import Return, ReturnStep
from apps.returns.refusals import WrongState

State, Kind = Return.State, ReturnStep.Kind
DECIDED = (Kind.APPROVED, Kind.REJECTED)
ACTS = {
    Kind.ASKED: "returns.ask",
    Kind.APPROVED: "returns.approve",
    Kind.REJECTED: "returns.reject",
    Kind.COMPLETED: "returns.complete",
}


def move_on(goods: Return, before: Return.State, after: Return.State) -> None:
    """The one guard of each step: of two who do the same, one changes the row and the other is told."""
    if not Return.objects.filter(pk=goods.pk, state=before).update(state=after):
        raise _moved_on(goods, before)
    goods.state = after


def note(goods: Return, kind: ReturnStep.Kind, by: Actor, *, note: str = "") -> None:
    who = f"{by.name}, {by.approver_name}" if by.approver_name and kind in DECIDED else by.name
    ReturnStep.objects.create(
        of_return=goods,
        kind=kind,
        at=clock.now(),
        user_id=by.user_id,
        user_name=who[:150],
        pieces=goods.units,
        note=note[:200],
    )
    log.write(ACTS[kind], by=by, subject="return", key=goods.pk, name=goods.number, shop_id=goods.shop_id,
              receipt=goods.receipt.number, pieces=goods.units, value=str(goods.value),
              **personal.sealed_if(bool(goods.customer_id), note=note),
              refund=goods.refund, debt=str(goods.debt), credit=str(goods.credit), paid_back=str(goods.paid_back),
              exchanged=str(goods.exchanged), is_late=goods.is_late,
              is_self_approved=goods.is_self_approved)  # fmt: skip


def _moved_on(goods: Return, before: Return.State) -> WrongState:
    goods.refresh_from_db(fields=["state"])
    last = goods.steps.last()
    words = {"number": goods.number, "state": goods.get_state_display(), "who": last.user_name if last else ""}
    if (goods.state, before) == (State.PENDING, State.APPROVED):
        return WrongState(_("%(number)s still waits for approval: let it be approved first.") % words)
    return WrongState(_("%(number)s is %(state)s already (%(who)s).") % words)
