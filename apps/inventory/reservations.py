"""Pieces held back for a document: they stay where they are, and nobody else can take them."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.core import changes, clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NexusError
from apps.inventory.levels import End
from apps.inventory.models import Reservation, StockLevel
from apps.stores.models import Place


class NothingToReserve(NexusError):
    """The place has fewer free pieces than asked for. Details: ``product_id``, ``left``."""

    code = "insufficient_stock"


@transaction.atomic
def reserve(product: Product, place: Place, quantity: int, *, document: str, by: Actor) -> Reservation:
    """Hold ``quantity`` free pieces back for ``document``; refuses when fewer are free."""
    if quantity < 1:
        raise InvalidInput(_("A reservation needs at least one piece."))
    level = StockLevel.objects.filter(product=product, place=place)
    if not level.filter(quantity__gte=F("reserved") + quantity).update(reserved=F("reserved") + quantity):
        raise _refusal(product, place, level.first())
    reservation = Reservation.objects.create(
        product=product, place=place, quantity=quantity, document=document, at=clock.now(), user_name=by.name
    )
    changes.record(changes.LEVEL, [product.pk], shop_id=place.shop_id)
    return reservation


@transaction.atomic
def release(document: str, *, by: Actor) -> int:
    """Give back what ``document`` still holds; answers how many pieces. Done twice it gives back nothing."""
    held = held_by(document)
    for reservation in held:
        _end(reservation)
        level = StockLevel.objects.filter(product_id=reservation.product_id, place_id=reservation.place_id)
        level.update(reserved=F("reserved") - reservation.quantity)
        changes.record(changes.LEVEL, [reservation.product_id], shop_id=reservation.place.shop_id)
    return sum(reservation.quantity for reservation in held)


def held_by(document: str) -> list[Reservation]:
    """The open reservations of a document, none for the empty one; in the order in which levels are locked."""
    if not document:
        return []
    open_ones = Reservation.objects.filter(document=document, ended_at=None)
    return list(open_ones.select_related("place").order_by("product_id", "place_id", "pk"))


def by_end(held: Sequence[Reservation]) -> Counter[End]:
    """The pieces held, by product and place."""
    pieces: Counter[End] = Counter()
    for reservation in held:
        pieces[reservation.product_id, reservation.place_id] += reservation.quantity
    return pieces


def consume(held: Sequence[Reservation], taken: Counter[End]) -> None:
    """End the reservations whose pieces were ``taken`` (the ledger has lowered their levels); a rest stays held."""
    open_pieces = Counter(taken)
    for reservation in held:
        end = (reservation.product_id, reservation.place_id)
        pieces = min(open_pieces[end], reservation.quantity)
        open_pieces[end] -= pieces
        if pieces == reservation.quantity:
            _end(reservation)
        elif pieces:
            _lower(reservation, pieces)


def _end(reservation: Reservation) -> None:
    still_held = Reservation.objects.filter(pk=reservation.pk, ended_at=None, quantity=reservation.quantity)
    if not still_held.update(ended_at=clock.now()):
        raise _taken_meanwhile(reservation)


def _lower(reservation: Reservation, pieces: int) -> None:
    still_held = Reservation.objects.filter(pk=reservation.pk, ended_at=None, quantity=reservation.quantity)
    if not still_held.update(quantity=F("quantity") - pieces):
        raise _taken_meanwhile(reservation)
    _keep_taken(reservation, pieces)


def _keep_taken(reservation: Reservation, pieces: int) -> None:
    """What was held of the pieces taken stays written down, so that past evenings can be told."""
    taken = Reservation.objects.get(pk=reservation.pk)
    taken.pk, taken.quantity, taken.ended_at = None, pieces, clock.now()
    taken.save(force_insert=True)


def _taken_meanwhile(reservation: Reservation) -> Conflict:
    return Conflict(
        _("The pieces held for %(document)s were taken or released meanwhile.") % {"document": reservation.document}
    )


def _refusal(product: Product, place: Place, level: StockLevel | None) -> NothingToReserve:
    free = level.quantity - level.reserved if level else 0
    words = {"free": free, "name": product.name, "place": place.name}
    return NothingToReserve(
        _("%(place)s has %(free)s free of %(name)s, fewer than asked for.") % words, product_id=product.pk, left=free
    )
