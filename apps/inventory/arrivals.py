"""What was sent is received, found or written off, to the piece. Only who reaches the target receives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import ledger, queries, steps, transfer_steps
from apps.inventory.ledger import Move
from apps.inventory.models import StockMove, Transfer, TransferLine, TransferStep
from apps.inventory.transfers import MOST_PIECES, Pieces
from apps.stores import places
from apps.stores.models import Place

State, Kind = Transfer.State, TransferStep.Kind


class Verdict(TextChoices):
    """What became of pieces that did not arrive (found, lost), or arrived beyond those sent (kept, dropped)."""

    FOUND = "found", gettext_lazy("found: they are here now")
    LOST = "lost", gettext_lazy("lost: write them off")
    KEPT = "kept", gettext_lazy("really came: book them in")
    DROPPED = "dropped", gettext_lazy("counted wrongly: they are not here")


@dataclass(frozen=True, slots=True)
class Settlement:
    product_id: int
    verdict: Verdict
    pieces: int


@transaction.atomic
def count_in(transfer: Transfer, product: Product, pieces: int, *, by: Actor) -> TransferLine:
    """Pieces that came out of the box by scan, one at a time or many; negative ones take a scan back.

    Nothing is booked before ``receive``. A product that is not on the transfer joins it as more than was sent.
    """
    transfer_steps.refuse_beyond(by, transfer.target)
    steps.refuse_other_state(Transfer.objects.select_for_update().get(pk=transfer.pk), State.IN_TRANSIT)
    line, _made = TransferLine.objects.get_or_create(transfer=transfer, product=product)
    line.counted += pieces
    if not 0 <= line.counted <= MOST_PIECES:
        raise InvalidInput(_("Between 0 and %(most)s pieces, please.") % {"most": f"{MOST_PIECES:,}"})
    line.save(update_fields=["counted"])
    return line


@transaction.atomic
def receive(transfer: Transfer, *, by: Actor, arrived: Pieces | None = None, note: str = "") -> Transfer:
    """Book what arrived: by product, or what was counted in so far. A difference stays open until it is settled.

    Refuses WrongState (somebody else received it), BeyondReach for who does not reach the target.
    """
    transfer_steps.refuse_beyond(by, transfer.target)
    steps.take(transfer, State.IN_TRANSIT, State.RECEIVED)
    lines = {line.product_id: line for line in transfer.lines.select_related("product")}
    came = {key: line.counted for key, line in lines.items()} if arrived is None else arrived
    if came.keys() - lines.keys() or any(not 0 <= number <= MOST_PIECES for number in came.values()):
        raise InvalidInput(_("Say for each line how many pieces arrived, 0 for none."))
    for key, line in lines.items():
        line.counted = came.get(key, 0)
        line.received = min(line.counted, line.sent)
        line.surplus = line.counted - line.received
    transit = transfer_steps.transit_of(transfer)
    transfer_steps.post(
        transfer,
        [transfer_steps.move_of(line, transit, transfer.target, line.received) for line in _of(lines, "received")],
        by=by,
    )
    TransferLine.objects.bulk_update(lines.values(), ["counted", "received", "surplus"], batch_size=500)
    transfer_steps.note(transfer, Kind.RECEIVED, by, pieces=sum(came.values()), note=note)
    _complete_when_settled(transfer, by)
    return transfer


@transaction.atomic
def settle(transfer: Transfer, settlements: Sequence[Settlement], *, by: Actor, reason: str) -> Transfer:
    """Say what became of pieces that are missing or too many; with the last of them the transfer is completed.

    Refuses WrongState, Conflict when fewer are open than are settled (somebody else was faster).
    """
    if not reason.strip() or not settlements:
        raise InvalidInput(_("Say what became of the pieces, and how you know."))
    locked = Transfer.objects.select_for_update().get(pk=transfer.pk)
    steps.refuse_other_state(locked, State.RECEIVED)
    lines = {line.product_id: line for line in transfer.lines.select_related("product")}
    for settlement in sorted(settlements, key=lambda each: each.product_id):
        _settle(transfer, lines[settlement.product_id], settlement, by, reason)
    pieces = sum(settlement.pieces for settlement in settlements)
    transfer_steps.note(transfer, Kind.SETTLED, by, pieces=pieces, note=reason)
    _complete_when_settled(transfer, by)
    return transfer


def _settle(transfer: Transfer, line: TransferLine, settlement: Settlement, by: Actor, reason: str) -> None:
    pieces = settlement.pieces
    if pieces < 1:
        raise InvalidInput(_("At least one piece, please."))
    rows = TransferLine.objects.filter(pk=line.pk)
    match settlement.verdict:
        case Verdict.FOUND | Verdict.LOST as verdict:
            open_rows = rows.filter(sent__gte=F("received") + F("found") + F("lost") + pieces)
            changed = open_rows.update(**{verdict.value: F(verdict.value) + pieces})
        case _:
            open_rows = rows.filter(surplus__gte=F("surplus_settled") + pieces)
            changed = open_rows.update(surplus_settled=F("surplus_settled") + pieces)
    if not changed:
        raise Conflict(_("Fewer pieces of %(product)s are open by now.") % {"product": line.product.name})
    move, why = _consequence(transfer, line, settlement)
    if move:
        ledger.post([move], document=transfer.number, reason=why, by=by, note=reason)


def _consequence(
    transfer: Transfer, line: TransferLine, settlement: Settlement
) -> tuple[Move | None, StockMove.Reason]:
    transit, pieces = transfer_steps.transit_of(transfer), settlement.pieces
    match settlement.verdict:
        case Verdict.FOUND:
            return transfer_steps.move_of(line, transit, transfer.target, pieces), StockMove.Reason.TRANSFER
        case Verdict.LOST:
            loss = places.outside(Place.Kind.LOSS)
            return transfer_steps.move_of(line, transit, loss, pieces), StockMove.Reason.WRITE_OFF
        case Verdict.KEPT:
            return _more(transfer, line, pieces)
    return None, StockMove.Reason.COUNT


def _more(transfer: Transfer, line: TransferLine, pieces: int) -> tuple[Move, StockMove.Reason]:
    """Pieces that came unannounced left the source unbooked; what it does not have by its books is counted in."""
    if queries.available([line.product_id], transfer.source)[line.product_id] >= pieces:
        return transfer_steps.move_of(line, transfer.source, transfer.target, pieces), StockMove.Reason.TRANSFER
    worth = line.product.cost * pieces
    unknown = places.outside(Place.Kind.LOSS)
    move = Move(line.product_id, unknown, transfer.target, pieces, worth, line.product.name)
    return move, StockMove.Reason.COUNT


def _of(lines: Mapping[int, TransferLine], figure: str) -> list[TransferLine]:
    return [line for _key, line in sorted(lines.items()) if getattr(line, figure)]


def _complete_when_settled(transfer: Transfer, by: Actor) -> None:
    if any(line.under_way or line.open_surplus for line in transfer.lines.all()):
        return
    steps.take(transfer, State.RECEIVED, State.COMPLETED)
    transfer_steps.note(transfer, Kind.COMPLETED, by)
