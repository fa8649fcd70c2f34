"""The steps of a transfer: each is taken once, in its order, and leaves who took it when."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.inventory import ledger
from apps.inventory.ledger import Move
from apps.inventory.models import StockMove, Transfer, TransferLine, TransferStep
from apps.stores import places
from apps.stores.models import Place
from apps.users import reach
from apps.users.models import User

State, Kind = Transfer.State, TransferStep.Kind
ACTS = {
    Kind.PREPARED: "inventory.prepare_transfer",
    Kind.CHANGED: "inventory.change_transfer",
    Kind.SENT: "inventory.dispatch_transfer",
    Kind.RECEIVED: "inventory.receive_transfer",
    Kind.SETTLED: "inventory.settle_transfer",
    Kind.COMPLETED: "inventory.complete_transfer",
    Kind.CANCELLED: "inventory.cancel_transfer",
}
AT_THE_TARGET = (Kind.RECEIVED, Kind.SETTLED, Kind.COMPLETED)


class WrongState(Conflict):
    """The transfer is not, or no longer, where the act needs it."""

    code = "wrong_state"


def refuse_beyond(by: Actor, place: Place) -> None:
    """The system itself may; a person needs the place's shop within reach."""
    if by.user_id is not None and place.shop is not None:
        reach.refuse_beyond_reach(User.objects.get(pk=by.user_id), place.shop)


def refuse_stranger(by: Actor, source: Place, target: Place) -> None:
    """Somebody of either end may prepare, change and take back."""
    try:
        refuse_beyond(by, source)
    except reach.BeyondReach:
        refuse_beyond(by, target)


def refuse_other_state(transfer: Transfer, *wanted: Transfer.State) -> None:
    if transfer.state not in wanted:
        raise _moved_on(transfer)


def take(transfer: Transfer, before: Transfer.State, after: Transfer.State) -> None:
    """The one guard of each step: of two who do the same, one changes the row and the other is told."""
    if not Transfer.objects.filter(pk=transfer.pk, state=before).update(state=after):
        raise _moved_on(Transfer.objects.get(pk=transfer.pk))
    transfer.state = after


def _moved_on(transfer: Transfer) -> WrongState:
    last = transfer.steps.last()
    who = last.user_name if last else transfer.created_by_name
    words = {"transfer": transfer.number, "state": transfer.get_state_display(), "who": who}
    return WrongState(_("%(transfer)s is %(state)s already (%(who)s).") % words)


def transit_of(transfer: Transfer) -> Place:
    assert transfer.target.shop is not None  # noqa: S101  refused when it was prepared
    return places.transit_of(transfer.target.shop.location)


def move_of(line: TransferLine, source: Place, target: Place, pieces: int) -> Move:
    return Move(line.product_id, source, target, pieces, name=line.product.name)


def post(transfer: Transfer, moves: Sequence[Move], *, by: Actor, note: str = "") -> None:
    if moves:
        ledger.post(moves, document=transfer.number, reason=StockMove.Reason.TRANSFER, by=by, note=note)


def note(transfer: Transfer, kind: TransferStep.Kind, by: Actor, *, pieces: int = 0, note: str = "") -> None:
    TransferStep.objects.create(
        transfer=transfer,
        kind=kind,
        at=clock.now(),
        user_id=by.user_id,
        user_name=by.name,
        pieces=pieces,
        note=note[:200],
    )
    place = transfer.target if kind in AT_THE_TARGET else transfer.source
    route = f"{transfer.source.name} → {transfer.target.name}"
    log.write(ACTS[kind], by=by, subject="transfer", key=transfer.pk, name=transfer.number, shop_id=place.shop_id,
              route=route, pieces=pieces, note=note)  # fmt: skip
