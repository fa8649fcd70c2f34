"""Stock is never set, it moves. This module is the only writer of stock moves, and levels follow it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.catalog.models import Product
from apps.core import bulk, changes, clock
from apps.core.actor import Actor
from apps.core.bulk import Every
from apps.core.money import ZERO
from apps.core.refusals import Conflict, InvalidInput, NexusError
from apps.inventory import levels, reservations
from apps.inventory.levels import End, Level
from apps.inventory.models import Reservation, StockMove
from apps.stores.models import Place

TRIES = 5


class InsufficientStock(NexusError):
    """The place has fewer free pieces than are to leave it. Details: ``product_id``, ``left``."""

    code = "insufficient_stock"


@dataclass(frozen=True, slots=True)
class Move:
    """Pieces of a product from a place to a place.

    ``value`` is what goods from outside bring with them; goods of our own take their part of the level's value.
    ``name`` is the product's, for a refusal.
    """

    product_id: int
    source: Place
    target: Place
    quantity: int
    value: Decimal | None = None
    name: str = ""

    @property
    def origin(self) -> End:
        return self.product_id, self.source.pk

    @property
    def destination(self) -> End:
        return self.product_id, self.target.pk


@dataclass(frozen=True, slots=True)
class Taken:
    """Moves whose goods have left and arrived; ``values`` are what each carried, at cost. To be written down."""

    moves: tuple[Move, ...]
    values: tuple[Decimal, ...]

    def write(
        self, *, document: str, reason: StockMove.Reason, by: Actor, note: str = "", on: date | None = None
    ) -> None:
        """Put the moves into the ledger under their document, and tell the shops; ``on`` is a day other than today."""
        columns: dict[str, bulk.Column] = {
            "reason": Every(reason),
            "document": Every(document),
            "note": Every(note),
            "at": Every(clock.now()),
            "business_date": Every(on or clock.today()),
            "user_id": Every(by.user_id),
            "user_name": Every(by.name),
            "product_id": [move.product_id for move in self.moves],
            "source_id": [move.source.pk for move in self.moves],
            "target_id": [move.target.pk for move in self.moves],
            "quantity": [move.quantity for move in self.moves],
            "value": self.values,
        }
        bulk.insert_columns(StockMove, len(self.moves), columns)
        for shop_id, products in self._touched().items():
            changes.record(changes.LEVEL, products, shop_id=shop_id)

    def _touched(self) -> dict[int, list[int]]:
        """By shop, the products whose levels changed there."""
        products: dict[int, dict[int, None]] = defaultdict(dict)
        for move in self.moves:
            for place in (move.source, move.target):
                if place.shop_id is not None and place.is_ours:
                    products[place.shop_id][move.product_id] = None
        return {shop_id: list(found) for shop_id, found in products.items()}


@transaction.atomic
def post(
    moves: Sequence[Move], *, document: str, reason: StockMove.Reason, by: Actor, note: str = "", on: date | None = None
) -> Taken:
    """Move goods and write it down at once, for acts that know their document's number beforehand."""
    taken = take(moves)
    taken.write(document=document, reason=reason, by=by, note=note, on=on)
    return taken


def take(moves: Sequence[Move], *, consuming: str = "") -> Taken:
    """Bring the levels along, all or nothing, inside the act's transaction; ``write`` follows once it has its number.

    ``consuming`` names the document whose reserved pieces may be taken. Refuses ``InsufficientStock``; ``Conflict``
    when somebody else keeps changing the same levels. The number of statements does not grow with the moves.
    """
    _refuse_nonsense(moves)
    for _attempt in range(TRIES):
        held = reservations.held_by(consuming)
        plan = _Plan(moves, held)
        swapped = levels.swap(plan.changed)
        if swapped == len(plan.changed):
            reservations.consume(held, plan.consumed)
            return Taken(tuple(moves), tuple(plan.values))
        if swapped:
            break  # a part is written: only the act's own rollback undoes it
    raise Conflict(_("Somebody else is moving the same goods. Please try again."))


class _Plan:
    """What ``moves`` make of the levels as they were read."""

    def __init__(self, moves: Sequence[Move], held: Sequence[Reservation]) -> None:
        self._reserved = reservations.by_end(held)
        self._levels = self._read(moves)
        self.consumed: Counter[End] = Counter()
        self.values = [self._apply(move) for move in moves]

    @property
    def changed(self) -> list[Level]:
        return list(self._levels.values())

    def _read(self, moves: Sequence[Move]) -> dict[End, Level]:
        origins = {move.origin for move in moves if move.source.is_ours}
        ends = origins | {move.destination for move in moves if move.target.is_ours}
        found = levels.read(ends)
        self._refuse_shortage(moves, found)
        if len(found) == len(ends):
            return found
        levels.make(ends - found.keys())
        return levels.read(ends)

    def _refuse_shortage(self, moves: Sequence[Move], found: dict[End, Level]) -> None:
        wanted: Counter[End] = Counter()
        for move in moves:
            if move.source.is_ours:
                wanted[move.origin] += move.quantity
                free = found[move.origin].free + self._reserved[move.origin] if move.origin in found else 0
                if wanted[move.origin] > free:
                    raise _shortage(move, free)

    def _apply(self, move: Move) -> Decimal:
        value = move.value if move.value is not None else ZERO
        if move.source.is_ours:
            level = self._levels[move.origin]
            value = level.give(move.quantity)
            own = min(move.quantity, self._reserved[move.origin] - self.consumed[move.origin])
            level.reserved -= own
            self.consumed[move.origin] += own
        if move.target.is_ours:
            self._levels[move.destination].gain(move.quantity, value)
        return value


def _refuse_nonsense(moves: Sequence[Move]) -> None:
    for move in moves:
        if move.quantity < 1:
            raise InvalidInput(_("A move needs at least one piece."), product_id=move.product_id)
        if move.source.pk == move.target.pk or not (move.source.is_ours or move.target.is_ours or _is_broken(move)):
            raise ValueError(f"no move of ours: from {move.source} to {move.target}")
        if not move.source.is_ours and move.value is None:
            raise ValueError(f"goods from {move.source} need a value")
        if move.value is not None and move.value < 0:
            raise InvalidInput(_("Goods cannot be worth less than nothing."), product_id=move.product_id)


def _is_broken(move: Move) -> bool:
    """What a customer brings back damaged is lost at once: it never lies on a floor of ours."""
    return (move.source.kind, move.target.kind) == (Place.Kind.CUSTOMER, Place.Kind.LOSS)


def _shortage(move: Move, left: int) -> InsufficientStock:
    name = move.name or Product.objects.values_list("name", flat=True).get(pk=move.product_id)
    sentence = _("No %(name)s is left at %(place)s.")
    if left:
        sentence = ngettext(
            "Only %(left)s %(name)s is left at %(place)s.", "Only %(left)s %(name)s are left at %(place)s.", left
        )
    words = {"left": left, "name": name, "place": move.source.name}
    return InsufficientStock(sentence % words, product_id=move.product_id, left=left)
