"""Goods that nobody will sell leave the books with their value; above a limit somebody else says yes first."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.money import ZERO, money
from apps.core.refusals import InvalidInput
from apps.inventory import ledger, once, queries, reservations, steps
from apps.inventory.ledger import Move
from apps.inventory.models import StockMove, WriteOff, WriteOffLine, WriteOffStep
from apps.stores import company, places
from apps.stores.models import Place
from apps.users import reach, second_person

SERIES = "WOF"
RIGHT = "inventory.approve_writeoff"
MOST_LINES, MOST_PIECES = 500, 100_000
FROM = (Place.Kind.FLOOR, Place.Kind.WAREHOUSE)
State, Kind = WriteOff.State, WriteOffStep.Kind
ACTS = {
    Kind.PREPARED: "inventory.prepare_write_off",
    Kind.ASKED: "inventory.ask_write_off",
    Kind.BOOKED: "inventory.write_off",
    Kind.APPROVED: "inventory.approve_write_off",
    Kind.REJECTED: "inventory.reject_write_off",
    Kind.CANCELLED: "inventory.cancel_write_off",
}


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What shall be written off where and why; its goods follow (``put``, ``change``)."""

    place: Place
    reason: WriteOff.Reason
    key: UUID
    note: str = ""

    @property
    def body_hash(self) -> str:
        return once.hash_of(self.place.pk, self.reason, self.note)


def prepare(loss: Loss, *, by: Actor) -> WriteOff:
    """Begin a write-off without goods. Refuses InvalidInput, BeyondReach; sent again it answers the first one."""
    return once.make(WriteOff, loss, lambda: _prepare(loss, by))


@transaction.atomic
def put(write_off: WriteOff, pieces: Mapping[int, int], *, by: Actor) -> None:
    """Pieces by product join it, as scans do."""
    reach.refuse_beyond(by, write_off.place.shop)
    steps.take(write_off, State.PENDING, State.PENDING)
    known = {line.product_id: line.quantity for line in write_off.lines.all()}
    _replace(write_off, known | {key: known.get(key, 0) + number for key, number in pieces.items()})


@transaction.atomic
def change(write_off: WriteOff, pieces: Mapping[int, int], *, by: Actor) -> None:
    """Other goods or pieces while it is filled; 0 takes a product off."""
    reach.refuse_beyond(by, write_off.place.shop)
    steps.take(write_off, State.PENDING, State.PENDING)
    _replace(write_off, pieces)


@transaction.atomic
def submit(write_off: WriteOff, *, by: Actor) -> WriteOff:
    """Book it, or hold its pieces until it is approved where it is worth more than the company's limit.

    Refuses InsufficientStock, WrongState.
    """
    reach.refuse_beyond(by, write_off.place.shop)
    lines = _lines(write_off)
    if not lines:
        raise InvalidInput(_("Nothing is on it: scan what is to be written off."))
    worth = _value(lines)
    if worth <= company.current().write_off_limit:
        steps.take(write_off, State.PENDING, State.BOOKED)
        _book(write_off, lines, by)
        _note(write_off, Kind.BOOKED, by)
        return write_off
    steps.take(write_off, State.PENDING, State.WAITING)
    for line in lines:
        reservations.reserve(line.product, write_off.place, line.quantity, document=write_off.number, by=by)
    WriteOffLine.objects.bulk_update(lines, ["value"], batch_size=500)
    _note(write_off, Kind.ASKED, by)
    return write_off


@transaction.atomic
def approve(write_off: WriteOff, *, by: Actor, note: str = "") -> WriteOff:
    """Book what waits. Refuses WrongState, OwnWork to who asked for it while another may approve."""
    shop = write_off.place.shop
    assert shop is not None  # noqa: S101  refused when it was prepared
    reach.refuse_beyond(by, shop)
    write_off.is_self_approved = second_person.refuse_own(by, right=RIGHT, did=authors_of(write_off), shop=shop)
    steps.take(write_off, State.WAITING, State.BOOKED)
    write_off.save(update_fields=["is_self_approved"])
    _book(write_off, _lines(write_off), by, note)
    _note(write_off, Kind.APPROVED, by, note)
    return write_off


@transaction.atomic
def reject(write_off: WriteOff, *, by: Actor, reason: str) -> WriteOff:
    """The pieces that it held are free again."""
    return _end(write_off, State.WAITING, State.REJECTED, Kind.REJECTED, by, reason)


@transaction.atomic
def cancel(write_off: WriteOff, *, by: Actor, reason: str) -> WriteOff:
    """Whoever is filling it, or waits for the approval, thought better of it."""
    before = State.WAITING if write_off.state == State.WAITING else State.PENDING
    return _end(write_off, before, State.CANCELLED, Kind.CANCELLED, by, reason)


def authors_of(write_off: WriteOff) -> set[int]:
    """The keys of the people who prepared it or asked for its approval."""
    steps_taken = write_off.steps.filter(kind__in=(Kind.PREPARED, Kind.ASKED), user__isnull=False)
    return {key for key in steps_taken.values_list("user_id", flat=True) if key}


def _prepare(loss: Loss, by: Actor) -> WriteOff:
    if loss.place.kind not in FROM or loss.place.shop is None:
        raise InvalidInput(_("%(place)s is neither a shop floor nor a warehouse.") % {"place": loss.place.name})
    reach.refuse_beyond(by, loss.place.shop)
    write_off = WriteOff.objects.create(
        number=numbering.monthly(SERIES, clock.today()),
        key=loss.key,
        body_hash=loss.body_hash,
        place=loss.place,
        reason=loss.reason,
        business_date=clock.today(),
        created_at=clock.now(),
        created_by_name=by.name,
        note=loss.note[:200],
    )
    _note(write_off, Kind.PREPARED, by, loss.note)
    return write_off


def _replace(write_off: WriteOff, pieces: Mapping[int, int]) -> None:
    if len(pieces) > MOST_LINES:
        raise InvalidInput(_("A write-off holds at most %(most)s products.") % {"most": MOST_LINES})
    if any(not 0 <= number <= MOST_PIECES for number in pieces.values()):
        raise InvalidInput(_("Between 0 and %(most)s pieces of each product, please.") % {"most": f"{MOST_PIECES:,}"})
    costs = queries.average_costs(pieces.keys())
    write_off.lines.all().delete()
    WriteOffLine.objects.bulk_create(
        [
            WriteOffLine(write_off=write_off, product_id=key, quantity=number, value=money(costs[key] * number))
            for key, number in sorted(pieces.items())
            if number
        ],
        batch_size=150,
    )


def _lines(write_off: WriteOff) -> list[WriteOffLine]:
    return list(write_off.lines.select_related("product").order_by("product_id"))


def _value(lines: list[WriteOffLine]) -> Decimal:
    """What the lines are worth now, each told of its part."""
    costs = queries.average_costs({line.product_id for line in lines})
    for line in lines:
        line.value = money(costs[line.product_id] * line.quantity)
    return sum((line.value for line in lines), ZERO)


def _book(write_off: WriteOff, lines: list[WriteOffLine], by: Actor, note: str = "") -> None:
    loss = places.outside(Place.Kind.LOSS)
    moves = [Move(line.product_id, write_off.place, loss, line.quantity, name=line.product.name) for line in lines]
    taken = ledger.take(moves, consuming=write_off.number)
    said = write_off.get_reason_display() if not note else f"{write_off.get_reason_display()}: {note}"
    taken.write(document=write_off.number, reason=StockMove.Reason.WRITE_OFF, by=by, note=said[:200])
    for line, value in zip(lines, taken.values, strict=True):
        line.value = value
    WriteOffLine.objects.bulk_update(lines, ["value"], batch_size=500)


def _end(
    write_off: WriteOff, before: WriteOff.State, after: WriteOff.State, kind: WriteOffStep.Kind, by: Actor, reason: str
) -> WriteOff:
    if not reason.strip():
        raise InvalidInput(_("Say why %(paper)s ends.") % {"paper": write_off.number})
    reach.refuse_beyond(by, write_off.place.shop)
    steps.take(write_off, before, after)
    reservations.release(write_off.number, by=by)
    _note(write_off, kind, by, reason)
    return write_off


def _note(write_off: WriteOff, kind: WriteOffStep.Kind, by: Actor, note: str = "") -> None:
    lines = list(write_off.lines.values_list("quantity", "value"))
    pieces, worth = sum(quantity for quantity, _worth in lines), sum((value for _pieces, value in lines), ZERO)
    WriteOffStep.objects.create(
        write_off=write_off,
        kind=kind,
        at=clock.now(),
        user_id=by.user_id,
        user_name=by.name,
        pieces=pieces,
        note=note[:200],
    )
    log.write(ACTS[kind], by=by, subject="writeoff", key=write_off.pk, name=write_off.number,
              shop_id=write_off.place.shop_id, reason=write_off.reason, pieces=pieces, value=str(worth), note=note,
              is_self_approved=write_off.is_self_approved)  # fmt: skip
