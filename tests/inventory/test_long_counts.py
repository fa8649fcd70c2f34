"""A count of a whole warehouse: 20,000 lines begin, are counted and settled within seconds, in portions.

Measured is the work of the processor, database included, so that others at work beside it do not count.
"""

import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.catalog.models import Barcode, Product
from apps.core import bulk, clock
from apps.inventory import counting, counts, integrity, variances
from apps.inventory.counts import Plan
from apps.inventory.models import CountEntry, CountLine, StockCount, StockLevel
from apps.purchasing.intake import IntakeLine, take_in
from apps.stores import company, places
from apps.stores.models import Place, Shop
from tests.factories.catalog import make_new
from tests.factories.stores import make_company, make_shop
from tests.factories.transfers import SYSTEM
from tests.factories.users import make_manager, signed_in

pytestmark = pytest.mark.django_db
MANY, SECONDS = 20_000, 10
PORTIONS = 8  # of 390 rows more


def furnish(number: int) -> tuple[Shop, Place]:
    """A shop on whose floor five pieces lie of each of so many products."""
    shop = make_shop()
    floor = places.floor_of(shop)
    first = Product.objects.count()
    for begin in range(first, first + number, 1_000):
        styles = range(begin, min(begin + 1_000, first + number))
        lines = [IntakeLine(new=make_new(style=f"Style {each}"), quantity=5, place=floor) for each in styles]
        take_in(lines, shop=shop, by=SYSTEM)
    return shop, floor


def start(shop: Shop, floor: Place) -> StockCount:
    return counts.start(Plan(shop=shop, key=uuid4(), place=floor), by=SYSTEM)


def scan_all(count: StockCount, found: int) -> None:
    """As if every product had been scanned, one by one, so that ``found`` pieces of each are there."""
    lines = list(count.lines.filter(round=count.round).values_list("pk", flat=True))
    entries = {"line_id": lines, "round": bulk.Every(count.round), "pieces": bulk.Every(found)}
    entries |= {"at": bulk.Every(clock.now()), "user_name": bulk.Every("Ada"), "user_id": bulk.Every(None)}
    bulk.insert_columns(CountEntry, len(lines), entries)
    told = {"counted": found, "expected": 5, "first_expected": 5, "counted_at": clock.now()}
    CountLine.objects.filter(count=count, round=count.round).update(**told)


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        act()
    return len(asked)


@pytest.mark.parametrize("found", [4, None])
def test_statements_of_a_count_grow_by_portion_not_by_line(noon: object, found: int | None) -> None:
    """``found`` of five, or nothing scanned at all; twice, where it is asked again."""

    def told(number: int) -> list[int]:
        shop, floor = furnish(number)
        count = StockCount()
        asked = [statements(lambda: count.__dict__.update(start(shop, floor).__dict__))]
        for _turn in range(2):
            if found is not None:
                scan_all(count, found)
            asked.append(statements(lambda: counting.finish(count, by=SYSTEM, is_rest_missing=True)))
        asked.append(statements(lambda: variances.approve(count, by=SYSTEM)))
        return asked

    make_company(recount_pieces=1)
    company.forget()
    few, many = told(10), told(400)
    assert all(after - before <= PORTIONS for before, after in zip(few, many, strict=True)), (few, many)


def test_the_desk_of_a_long_count_asks_little_and_shows_the_latest(noon: object) -> None:
    shop, floor = furnish(300)
    manager = make_manager(shop)
    count, browser = start(shop, floor), signed_in(manager)
    lines = list(count.lines.order_by("pk"))
    entries = {"line_id": [line.pk for line in lines], "round": bulk.Every(1), "pieces": bulk.Every(1)}
    entries |= {"at": bulk.Every(clock.now()), "user_name": bulk.Every("Musa"), "user_id": bulk.Every(manager.pk)}
    bulk.insert_columns(CountEntry, len(lines), entries)

    rows = browser.get(f"/admin/inventory/stockcount/{count.pk}/desk/").context["rows"]

    assert [(line.pk, pieces) for line, pieces in rows] == [(line.pk, 1) for line in lines[:-101:-1]]


@pytest.mark.prove
@pytest.mark.timeout(1200)
def test_twenty_thousand_lines_are_counted_within_seconds(noon: object, capsys: pytest.CaptureFixture[str]) -> None:
    shop, floor = furnish(MANY)
    make_company(recount_pieces=1)
    company.forget()
    manager = make_manager(shop)
    browser = signed_in(manager)
    taken: dict[str, float] = {}

    def measured(name: str, act: Callable[[], object]) -> object:
        begun = time.process_time()
        answer = act()
        taken[name] = time.process_time() - begun
        return answer

    count = measured("start", lambda: start(shop, floor))
    assert isinstance(count, StockCount)
    code = Barcode.objects.filter(product=StockLevel.objects.latest("pk").product_id).latest("pk").code
    scan_all(count, 4)
    measured("a scan on its desk", lambda: _scan(browser, count, code))
    measured("finish: all differ", lambda: counting.finish(count, by=SYSTEM, is_rest_missing=True))
    assert count.state == StockCount.State.RECOUNTING
    scan_all(count, 4)
    measured("finish again", lambda: counting.finish(count, by=SYSTEM, is_rest_missing=True))
    measured("its page", lambda: browser.get(f"/admin/inventory/stockcount/{count.pk}/change/"))
    measured("approve", lambda: variances.approve(count, by=SYSTEM))

    with capsys.disabled():
        print("", *(f"  {name}: {seconds:.1f} s" for name, seconds in taken.items()), sep="\n")
    assert {name: seconds for name, seconds in taken.items() if seconds > SECONDS} == {}
    assert (count.state, integrity.findings()) == (StockCount.State.COMPLETED, [])


def _scan(browser: Client, count: StockCount, code: str) -> None:
    desk = f"/admin/inventory/stockcount/{count.pk}/desk/"
    page = browser.post(desk, {"scan": "1", "code": code, "pieces": 1}, follow=True)
    assert page.status_code == 200
