"""A count begins with what the books say of the goods in it, and may be called off until it is approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.catalog.models import Category
from apps.core import bulk, clock, numbering
from apps.core.actor import Actor
from apps.core.bulk import Every
from apps.core.refusals import InvalidInput
from apps.inventory import count_steps, due, once, steps
from apps.inventory.models import CountLine, CountStep, StockCount, StockLevel
from apps.stores.models import Place, Shop
from apps.users import reach

SERIES = "CNT"
MOST_DUE = 500
COUNTED_IN = (Place.Kind.FLOOR, Place.Kind.WAREHOUSE)
State, Scope, Kind = StockCount.State, StockCount.Scope, CountStep.Kind
UNDER_WAY = (State.COUNTING, State.RECOUNTING)
OPEN = (*UNDER_WAY, State.WAITING)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What shall be counted: in one place, or in the whole shop; ``most`` is the length of a cycle list."""

    shop: Shop
    key: UUID
    scope: StockCount.Scope = Scope.ALL
    place: Place | None = None
    category: Category | None = None
    most: int = 20
    note: str = ""

    @property
    def body_hash(self) -> str:
        place, category = self.place and self.place.pk, self.category and self.category.pk
        return once.hash_of(self.shop.pk, self.scope, place, category, self.most, self.note)


def start(plan: Plan, *, by: Actor) -> StockCount:
    """Write down what the books say now. Refuses InvalidInput, BeyondReach, CountedAlready.

    Sent again it answers the first count, with other content Conflict.
    """
    return once.make(StockCount, plan, lambda: _start(plan, by))


@transaction.atomic
def cancel(count: StockCount, *, by: Actor, reason: str) -> StockCount:
    """Before it is approved: nothing is corrected."""
    if not reason.strip():
        raise InvalidInput(_("Say why %(count)s is cancelled.") % {"count": count.number})
    reach.refuse_beyond(by, count.shop)
    fresh = StockCount.objects.select_for_update().get(pk=count.pk)
    steps.refuse_other_state(fresh, *OPEN)
    steps.take(count, fresh.state, State.CANCELLED)
    count_steps.close(count)
    count_steps.note(count, Kind.CANCELLED, by, note=reason)
    return count


def places_of(count: StockCount) -> list[Place]:
    """Where it is counted: its place, or floor and warehouse."""
    if count.place:
        return [count.place]
    return list(Place.objects.filter(shop=count.shop, kind__in=COUNTED_IN).order_by("kind"))


def _start(plan: Plan, by: Actor) -> StockCount:
    _refuse_nonsense(plan)
    reach.refuse_beyond(by, plan.shop)
    levels = _levels(plan)
    count = _insert(plan, by)
    _insert_lines(count, levels)
    count_steps.note(count, Kind.STARTED, by, pieces=len(levels), note=plan.note)
    return count


def _refuse_nonsense(plan: Plan) -> None:
    if not plan.shop.is_active:
        raise InvalidInput(_("%(shop)s is closed: nothing is counted there.") % {"shop": plan.shop.name})
    if plan.place and (plan.place.shop_id != plan.shop.pk or plan.place.kind not in COUNTED_IN):
        raise InvalidInput(_("%(place)s is no floor or warehouse of the shop.") % {"place": plan.place.name})
    if (plan.scope == Scope.CATEGORY) != (plan.category is not None):
        raise InvalidInput(_("Choose a category when one category is counted, and none otherwise."))
    if not 1 <= plan.most <= MOST_DUE:
        raise InvalidInput(_("A list of what is due holds 1 to %(most)s products.") % {"most": MOST_DUE})


def _levels(plan: Plan) -> list[tuple[int, int, int]]:
    """Product, place and pieces of all that is to be counted."""
    rows = StockLevel.objects.filter(place__shop=plan.shop, place__kind__in=COUNTED_IN, quantity__gt=0)
    if plan.place:
        rows = rows.filter(place=plan.place)
    if plan.category:
        rows = rows.filter(product__style__category=plan.category)
    if plan.scope == Scope.CYCLE:
        rows = rows.filter(pk__in=due.most_due(rows, plan.most))
    levels = list(rows.order_by("product_id", "place_id").values_list("product_id", "place_id", "quantity"))
    if plan.scope != Scope.ALL and not levels:
        raise InvalidInput(_("Nothing of this lies there by the books: choose another place or category."))
    return levels


def _insert(plan: Plan, by: Actor) -> StockCount:
    return StockCount.objects.create(
        number=numbering.monthly(SERIES, clock.today()),
        key=plan.key,
        body_hash=plan.body_hash,
        shop=plan.shop,
        place=plan.place,
        scope=plan.scope,
        category=plan.category,
        business_date=clock.today(),
        created_at=clock.now(),
        created_by_name=by.name,
        note=plan.note[:200],
    )


def _insert_lines(count: StockCount, levels: Sequence[tuple[int, int, int]]) -> None:
    if not levels:
        return
    products, places, pieces = zip(*levels, strict=True)
    columns: dict[str, bulk.Column] = {
        "count_id": Every(count.pk),
        "product_id": products,
        "place_id": places,
        "book": pieces,
    }
    try:
        with transaction.atomic():
            bulk.insert_columns(CountLine, len(levels), columns)
    except IntegrityError as error:
        raise count_steps.counted_already(zip(products, places, strict=True)) from error
