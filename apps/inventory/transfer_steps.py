"""The steps of a transfer: each is taken once, in its order, and leaves who took it when."""

from collections.abc import Sequence

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import ledger
from apps.inventory.ledger import Move
from apps.inventory.models import StockMove, Transfer, TransferLine, TransferStep
from apps.stores import places
from apps.stores.models import Place
from apps.users import reach

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


def refuse_beyond(by: Actor, place: Place) -> None:
    reach.refuse_beyond(by, place.shop)


def refuse_stranger(by: Actor, source: Place, target: Place) -> None:
    """Somebody of either end may prepare, change and take back."""
    try:
        refuse_beyond(by, source)
    except reach.BeyondReach:
        refuse_beyond(by, target)


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
