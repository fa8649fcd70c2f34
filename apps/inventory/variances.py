"""What was found or missing at a count is corrected once somebody else than the counters approves it."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.core import bulk
from apps.core.actor import Actor
from apps.core.money import money
from apps.core.refusals import Conflict
from apps.inventory import count_steps, ledger, queries, steps
from apps.inventory.ledger import InsufficientStock, Move
from apps.inventory.models import CountEntry, CountLine, CountStep, StockCount, StockMove
from apps.stores import places
from apps.stores.models import Place
from apps.users import reach, second_person

RIGHT = "inventory.approve_stockcount"
State, Kind = StockCount.State, CountStep.Kind


@transaction.atomic
def approve(count: StockCount, *, by: Actor, note: str = "") -> StockCount:
    """Correct the levels by the differences. Found pieces come in at the product's average cost.

    Refuses WrongState (somebody else approved it), OwnWork to a counter while another may approve, Conflict when
    pieces that are missing left meanwhile.
    """
    reach.refuse_beyond(by, count.shop)
    count.is_self_approved = second_person.refuse_own(by, right=RIGHT, did=counters_of(count), shop=count.shop)
    steps.take(count, State.WAITING, State.COMPLETED)
    count.save(update_fields=["is_self_approved"])
    lines = list(_differing(count))
    for line, value in zip(lines, _correct(count, lines, by, note), strict=True):
        line.value = value if line.variance > 0 else -value
    bulk.update_column(CountLine, "value", {line.pk: line.value for line in lines})
    count_steps.close(count)
    count_steps.note(count, Kind.APPROVED, by, pieces=sum(abs(line.variance) for line in lines), note=note)
    return count


def counters_of(count: StockCount) -> set[int]:
    """The keys of the people who scanned in it."""
    scanned = CountEntry.objects.filter(line__count=count, user__isnull=False).order_by()
    return {key for key in scanned.values_list("user_id", flat=True).distinct() if key}


def _differing(count: StockCount) -> list[CountLine]:
    rows = count.lines.filter(counted__isnull=False).exclude(counted=F("expected"))
    return list(rows.select_related("product", "place").order_by("product_id", "place_id"))


def _correct(count: StockCount, lines: list[CountLine], by: Actor, note: str) -> tuple[Decimal, ...]:
    loss = places.outside(Place.Kind.LOSS)
    costs = queries.average_costs({line.product_id for line in lines})
    moves = []
    for line in lines:
        pieces, name = abs(line.variance), line.product.name
        if line.variance < 0:
            moves.append(Move(line.product_id, line.place, loss, pieces, name=name))
        else:
            worth = money(costs[line.product_id] * pieces)
            moves.append(Move(line.product_id, loss, line.place, pieces, worth, name))
    try:
        taken = ledger.post(moves, document=count.number, reason=StockMove.Reason.COUNT, by=by, note=note)
    except InsufficientStock as refusal:
        said = _("%(sentence)s Have it counted again, or free what is reserved of it.")
        raise Conflict(said % {"sentence": refusal.sentence}, **refusal.details) from refusal
    return taken.values
