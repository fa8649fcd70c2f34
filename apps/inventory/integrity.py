"""The books of the stock are in order when every level is what its moves make it, in pieces and in value."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO, format_money
from apps.inventory.models import (
    CountLine,
    Reservation,
    StockCount,
    StockLevel,
    StockMove,
    Transfer,
    TransferLine,
)
from apps.stores.models import Place

Sums = dict[tuple[int, int], tuple[int, Decimal]]
"""Pieces and value by product and place."""


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    return [
        *_levels_beside_moves(),
        *_reserved_beside_reservations(),
        *_roads_beside_transfers(),
        *_counts_beside_moves(),
    ]


def _levels_beside_moves() -> Iterator[str]:
    moved = _sums_of_moves()
    levels = {(level.product_id, level.place_id): level for level in StockLevel.objects.iterator()}
    for end in sorted(moved.keys() | levels.keys()):
        level = levels.get(end)
        pieces, value = (level.quantity, level.value) if level else (0, ZERO)
        if (pieces, value) != moved.get(end, (0, ZERO)):
            sentence = _("%(goods)s: the level says %(level)s, its moves %(moves)s.")
            moves = _words(*moved.get(end, (0, ZERO)))
            yield sentence % {"goods": _goods(*end), "level": _words(pieces, value), "moves": moves}


def _reserved_beside_reservations() -> Iterator[str]:
    held = Reservation.objects.filter(ended_at=None).order_by().values_list("product", "place")
    reserved = {(product, place): pieces for product, place, pieces in held.annotate(Sum("quantity"))}
    for level in StockLevel.objects.exclude(reserved=0).iterator():
        expected = reserved.pop((level.product_id, level.place_id), 0)
        if level.reserved != expected:
            yield _held_apart(level.product_id, level.place_id, level.reserved, expected)
    for (product, place), pieces in sorted(reserved.items()):
        yield _held_apart(product, place, 0, pieces)


def _roads_beside_transfers() -> Iterator[str]:
    """What lies on the road is what the transfers under way say."""
    rows = TransferLine.objects.filter(transfer__state__in=(Transfer.State.IN_TRANSIT, Transfer.State.RECEIVED))
    under_way = rows.order_by().values_list("product", "transfer__target__shop__location__transit_places")
    left = Sum(F("sent") - F("received") - F("found") - F("lost"))
    expected = {(product, road): pieces for product, road, pieces in under_way.annotate(left=left) if pieces}
    levels = StockLevel.objects.filter(place__kind=Place.Kind.TRANSIT).exclude(quantity=0)
    lying = {(level.product_id, level.place_id): level.quantity for level in levels}
    for end in sorted(expected.keys() | lying.keys()):
        if expected.get(end, 0) != lying.get(end, 0):
            sentence = _("%(goods)s: %(level)s pieces lie there, the transfers say %(transfers)s.")
            yield sentence % {"goods": _goods(*end), "level": lying.get(end, 0), "transfers": expected.get(end, 0)}


def _counts_beside_moves() -> Iterator[str]:
    """A completed count corrected what it says, and nothing else."""
    lines = CountLine.objects.filter(count__state=StockCount.State.COMPLETED).exclude(counted=F("expected"))
    told = lines.select_related("count").iterator()
    expected = {(line.count.number, line.product_id, line.place_id): line.variance for line in told}
    moved = _moved_by_counts()
    for end in sorted(expected.keys() | moved.keys()):
        if expected.get(end, 0) != moved.get(end, 0):
            sentence = _("%(count)s, %(goods)s: it found %(variance)s, its moves say %(moves)s.")
            words = {"variance": f"{expected.get(end, 0):+}", "moves": f"{moved.get(end, 0):+}"}
            yield sentence % (words | {"count": end[0], "goods": _goods(*end[1:])})


def _moved_by_counts() -> dict[tuple[str, int, int], int]:
    """Pieces that came in (above zero) or left by a count's number, product and place."""
    pieces: dict[tuple[str, int, int], int] = defaultdict(int)
    moves = StockMove.objects.filter(reason=StockMove.Reason.COUNT, document__startswith="CNT-")
    for end, sign in (("source", -1), ("target", 1)):
        ours = moves.filter(**{f"{end}__kind__in": Place.OURS})
        for number, product, place, quantity in ours.values_list("document", "product", end, "quantity"):
            pieces[number, product, place] += sign * quantity
    return pieces


def _sums_of_moves() -> Sums:
    """What the moves into a place less those out of it come to, for our own places."""
    sums: Sums = defaultdict(lambda: (0, ZERO))
    for end, sign in (("source", -1), ("target", 1)):
        ours = StockMove.objects.filter(**{f"{end}__kind__in": Place.OURS}).order_by().values_list("product", end)
        for product, place, pieces, value in ours.annotate(Sum("quantity"), Sum("value", output_field=MoneyField())):
            before = sums[product, place]
            sums[product, place] = (before[0] + sign * pieces, before[1] + sign * value)
    return sums


def _held_apart(product: int, place: int, level: int, reservations: int) -> str:
    sentence = _("%(goods)s: %(level)s reserved, its reservations come to %(held)s.")
    return sentence % {"goods": _goods(product, place), "level": level, "held": reservations}


def _goods(product: int, place: int) -> str:
    return f"{Product.objects.get(pk=product)}, {Place.objects.get(pk=place)}"


def _words(pieces: int, value: Decimal) -> str:
    return _("%(pieces)s pieces worth %(value)s") % {"pieces": pieces, "value": format_money(value)}
