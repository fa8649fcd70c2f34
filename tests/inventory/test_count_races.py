"""Two people count, finish or approve in one moment: every scan counts, one takes the step, no piece moves twice."""

import pytest

from apps.core.refusals import Conflict
from apps.inventory import counting, counts, integrity, variances, write_offs
from apps.inventory.models import CountEntry, StockCount, WriteOff
from apps.stores import places
from tests.databases import in_threads
from tests.factories.counts import SYSTEM, counted, make_count, make_write_off, plan_of, sell
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.stores import make_company, make_shop

pytestmark = pytest.mark.usefixtures("real_database")
AT_ONCE = 8


def furnish(pieces: int = 10):
    make_company()
    shop = make_shop(name="Wuse II")
    jeans, floor = make_goods("Jeans"), places.floor_of(shop)
    stock(jeans, floor, pieces)
    return shop, floor, jeans


def refusals(answers: list[object]) -> int:
    return sum(isinstance(answer, Conflict) for answer in answers)


def test_one_of_many_approves():
    shop, floor, jeans = furnish()
    count = counted(shop, {jeans: 8})

    answers = in_threads([lambda: variances.approve(StockCount.objects.get(pk=count.pk), by=SYSTEM)] * AT_ONCE)

    assert (refusals(answers), level_of(jeans, floor)[0]) == (AT_ONCE - 1, 8)
    assert integrity.findings() == []


def test_scans_of_many_people_all_count():
    shop, floor, jeans = furnish()
    count = make_count(shop)

    answers = in_threads([lambda: counting.enter(count, jeans, floor, 1, by=SYSTEM)] * AT_ONCE)

    assert sorted(answers) == list(range(1, AT_ONCE + 1))
    assert (count.lines.get().counted, CountEntry.objects.count()) == (AT_ONCE, AT_ONCE)


def test_many_find_something_unknown_at_once():
    shop, floor, _jeans = furnish()
    count, cap = make_count(shop), make_goods("Cap")

    in_threads([lambda: counting.enter(count, cap, floor, 1, by=SYSTEM)] * AT_ONCE)

    assert count.lines.get(product=cap).counted == AT_ONCE


def test_a_scan_comes_before_the_end_or_is_told_and_never_lost():
    shop, floor, jeans = furnish()
    count = make_count(shop)
    counting.enter(count, jeans, floor, 2, by=SYSTEM)

    def scan() -> int:
        return counting.enter(StockCount.objects.get(pk=count.pk), jeans, floor, 1, by=SYSTEM)

    def finish() -> StockCount:
        return counting.finish(StockCount.objects.get(pk=count.pk), by=SYSTEM, is_rest_missing=True)

    answers = in_threads([scan, scan, scan, finish])

    scanned = sum(isinstance(answer, int) for answer in answers)
    first_round = sum(CountEntry.objects.filter(round=1).values_list("pieces", flat=True))
    told = StockCount.objects.get().steps.get(kind="counted").pieces
    after = sum(CountEntry.objects.filter(round=2).values_list("pieces", flat=True))
    assert (first_round, first_round + after) == (told, 2 + scanned)


def test_selling_goes_on_while_many_count():
    shop, floor, jeans = furnish(40)
    count = make_count(shop)

    in_threads([lambda: counting.enter(count, jeans, floor, 1, by=SYSTEM), lambda: sell(jeans, floor)] * (AT_ONCE // 2))

    line = count.lines.get()
    assert (line.counted, level_of(jeans, floor)[0]) == (AT_ONCE // 2, 40 - AT_ONCE // 2)
    assert line.first_expected >= line.expected >= 40 - AT_ONCE // 2
    assert integrity.findings() == []


def test_the_same_goods_are_in_one_of_many_counts():
    shop, _floor, _jeans = furnish()

    answers = in_threads([lambda: counts.start(plan_of(shop), by=SYSTEM)] * AT_ONCE)

    assert (refusals(answers), StockCount.objects.count()) == (AT_ONCE - 1, 1)


def test_the_same_form_sent_by_many_is_one_count():
    shop, _floor, _jeans = furnish()
    plan = plan_of(shop)

    made = in_threads([lambda: counts.start(plan, by=SYSTEM)] * AT_ONCE)

    assert {count.number for count in made} == {StockCount.objects.get().number}


def test_one_of_many_approves_a_write_off():
    _shop, floor, jeans = furnish(300)
    write_off = write_offs.submit(make_write_off(floor, {jeans: 250}), by=SYSTEM)

    answers = in_threads([lambda: write_offs.approve(WriteOff.objects.get(pk=write_off.pk), by=SYSTEM)] * AT_ONCE)

    assert (refusals(answers), level_of(jeans, floor)[0]) == (AT_ONCE - 1, 50)
    assert integrity.findings() == []
