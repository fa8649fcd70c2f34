"""People say how many pieces they found, each scan kept; what the books say in that moment is noted beside it."""

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.core import bulk, clock
from apps.core.actor import Actor
from apps.core.money import ZERO, money
from apps.core.refusals import InvalidInput
from apps.inventory import count_steps, counts, queries, steps
from apps.inventory.models import CountEntry, CountLine, CountStep, StockCount, StockLevel
from apps.stores import company
from apps.stores.models import Place
from apps.users import reach

MOST_PIECES = 100_000
KEYS_A_STATEMENT = 1000  # SQL Server takes 2,100 parameters
State, Scope, Kind = StockCount.State, StockCount.Scope, CountStep.Kind


class NotOnCount(InvalidInput):
    """The product is not among what is counted now."""

    code = "not_on_count"


@transaction.atomic
def enter(count: StockCount, product: Product, place: Place, pieces: int, *, by: Actor) -> int:
    """Pieces that ``by`` found at a place, or takes back when below zero; answers how many they found by now.

    Refuses WrongState, NotOnCount, CountedAlready.
    """
    reach.refuse_beyond(by, count.shop)
    _lock(count)
    line = _line_of(count, product, place)
    own = CountEntry.objects.filter(line=line, round=line.round, user=by.user_id)
    found = (own.aggregate(found=Sum("pieces"))["found"] or 0) + pieces
    if not 0 <= found <= MOST_PIECES:
        raise InvalidInput(_("Between 0 and %(most)s pieces, please.") % {"most": f"{MOST_PIECES:,}"})
    books = _books_of(line)
    CountEntry.objects.create(
        line=line, round=line.round, pieces=pieces, at=clock.now(), user_id=by.user_id, user_name=by.name
    )
    CountLine.objects.filter(pk=line.pk).update(
        counted=Coalesce(F("counted"), 0) + pieces,
        first_expected=Coalesce(F("first_expected"), books),
        expected=books,
        counted_at=clock.now(),
    )
    return found


@transaction.atomic
def finish(count: StockCount, *, by: Actor, is_rest_missing: bool) -> StockCount:
    """Nobody counts any more: great differences are counted once again, others wait for approval.

    What nobody scanned is missing when ``is_rest_missing``, and otherwise left out. Without a difference the count is
    completed.
    """
    reach.refuse_beyond(by, count.shop)
    before = _lock(count)
    if is_rest_missing:
        _count_none_of(_asked(count).filter(counted=None))
    counted = count.lines.filter(counted__isnull=False)
    if not counted.exists():
        raise InvalidInput(_("Nothing was counted yet: scan what is there first."))
    differing = _valued(counted.exclude(counted=F("expected"), first_expected=F("expected")))
    bulk.update_column(CountLine, "value", {line.pk: line.value for line in differing})
    count_steps.note(count, Kind.COUNTED, by, pieces=counted.aggregate(all=Sum("counted"))["all"] or 0)
    again = [line for line in differing if _is_doubtful(line)] if before == State.COUNTING else []
    if again:
        _ask_again(count, again, by)
    elif any(line.variance for line in differing):
        steps.take(count, before, State.WAITING)
    else:
        steps.take(count, before, State.COMPLETED)
        count_steps.close(count)
        count_steps.note(count, Kind.COMPLETED, by)
    return count


@transaction.atomic
def count_again(count: StockCount, *, by: Actor, reason: str) -> StockCount:
    """Whoever should approve wants every difference counted once more."""
    if not reason.strip():
        raise InvalidInput(_("Say why it is counted again."))
    reach.refuse_beyond(by, count.shop)
    steps.take(count, State.WAITING, State.WAITING)
    lines = count.lines.filter(counted__isnull=False).exclude(counted=F("expected"))
    _ask_again(count, list(lines), by, reason)
    return count


def _lock(count: StockCount) -> StockCount.State:
    """Until the transaction ends nobody else scans or finishes; answers the state in which it is."""
    state = StockCount.objects.values_list("state", flat=True).get(pk=count.pk)
    before = State(state) if state in counts.UNDER_WAY else State.COUNTING
    steps.take(count, before, before)
    count.refresh_from_db(fields=["round", "state"])
    return before


def _line_of(count: StockCount, product: Product, place: Place) -> CountLine:
    line = count.lines.filter(product=product, place=place).first()
    if line is None:
        _refuse_uncalled(count, product, place)
        try:
            with transaction.atomic():
                line = CountLine.objects.create(count=count, product=product, place=place)
        except IntegrityError as error:
            raise count_steps.counted_already([(product.pk, place.pk)]) from error
    if line.round != count.round:
        raise NotOnCount(
            _("%(product)s is not counted again: only what differs much is.") % {"product": product.name},
            product_id=product.pk,
        )
    return line


def _refuse_uncalled(count: StockCount, product: Product, place: Place) -> None:
    """What the books did not know of joins a count of everything, or of its category."""
    if place not in counts.places_of(count):
        raise NotOnCount(_("%(place)s is not counted by this.") % {"place": place.name})
    is_wanted = count.scope == Scope.ALL or (
        count.scope == Scope.CATEGORY and product.style.category_id == count.category_id
    )
    if count.state == State.RECOUNTING or not is_wanted:
        raise NotOnCount(
            _("%(product)s is not on this count: lay it aside.") % {"product": product.name}, product_id=product.pk
        )


def _asked(count: StockCount) -> QuerySet[CountLine]:
    """The lines that are counted in this round."""
    return count.lines.filter(round=count.round)


def _books_of(line: CountLine) -> int:
    level = StockLevel.objects.filter(product=line.product_id, place=line.place_id)
    return level.values_list("quantity", flat=True).first() or 0


def _count_none_of(lines: QuerySet[CountLine]) -> None:
    levels = StockLevel.objects.filter(product=OuterRef("product"), place=OuterRef("place"))
    books = Coalesce(Subquery(levels.values("quantity")[:1]), 0)
    lines.update(counted=0, expected=books, first_expected=books, counted_at=clock.now())


def _valued(rows: QuerySet[CountLine]) -> list[CountLine]:
    """The lines with their difference's value at the product's average cost."""
    lines = list(rows.select_related("product", "place"))
    costs = queries.average_costs({line.product_id for line in lines})
    for line in lines:
        line.value = money(costs[line.product_id] * line.variance)
    return lines


def _is_doubtful(line: CountLine) -> bool:
    """Whether it should be counted once more: much is amiss, or pieces came and went between two scans of it."""
    limits = company.current()
    is_many = 0 < limits.recount_pieces <= abs(line.variance)
    is_dear = ZERO < limits.recount_value <= abs(line.value)
    return is_many or is_dear or line.has_moved


def _ask_again(count: StockCount, lines: list[CountLine], by: Actor, reason: str = "") -> None:
    steps.take(count, count.state, State.RECOUNTING)
    count.round += 1
    count.save(update_fields=["round"])
    afresh = {"round": count.round, "counted": None, "expected": None, "first_expected": None, "value": ZERO}
    keys = [line.pk for line in lines]
    for start in range(0, len(keys), KEYS_A_STATEMENT):
        CountLine.objects.filter(pk__in=keys[start : start + KEYS_A_STATEMENT]).update(**afresh)
    count_steps.note(count, Kind.RECOUNT, by, pieces=len(lines), note=reason)
