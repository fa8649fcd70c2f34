"""The steps of an order: each is taken from a state that allows it, and leaves who took it when."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.purchasing.models import PurchaseOrder, PurchaseOrderStep

State, Kind = PurchaseOrder.State, PurchaseOrderStep.Kind
AWAITED = (State.OPEN, State.PART)
ACTS = {
    Kind.PLACED: "purchasing.place_order",
    Kind.CHANGED: "purchasing.change_order",
    Kind.MAILED: "purchasing.mail_order",
    Kind.RECEIVED: "purchasing.receive_order",
    Kind.CANCELLED: "purchasing.cancel_order",
}


class WrongState(Conflict):
    """The order, or the goods receipt, is not, or no longer, where the act needs it."""

    code = "wrong_state"


def hold(order: PurchaseOrder, *states: PurchaseOrder.State) -> PurchaseOrder:
    """The order as it is now, which nobody else changes until the transaction ends. WrongState beyond ``states``."""
    kept = PurchaseOrder.objects.filter(pk=order.pk)
    still = next((state for state in states if kept.filter(state=state).update(state=state)), None)
    order.refresh_from_db(fields=["state", "units", "total"])
    if still is None:
        raise _moved_on(order)
    return order


def move_on(order: PurchaseOrder, before: Sequence[PurchaseOrder.State], after: PurchaseOrder.State) -> None:
    """The one guard of each step: of two who do the same, one changes the row and the other is told."""
    if not PurchaseOrder.objects.filter(pk=order.pk, state__in=before).update(state=after):
        order.refresh_from_db(fields=["state"])
        raise _moved_on(order)
    order.state = after


def note(order: PurchaseOrder, kind: PurchaseOrderStep.Kind, by: Actor, *, pieces: int = 0, note: str = "") -> None:
    PurchaseOrderStep.objects.create(
        order=order,
        kind=kind,
        at=clock.now(),
        user_id=by.user_id,
        user_name=by.name,
        pieces=pieces,
        note=note[:200],
    )
    log.write(ACTS[kind], by=by, subject="purchase order", key=order.pk, name=order.number, shop_id=order.shop_id,
              supplier=order.supplier.name, pieces=pieces, total=str(order.total), note=note)  # fmt: skip


def _moved_on(order: PurchaseOrder) -> WrongState:
    last = order.steps.last()
    who = last.user_name if last else order.created_by_name
    words = {"order": order.number, "state": order.get_state_display(), "who": who}
    return WrongState(_("%(order)s is %(state)s already (%(who)s).") % words)
