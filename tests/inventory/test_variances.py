"""Differences of a count are corrected once, at cost, when somebody else than the counters approves them."""

from decimal import Decimal

import pytest

from apps.core.refusals import Conflict
from apps.inventory import counting, integrity, reservations, variances
from apps.inventory.models import StockCount, StockMove
from apps.inventory.steps import WrongState
from apps.stores import company, places
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from apps.users.second_person import OwnWork
from tests.factories.counts import SYSTEM, counted, make_count, sell
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_manager, make_md

pytestmark = pytest.mark.django_db
State = StockCount.State


@pytest.fixture
def shop(noon: object):
    make_company()
    company.forget()
    return make_shop(name="Wuse II")


@pytest.fixture
def floor(shop):
    return places.floor_of(shop)


@pytest.fixture
def jeans(floor):
    product = make_goods("Jeans")
    stock(product, floor, 10)
    return product


def moves_of(count: StockCount) -> list[tuple[str, str, int, Decimal]]:
    moves = StockMove.objects.filter(document=count.number).order_by("pk")
    return [(move.source.kind, move.target.kind, move.quantity, move.value) for move in moves]


def test_nothing_moves_before_it_is_approved(shop, floor, jeans):
    count = counted(shop, {jeans: 8})

    assert (count.state, level_of(jeans, floor)[0], moves_of(count)) == (State.WAITING, 10, [])


def test_missing_pieces_leave_with_their_value(shop, floor, jeans):
    count = variances.approve(counted(shop, {jeans: 8}), by=SYSTEM, note="Seen")

    assert (count.state, level_of(jeans, floor)) == (State.COMPLETED, (8, Decimal("800.00")))
    assert moves_of(count) == [("floor", "loss", 2, Decimal("200.00"))]
    assert StockMove.objects.latest("pk").reason == StockMove.Reason.COUNT
    assert [line.value for line in count.lines.all()] == [Decimal("-200.00")]
    assert integrity.findings() == []


def test_found_pieces_come_in_at_the_average_cost(shop, floor, jeans):
    stock(jeans, places.warehouse_of(shop), 10, Decimal("2000.00"))

    count = variances.approve(counted(shop, {jeans: 12}), by=SYSTEM)

    assert moves_of(count) == [("loss", "floor", 2, Decimal("300.00"))]
    assert level_of(jeans, floor) == (12, Decimal("1300.00"))
    assert integrity.findings() == []


def test_found_pieces_of_what_nobody_has_come_in_at_the_catalogue_s_cost(shop, floor, jeans):
    cap = make_goods("Cap", cost=Decimal("70.00"))

    variances.approve(counted(shop, {jeans: 10, cap: 1}), by=SYSTEM)

    assert level_of(cap, floor) == (1, Decimal("70.00"))


def test_what_is_sold_before_the_approval_stays_sold(shop, floor, jeans):
    count = counted(shop, {jeans: 8})
    sell(jeans, floor, 5)

    variances.approve(count, by=SYSTEM)

    assert level_of(jeans, floor)[0] == 3
    assert integrity.findings() == []


def test_selling_during_the_whole_count_leaves_what_is_there(shop, floor, jeans):
    """The variance is what was counted less the snapshot and every move since, until the entry."""
    count = make_count(shop)
    sell(jeans, floor, 2)
    counting.enter(count, jeans, floor, 7, by=SYSTEM)
    sell(jeans, floor, 3)
    counting.finish(count, by=SYSTEM, is_rest_missing=True)
    sell(jeans, floor, 1)

    variances.approve(count, by=SYSTEM)

    line = count.lines.get()
    assert (line.book, line.expected, line.counted, line.variance) == (10, 8, 7, -1)
    assert level_of(jeans, floor)[0] == 7 - 3 - 1


def test_missing_pieces_that_left_meanwhile_are_told(shop, floor, jeans):
    count = counted(shop, {jeans: 8})
    sell(jeans, floor, 9)

    with pytest.raises(Conflict) as refusal:
        variances.approve(count, by=SYSTEM)

    told = "Only 1 Jeans is left at Wuse II, shop floor. Have it counted again, or free what is reserved of it."
    assert refusal.value.sentence == told
    assert (StockCount.objects.get().state, moves_of(count)) == (State.WAITING, [])


def test_reserved_pieces_are_not_corrected_away(shop, floor, jeans):
    count = counted(shop, {jeans: 8})
    reservations.reserve(jeans, floor, 9, document="PRE-1", by=SYSTEM)

    with pytest.raises(Conflict):
        variances.approve(count, by=SYSTEM)

    assert level_of(jeans, floor)[0] == 10


def test_it_is_approved_once(shop, floor, jeans):
    count = variances.approve(counted(shop, {jeans: 8}), by=SYSTEM)

    with pytest.raises(WrongState) as refusal:
        variances.approve(count, by=SYSTEM)

    assert refusal.value.sentence == "CNT-202603-001 is completed already (Nexus)."
    assert level_of(jeans, floor)[0] == 8


def test_a_counter_does_not_approve_while_another_may(shop, floor, jeans):
    mine, other = make_md(shop, first_name="Bisi"), make_md(shop)
    count = counted(shop, {jeans: 8}, by=actor_for(mine))

    with pytest.raises(OwnWork) as refusal:
        variances.approve(count, by=actor_for(mine))

    assert refusal.value.sentence == "You did this yourself: ask somebody else to approve it, such as Ada Obi."
    assert (StockCount.objects.get().state, level_of(jeans, floor)[0]) == (State.WAITING, 10)
    done = variances.approve(count, by=actor_for(other))
    assert (done.state, StockCount.objects.get().is_self_approved) == (State.COMPLETED, False)


def test_a_lone_md_approves_their_own_count_marked_so(shop, floor, jeans):
    alone = make_md(shop)
    make_manager(shop)
    make_md(shop, is_active=False)
    count = counted(shop, {jeans: 8}, by=actor_for(alone))

    variances.approve(count, by=actor_for(alone))

    assert (StockCount.objects.get().state, StockCount.objects.get().is_self_approved) == (State.COMPLETED, True)


def test_whoever_only_started_it_may_approve(shop, floor, jeans):
    starter, counter = make_md(shop), make_md(shop)
    count = counted(shop, {jeans: 8}, by=actor_for(counter))
    count.steps.update(user=starter)

    assert variances.approve(count, by=actor_for(starter)).is_self_approved is False


def test_nobody_of_another_shop_approves(shop, floor, jeans):
    count = counted(shop, {jeans: 8})

    with pytest.raises(BeyondReach):
        variances.approve(count, by=actor_for(make_manager(make_shop())))

    assert StockCount.objects.get().state == State.WAITING
