"""A count remembers what the books said, takes people's scans, and asks again where much is amiss."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from apps.audit.models import AuditEntry
from apps.catalog.models import Category
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import counting, counts
from apps.inventory.count_steps import CountedAlready
from apps.inventory.counting import NotOnCount
from apps.inventory.models import CountEntry, CountLine, StockCount
from apps.inventory.steps import WrongState
from apps.stores import company, places
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from tests.conftest import NOON
from tests.factories.counts import SYSTEM, counted, make_count, plan_of, sell
from tests.factories.inventory import make_goods, stock
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_cashier, make_manager

pytestmark = pytest.mark.django_db
State, Scope = StockCount.State, StockCount.Scope


@pytest.fixture
def shop(noon: object):
    make_company(recount_pieces=3, recount_value=Decimal("1000.00"))
    company.forget()
    return make_shop(name="Wuse II")


@pytest.fixture
def floor(shop):
    return places.floor_of(shop)


@pytest.fixture
def jeans(floor):
    """Ten, at ₦100.00."""
    product = make_goods("Jeans")
    stock(product, floor, 10)
    return product


def lines_of(count: StockCount) -> dict[str, tuple[int, int | None, int | None]]:
    """By product: the books at the start, those when it was counted, and what was counted."""
    return {line.product.name: (line.book, line.expected, line.counted) for line in count.lines.all()}


def test_a_count_begins_with_what_the_books_say(shop, floor, jeans):
    stock(make_goods("Elsewhere"), places.warehouse_of(shop), 5)

    count = make_count(shop)

    assert (count.number, count.state, lines_of(count)) == (
        "CNT-202603-001",
        State.COUNTING,
        {"Jeans": (10, None, None)},
    )


def test_a_whole_shop_is_counted_on_floor_and_in_warehouse(shop, floor, jeans):
    warehouse = places.warehouse_of(shop)
    stock(jeans, warehouse, 5)

    count = make_count(shop, place=None)

    assert [(line.place.kind, line.book) for line in count.lines.all()] == [("floor", 10), ("warehouse", 5)]
    assert counting.enter(count, jeans, warehouse, 5, by=SYSTEM) == 5


def test_a_category_is_counted_alone(shop, floor, jeans):
    shirt = make_goods("Shirt")
    shirt.style.category = Category.objects.create(name="Shirts")
    shirt.style.save()
    stock(shirt, floor, 1)

    count = make_count(shop, scope=Scope.CATEGORY, category=shirt.style.category)

    assert lines_of(count) == {"Shirt": (1, None, None)}
    with pytest.raises(NotOnCount) as refusal:
        counting.enter(count, jeans, floor, 1, by=SYSTEM)
    assert refusal.value.sentence == "Jeans is not on this count: lay it aside."
    assert not CountEntry.objects.exists()


def test_a_cycle_list_holds_what_is_worth_much_and_was_not_counted_for_long(shop, floor, jeans):
    coat, cap = make_goods("Coat", cost=Decimal("400.00")), make_goods("Cap", cost=Decimal("10.00"))
    stock(coat, floor, 10)
    stock(cap, floor, 10)
    counts.cancel(make_count(shop), by=SYSTEM, reason="Not today")
    with clock.at(NOON - timedelta(days=10)):
        counted(shop, {coat: 10, cap: 10, jeans: 10})
    CountLine.objects.filter(product=jeans).update(counted_at=NOON - timedelta(days=100))

    count = make_count(shop, scope=Scope.CYCLE, most=2)

    assert sorted(lines_of(count)) == ["Coat", "Jeans"]  # 4,000 × 10 days and 1,000 × 100, above 100 × 10


def test_the_most_due_comes_first(shop, floor, jeans):
    coat = make_goods("Coat", cost=Decimal("400.00"))
    stock(coat, floor, 10)

    assert list(lines_of(make_count(shop, scope=Scope.CYCLE, most=1))) == ["Coat"]


def test_goods_are_in_one_open_count_at_a_time(shop, floor, jeans):
    first = make_count(shop)

    with pytest.raises(CountedAlready) as refusal:
        make_count(shop, scope=Scope.CYCLE)

    assert refusal.value.sentence == "CNT-202603-001 counts the same goods: finish or cancel it first."
    assert StockCount.objects.count() == 1
    counts.cancel(first, by=SYSTEM, reason="Once more")
    assert make_count(shop).number == "CNT-202603-002"


def test_the_same_form_is_one_count(shop, jeans):
    plan = plan_of(shop)
    first = counts.start(plan, by=SYSTEM)

    assert counts.start(plan, by=SYSTEM) == first
    with pytest.raises(Conflict):
        counts.start(replace(plan, note="Another"), by=SYSTEM)
    assert StockCount.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"scope": Scope.CATEGORY}, "Choose a category when one category is counted, and none otherwise."),
        ({"scope": Scope.CYCLE, "most": 0}, "A list of what is due holds 1 to 500 products."),
        ({"scope": Scope.CYCLE}, "Nothing of this lies there by the books: choose another place or category."),
        ({"place": "elsewhere"}, "Ikeja, shop floor is no floor or warehouse of the shop."),
    ],
)
def test_nonsense_is_not_begun(shop, changes, sentence):
    elsewhere = places.floor_of(make_shop(name="Ikeja"))
    changes = {key: elsewhere if value == "elsewhere" else value for key, value in changes.items()}

    with pytest.raises(InvalidInput) as refusal:
        make_count(shop, **changes)

    assert refusal.value.sentence == sentence
    assert not StockCount.objects.exists()


def test_each_person_s_scans_are_kept(shop, floor, jeans):
    count = make_count(shop)
    for by in (actor_for(make_cashier(shop)), actor_for(make_manager(shop))):
        counting.enter(count, jeans, floor, 3, by=by)
        counting.enter(count, jeans, floor, 2, by=by)

    assert lines_of(count) == {"Jeans": (10, 10, 10)}
    scans = [(entry.user_name, entry.pieces) for entry in CountEntry.objects.all()]
    assert scans == [("Chidi Eze", 3), ("Chidi Eze", 2), ("Musa Bello", 3), ("Musa Bello", 2)]


def test_one_takes_back_no_more_than_one_s_own(shop, floor, jeans):
    count, mine, yours = make_count(shop), actor_for(make_cashier(shop)), actor_for(make_manager(shop))
    counting.enter(count, jeans, floor, 4, by=yours)
    counting.enter(count, jeans, floor, 2, by=mine)

    assert counting.enter(count, jeans, floor, -1, by=mine) == 1
    with pytest.raises(InvalidInput):
        counting.enter(count, jeans, floor, -2, by=mine)

    assert lines_of(count)["Jeans"][2] == 5


def test_what_is_sold_before_it_is_counted_is_expected_no_more(shop, floor, jeans):
    count = make_count(shop)
    sell(jeans, floor, 4)
    counting.enter(count, jeans, floor, 6, by=SYSTEM)
    sell(jeans, floor, 3)

    counting.finish(count, by=SYSTEM, is_rest_missing=True)

    assert (count.state, lines_of(count)) == (State.COMPLETED, {"Jeans": (10, 6, 6)})
    assert [line.variance for line in count.lines.all()] == [0]


def test_what_is_sold_between_two_scans_is_counted_again(shop, floor, jeans):
    count = make_count(shop)
    counting.enter(count, jeans, floor, 5, by=SYSTEM)
    sell(jeans, floor)
    counting.enter(count, jeans, floor, 4, by=SYSTEM)

    counting.finish(count, by=SYSTEM, is_rest_missing=True)

    assert (count.state, count.round, lines_of(count)) == (State.RECOUNTING, 2, {"Jeans": (10, None, None)})


def test_what_the_books_did_not_know_of_joins(shop, floor, jeans):
    count, cap = make_count(shop), make_goods("Cap")
    counting.enter(count, jeans, floor, 10, by=SYSTEM)
    counting.enter(count, cap, floor, 1, by=SYSTEM)

    counting.finish(count, by=SYSTEM, is_rest_missing=True)

    assert lines_of(count) == {"Cap": (0, 0, 1), "Jeans": (10, 10, 10)}
    assert (count.state, [line.value for line in count.lines.all()]) == (State.WAITING, [Decimal("100.00"), Decimal(0)])


def test_without_a_difference_nothing_waits(shop, floor, jeans):
    count = counted(shop, {jeans: 10})

    assert (count.state, [step.kind for step in count.steps.all()]) == (
        State.COMPLETED,
        ["started", "counted", "completed"],
    )


@pytest.mark.parametrize(("found", "state"), [(8, State.WAITING), (7, State.RECOUNTING), (13, State.RECOUNTING)])
def test_many_pieces_amiss_are_counted_again(shop, floor, jeans, found, state):
    count = make_count(shop)
    counting.enter(count, jeans, floor, found, by=SYSTEM)

    assert counting.finish(count, by=SYSTEM, is_rest_missing=True).state == state


def test_much_value_amiss_is_counted_again(shop, floor):
    coat = make_goods("Coat", cost=Decimal("1000.00"))
    stock(coat, floor, 2)
    count = make_count(shop)
    counting.enter(count, coat, floor, 1, by=SYSTEM)

    assert counting.finish(count, by=SYSTEM, is_rest_missing=True).state == State.RECOUNTING


def test_a_company_may_ask_nobody_to_count_again(shop, floor, jeans):
    make_company(recount_pieces=0, recount_value=Decimal(0))
    company.forget()
    count = make_count(shop)
    counting.enter(count, jeans, floor, 1, by=SYSTEM)

    assert counting.finish(count, by=SYSTEM, is_rest_missing=True).state == State.WAITING


def test_only_what_differs_much_is_counted_again_and_once(shop, floor, jeans):
    cap = make_goods("Cap")
    stock(cap, floor, 2)
    count = make_count(shop)
    counting.enter(count, jeans, floor, 5, by=SYSTEM)
    counting.enter(count, cap, floor, 1, by=SYSTEM)
    counting.finish(count, by=SYSTEM, is_rest_missing=True)

    with pytest.raises(NotOnCount) as refusal:
        counting.enter(count, cap, floor, 1, by=SYSTEM)
    counting.enter(count, jeans, floor, 6, by=SYSTEM)
    counting.finish(count, by=SYSTEM, is_rest_missing=True)

    assert refusal.value.sentence == "Cap is not counted again: only what differs much is."
    assert (count.state, lines_of(count)) == (State.WAITING, {"Cap": (2, 2, 1), "Jeans": (10, 10, 6)})
    assert CountEntry.objects.filter(line__product=jeans).count() == 2


def test_what_nobody_scanned_is_missing_or_left_out(shop, floor, jeans):
    cap = make_goods("Cap")
    stock(cap, floor, 1)
    for is_rest_missing, expected in ((True, (1, 1, 0)), (False, (1, None, None))):
        count = make_count(shop)
        counting.enter(count, jeans, floor, 10, by=SYSTEM)

        counting.finish(count, by=SYSTEM, is_rest_missing=is_rest_missing)

        assert lines_of(count)["Cap"] == expected
        if count.state != State.COMPLETED:
            counts.cancel(count, by=SYSTEM, reason="The next one")


def test_nothing_counted_is_no_count(shop, floor, jeans):
    count = make_count(shop)

    with pytest.raises(InvalidInput):
        counting.finish(count, by=SYSTEM, is_rest_missing=False)

    assert StockCount.objects.get().state == State.COUNTING


def test_what_waits_or_is_over_is_not_scanned(shop, floor, jeans):
    count = counted(shop, {jeans: 9})

    for act in (
        lambda: counting.enter(count, jeans, floor, 1, by=SYSTEM),
        lambda: counting.finish(count, by=SYSTEM, is_rest_missing=True),
    ):
        with pytest.raises(WrongState) as refusal:
            act()

    assert refusal.value.sentence == "CNT-202603-001 is waiting for approval already (Nexus)."
    assert lines_of(count)["Jeans"][2] == 9


def test_whoever_should_approve_may_have_it_counted_again(shop, floor, jeans):
    count = counted(shop, {jeans: 9})

    counting.count_again(count, by=SYSTEM, reason="Look behind the mirror")
    counting.enter(count, jeans, floor, 10, by=SYSTEM)
    counting.finish(count, by=SYSTEM, is_rest_missing=True)

    assert (count.state, lines_of(count)["Jeans"]) == (State.COMPLETED, (10, 10, 10))


def test_a_stranger_neither_counts_nor_starts(shop, floor, jeans):
    count, stranger = make_count(shop), actor_for(make_manager(make_shop()))

    for act in (
        lambda: counts.start(plan_of(shop), by=stranger),
        lambda: counting.enter(count, jeans, floor, 1, by=stranger),
        lambda: counting.finish(count, by=stranger, is_rest_missing=True),
        lambda: counts.cancel(count, by=stranger, reason="x"),
    ):
        with pytest.raises(BeyondReach):
            act()

    assert (StockCount.objects.get().state, CountEntry.objects.count()) == (State.COUNTING, 0)


def test_each_step_is_written_down(shop, floor, jeans):
    ada = Actor(user_id=None, name="Ada Obi", address="10.0.0.7")
    count = counts.start(plan_of(shop, note="Before Christmas"), by=ada)
    counting.enter(count, jeans, floor, 5, by=ada)
    counting.finish(count, by=ada, is_rest_missing=True)
    counts.cancel(count, by=ada, reason="The lights went out")

    steps = [(step.kind, step.pieces, step.user_name, step.note) for step in count.steps.all()]
    assert steps == [
        ("started", 1, "Ada Obi", "Before Christmas"),
        ("counted", 5, "Ada Obi", ""),
        ("recount", 1, "Ada Obi", ""),
        ("cancelled", 0, "Ada Obi", "The lights went out"),
    ]
    entries = AuditEntry.objects.filter(subject="stockcount").order_by("pk").values_list("act", "address")
    acts = ("start_count", "finish_count", "count_again", "cancel_count")
    assert list(entries) == [(f"inventory.{act}", "10.0.0.7") for act in acts]
