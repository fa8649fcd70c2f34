"""A transfer is prepared, changed, sent off or cancelled; sent goods lie in the transit of the city they go to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import ledger, transfer_steps
from apps.inventory.ledger import Move
from apps.inventory.models import StockMove, Transfer, TransferLine, TransferStep
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
    pieces: Pieces
    key: UUID
    note: str = ""

    @property
    def body_hash(self) -> str:
        told = [self.source.pk, self.target.pk, sorted(self.pieces.items()), self.note]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def is_internal(self) -> bool:
        return self.source.shop_id == self.target.shop_id

    @property
    def takes_one_step(self) -> bool:
        """Between floor and warehouse, unless the shop wants to see goods sent and received."""
        return self.is_internal and not (self.source.shop and self.source.shop.moves_in_two_steps)


def prepare(wish: Wish, *, by: Actor) -> Transfer:
    """Write the transfer down, pending; one of a single step is completed at once.

    Refuses InvalidInput, BeyondReach for somebody of neither shop, InsufficientStock where it moves at once.
    Sent again it answers the first transfer, with other content Conflict.
    """
    try:
        return _prepare(wish, by)
    except IntegrityError:
        first = Transfer.objects.filter(key=wish.key).first()
        if first is None:
            raise
        return _same(first, wish)


@transaction.atomic
def change(transfer: Transfer, pieces: Pieces, *, by: Actor) -> Transfer:
    """Other goods or pieces, while it is pending."""
    _refuse_nonsense(transfer.source, transfer.target, pieces)
    transfer_steps.refuse_stranger(by, transfer.source, transfer.target)
    transfer_steps.take(transfer, State.PENDING, State.PENDING)
    transfer.lines.all().delete()
    _insert_lines(transfer, pieces)
    transfer_steps.note(transfer, Kind.CHANGED, by, pieces=sum(pieces.values()))
    return transfer


@transaction.atomic
def dispatch(transfer: Transfer, *, by: Actor, picked: Pieces | None = None) -> Transfer:
    """Send it off: the goods leave the source. ``picked`` are the pieces in the box, all that were asked unless given.

    Refuses WrongState, BeyondReach for who does not reach the source, InsufficientStock.
    """
    transfer_steps.refuse_beyond(by, transfer.source)
    lines = {line.product_id: line for line in transfer.lines.select_related("product")}
    sent = {key: line.asked for key, line in lines.items()} if picked is None else dict(picked)
    if unknown := sent.keys() - lines.keys():
        raise InvalidInput(_("Goods that are not on the transfer cannot be sent with it."), products=sorted(unknown))
    if not any(sent.values()) or any(number < 0 or number > MOST_PIECES for number in sent.values()):
        raise InvalidInput(_("Nothing is in the box: pick at least one piece, or cancel the transfer."))
    transfer_steps.take(transfer, State.PENDING, State.IN_TRANSIT)
    transit = transfer_steps.transit_of(transfer)
    moves = [
        transfer_steps.move_of(lines[key], transfer.source, transit, number)
        for key, number in sorted(sent.items())
        if number
    ]
    transfer_steps.post(transfer, moves, by=by)
    for key, line in lines.items():
        line.sent = sent.get(key, 0)
    TransferLine.objects.bulk_update(lines.values(), ["sent"], batch_size=500)
    transfer_steps.note(transfer, Kind.SENT, by, pieces=sum(sent.values()))
    return transfer


@transaction.atomic
def cancel(transfer: Transfer, *, by: Actor, reason: str) -> Transfer:
    """Before it is received: what is under way goes back to the source."""
    if not reason.strip():
        raise InvalidInput(_("Say why %(transfer)s is cancelled.") % {"transfer": transfer.number})
    transfer_steps.refuse_stranger(by, transfer.source, transfer.target)
    fresh = Transfer.objects.select_for_update().get(pk=transfer.pk)
    transfer_steps.refuse_other_state(fresh, State.PENDING, State.IN_TRANSIT)
    if fresh.state == State.IN_TRANSIT:
        transfer_steps.refuse_beyond(by, transfer.source)
    transfer_steps.take(transfer, State(fresh.state), State.CANCELLED)
    lines = list(transfer.lines.select_related("product"))
    back = [
        transfer_steps.move_of(line, transfer_steps.transit_of(transfer), transfer.source, line.under_way)
        for line in lines
        if line.under_way
    ]
    transfer_steps.post(transfer, back, by=by, note=reason)
    transfer_steps.note(transfer, Kind.CANCELLED, by, note=reason)
    return transfer


def _write_down(transfer: Transfer, pieces: Pieces, by: Actor) -> None:
    _insert_lines(transfer, pieces)
    transfer_steps.note(transfer, Kind.PREPARED, by, pieces=sum(pieces.values()), note=transfer.note)


@transaction.atomic
def _prepare(wish: Wish, by: Actor) -> Transfer:
    first = Transfer.objects.filter(key=wish.key).first()
    if first is not None:
        return _same(first, wish)
    _refuse_nonsense(wish.source, wish.target, wish.pieces)
    transfer_steps.refuse_stranger(by, wish.source, wish.target)
    if not wish.takes_one_step:
        transfer = _insert(wish, State.PENDING, by)
        _write_down(transfer, wish.pieces, by)
        return transfer
    taken = ledger.take(
        [Move(product_id, wish.source, wish.target, number) for product_id, number in sorted(wish.pieces.items())]
    )
    transfer = _insert(wish, State.COMPLETED, by)
    taken.write(document=transfer.number, reason=StockMove.Reason.TRANSFER, by=by, note=wish.note)
    _write_down(transfer, wish.pieces, by)
    lines = list(transfer.lines.all())
    for line in lines:
        line.sent = line.counted = line.received = line.asked
    TransferLine.objects.bulk_update(lines, ["sent", "counted", "received"], batch_size=500)
    transfer_steps.note(transfer, Kind.COMPLETED, by, pieces=sum(wish.pieces.values()))
    return transfer


def _insert(wish: Wish, state: Transfer.State, by: Actor) -> Transfer:
    return Transfer.objects.create(
        number=_number(wish.source, wish.target),
        key=wish.key,
        body_hash=wish.body_hash,
        source=wish.source,
        target=wish.target,
        state=state,
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


def _same(first: Transfer, wish: Wish) -> Transfer:
    if first.body_hash != wish.body_hash:
        raise Conflict(
            _("This form became %(transfer)s already: open a new one for other goods.") % {"transfer": first.number}
        )
    return first


def _refuse_nonsense(source: Place, target: Place, pieces: Pieces) -> None:
    if source.pk == target.pk:
        raise InvalidInput(_("Choose two different places."))
    for place in (source, target):
        if place.kind not in SHORT or place.shop is None:
            raise InvalidInput(_("%(place)s is neither a shop floor nor a warehouse.") % {"place": place.name})
        if not place.shop.is_active:
            raise InvalidInput(_("%(shop)s is closed: goods cannot go from or to it.") % {"shop": place.shop.name})
    if not pieces:
        raise InvalidInput(_("There is nothing to transfer: add products first."))
    if len(pieces) > MOST_LINES:
        raise InvalidInput(_("A transfer holds at most %(most)s products.") % {"most": f"{MOST_LINES:,}"})
    if any(not 1 <= number <= MOST_PIECES for number in pieces.values()):
        raise InvalidInput(_("Between 1 and %(most)s pieces of each product, please.") % {"most": f"{MOST_PIECES:,}"})


def _insert_lines(transfer: Transfer, pieces: Pieces) -> None:
    TransferLine.objects.bulk_create(
        [TransferLine(transfer=transfer, product_id=key, asked=number) for key, number in sorted(pieces.items())],
        batch_size=150,
    )
