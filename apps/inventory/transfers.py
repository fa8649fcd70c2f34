"""A transfer is prepared, changed, sent off or cancelled; sent goods lie in the transit of the city they go to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.inventory import once, steps, transfer_steps
from apps.inventory.models import Transfer, TransferLine, TransferStep
from apps.stores.models import Place

MOST_LINES, MOST_PIECES = 2_000, 100_000
BETWEEN, WITHIN = "TR", "IT"
SHORT = {Place.Kind.FLOOR: "ST", Place.Kind.WAREHOUSE: "WA"}
State, Kind = Transfer.State, TransferStep.Kind
Pieces = Mapping[int, int]
"""Pieces by the key of their product."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What shall go where. ``key`` is the form's own: sent twice it is one transfer."""

    source: Place
    target: Place
    key: UUID
    pieces: Pieces = field(default_factory=dict)
    note: str = ""

    @property
    def body_hash(self) -> str:
        return once.hash_of(self.source.pk, self.target.pk, sorted(self.pieces.items()), self.note)


def prepare(wish: Wish, *, by: Actor) -> Transfer:
    """Write the transfer down, pending; its goods may follow (``change``, ``put``).

    Refuses InvalidInput, BeyondReach for somebody of neither shop. Sent again it answers the first transfer, with
    other content Conflict.
    """
    return once.make(Transfer, wish, lambda: _prepare(wish, by))


@transaction.atomic
def change(transfer: Transfer, pieces: Pieces, *, by: Actor) -> Transfer:
    """Other goods or pieces, while it is pending; 0 takes a product off."""
    transfer_steps.refuse_stranger(by, transfer.source, transfer.target)
    _refuse_pieces(pieces)
    steps.take(transfer, State.PENDING, State.PENDING)
    transfer.lines.all().delete()
    _insert_lines(transfer, {key: number for key, number in pieces.items() if number})
    transfer_steps.note(transfer, Kind.CHANGED, by, pieces=sum(pieces.values()))
    return transfer


@transaction.atomic
def put(transfer: Transfer, pieces: Pieces, *, by: Actor, adds_up: bool = False) -> int:
    """Goods join a pending transfer, as scans do when it ``adds_up``; answers how many products are new on it."""
    transfer_steps.refuse_stranger(by, transfer.source, transfer.target)
    steps.take(transfer, State.PENDING, State.PENDING)
    known = {line.product_id: line for line in transfer.lines.all()}
    wanted = {key: number + (known[key].asked if adds_up and key in known else 0) for key, number in pieces.items()}
    _refuse_pieces({key: line.asked for key, line in known.items()} | wanted)
    for key in wanted.keys() & known.keys():
        known[key].asked = wanted[key]
    TransferLine.objects.bulk_update([known[key] for key in wanted.keys() & known.keys()], ["asked"], batch_size=500)
    new = {key: number for key, number in wanted.items() if number and key not in known}
    _insert_lines(transfer, new)
    return len(new)


@transaction.atomic
def dispatch(transfer: Transfer, *, by: Actor, picked: Pieces | None = None) -> Transfer:
    """Send it off: the goods leave the source, and arrive at once where the transfer takes a single step.

    ``picked`` are the pieces in the box, all that were asked unless given. Refuses WrongState, InsufficientStock,
    BeyondReach for who does not reach the source.
    """
    transfer_steps.refuse_beyond(by, transfer.source)
    _refuse_route(transfer.source, transfer.target)
    lines = {line.product_id: line for line in transfer.lines.select_related("product")}
    sent = _box(lines, picked)
    is_single = takes_one_step(transfer)
    steps.take(transfer, State.PENDING, State.COMPLETED if is_single else State.IN_TRANSIT)
    goal = transfer.target if is_single else transfer_steps.transit_of(transfer)
    moves = [transfer_steps.move_of(lines[key], transfer.source, goal, number) for key, number in sorted(sent.items())]
    transfer_steps.post(transfer, moves, by=by)
    for key, line in lines.items():
        line.sent = sent.get(key, 0)
        line.counted = line.received = line.sent if is_single else 0
    TransferLine.objects.bulk_update(lines.values(), ["sent", "counted", "received"], batch_size=500)
    pieces = sum(sent.values())
    transfer_steps.note(transfer, Kind.COMPLETED if is_single else Kind.SENT, by, pieces=pieces)
    return transfer


@transaction.atomic
def cancel(transfer: Transfer, *, by: Actor, reason: str) -> Transfer:
    """Before it is received: what is under way goes back to the source."""
    if not reason.strip():
        raise InvalidInput(_("Say why %(transfer)s is cancelled.") % {"transfer": transfer.number})
    transfer_steps.refuse_stranger(by, transfer.source, transfer.target)
    fresh = Transfer.objects.select_for_update().get(pk=transfer.pk)
    steps.refuse_other_state(fresh, State.PENDING, State.IN_TRANSIT)
    if fresh.state == State.IN_TRANSIT:
        transfer_steps.refuse_beyond(by, transfer.source)
    steps.take(transfer, State(fresh.state), State.CANCELLED)
    lines = list(transfer.lines.select_related("product"))
    back = [
        transfer_steps.move_of(line, transfer_steps.transit_of(transfer), transfer.source, line.under_way)
        for line in lines
        if line.under_way
    ]
    transfer_steps.post(transfer, back, by=by, note=reason)
    transfer_steps.note(transfer, Kind.CANCELLED, by, note=reason)
    return transfer


def takes_one_step(transfer: Transfer) -> bool:
    """Between floor and warehouse, unless the shop wants to see goods sent and received."""
    return transfer.is_internal and not (transfer.source.shop and transfer.source.shop.moves_in_two_steps)


def _prepare(wish: Wish, by: Actor) -> Transfer:
    _refuse_route(wish.source, wish.target)
    _refuse_pieces(wish.pieces)
    transfer_steps.refuse_stranger(by, wish.source, wish.target)
    transfer = _insert(wish, by)
    _insert_lines(transfer, wish.pieces)
    transfer_steps.note(transfer, Kind.PREPARED, by, pieces=sum(wish.pieces.values()), note=wish.note)
    return transfer


def _insert(wish: Wish, by: Actor) -> Transfer:
    return Transfer.objects.create(
        number=_number(wish.source, wish.target),
        key=wish.key,
        body_hash=wish.body_hash,
        source=wish.source,
        target=wish.target,
        business_date=clock.today(),
        created_at=clock.now(),
        created_by_name=by.name,
        note=wish.note[:200],
    )


def _number(source: Place, target: Place) -> str:
    assert source.shop is not None and target.shop is not None  # noqa: S101, PT018  refused before
    if source.shop_id == target.shop_id:
        return numbering.routed(WITHIN, SHORT[Place.Kind(source.kind)] + SHORT[Place.Kind(target.kind)], clock.today())
    return numbering.routed(BETWEEN, source.shop.location.code + target.shop.location.code, clock.today())


def _box(lines: Mapping[int, TransferLine], picked: Pieces | None) -> dict[int, int]:
    """The pieces that leave, by product."""
    sent = {key: line.asked for key, line in lines.items()} if picked is None else dict(picked)
    if unknown := sent.keys() - lines.keys():
        raise InvalidInput(_("Goods that are not on the transfer cannot be sent with it."), products=sorted(unknown))
    _refuse_pieces(sent)
    if not any(sent.values()):
        raise InvalidInput(_("Nothing is in the box: add at least one piece, or cancel the transfer."))
    return {key: number for key, number in sent.items() if number}


def _refuse_route(source: Place, target: Place) -> None:
    if source.pk == target.pk:
        raise InvalidInput(_("Choose two different places."))
    for place in (source, target):
        if place.kind not in SHORT or place.shop is None:
            raise InvalidInput(_("%(place)s is neither a shop floor nor a warehouse.") % {"place": place.name})
        if not place.shop.is_active:
            raise InvalidInput(_("%(shop)s is closed: goods cannot go from or to it.") % {"shop": place.shop.name})


def _refuse_pieces(pieces: Pieces) -> None:
    if len(pieces) > MOST_LINES:
        raise InvalidInput(_("A transfer holds at most %(most)s products.") % {"most": f"{MOST_LINES:,}"})
    if any(not 0 <= number <= MOST_PIECES for number in pieces.values()):
        raise InvalidInput(_("Between 0 and %(most)s pieces of each product, please.") % {"most": f"{MOST_PIECES:,}"})


def _insert_lines(transfer: Transfer, pieces: Pieces) -> None:
    TransferLine.objects.bulk_create(
        [TransferLine(transfer=transfer, product_id=key, asked=number) for key, number in sorted(pieces.items())],
        batch_size=150,
    )
