"""What lay where on the evening of a past day, reckoned from the moves."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import ledger, past, reservations
from apps.inventory.models import StockLevel, StockMove
from apps.inventory.queries import Worth
from apps.stores.models import Place
from tests.factories.inventory import make_goods, make_place, stock
from tests.sqlserver import on_paper

ADA = Actor(user_id=None, name="Ada Obi")
MONDAY, TUESDAY = datetime(2026, 3, 9, 12, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC)
ALL = StockLevel.objects.order_by("product__name", "place__name")

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor() -> Place:
    return make_place("Wuse II")


@pytest.fixture
def warehouse(floor: Place) -> Place:
    return make_place("Wuse II warehouse", Place.Kind.WAREHOUSE, floor.shop)


def move(product: Product, source: Place, target: Place, quantity: int, **changes: Any) -> None:
    moved = [ledger.Move(product.pk, source, target, quantity)]
    ledger.post(moved, **{"document": "IT-1", "reason": StockMove.Reason.TRANSFER, "by": ADA} | changes)


def told(day: date) -> list[tuple[str, int, Decimal]]:
    levels = past.reckoned(past.there_on(ALL, day), day)
    return [(str(level.place), level.pieces_then, level.value_then) for level in levels]  # type: ignore[attr-defined]


def test_an_evening_tells_pieces_and_value_of_the_places_that_had_moved_by_then(floor: Place, warehouse: Place) -> None:
    jeans = make_goods("Jeans")
    with clock.at(MONDAY):
        stock(jeans, floor, 5)
    with clock.at(TUESDAY):
        move(jeans, floor, warehouse, 2)

    assert told(MONDAY.date() - timedelta(days=1)) == []
    assert told(MONDAY.date()) == [("Wuse II", 5, Decimal("500.00"))]
    assert told(TUESDAY.date()) == [("Wuse II", 3, Decimal("300.00")), ("Wuse II warehouse", 2, Decimal("200.00"))]


def test_what_was_sold_out_by_then_is_told_as_none_left(floor: Place) -> None:
    jeans, customer = make_goods("Jeans"), make_place(kind=Place.Kind.CUSTOMER)
    with clock.at(MONDAY):
        stock(jeans, floor, 1)
        move(jeans, floor, customer, 1, reason=StockMove.Reason.SELL)

    assert told(MONDAY.date()) == [("Wuse II", 0, Decimal("0.00"))]


def test_a_sale_told_of_later_counts_on_its_own_day(floor: Place) -> None:
    jeans, customer = make_goods("Jeans"), make_place(kind=Place.Kind.CUSTOMER)
    with clock.at(MONDAY):
        stock(jeans, floor, 5)
    with clock.at(TUESDAY):
        move(jeans, floor, customer, 2, reason=StockMove.Reason.SELL, on=MONDAY.date())

    assert told(MONDAY.date()) == [("Wuse II", 3, Decimal("300.00"))]


def test_worth_of_an_evening_is_that_of_the_levels_asked_about(floor: Place, warehouse: Place) -> None:
    jeans, gown = make_goods("Jeans"), make_goods("Gown")
    with clock.at(MONDAY):
        stock(jeans, floor, 5, Decimal("499.99"))
        stock(gown, warehouse, 1)
    with clock.at(TUESDAY):
        stock(make_goods("Cap"), floor, 7)

    assert past.worth_on(StockLevel.objects.all(), MONDAY.date()) == Worth(6, Decimal("599.99"))
    assert past.worth_on(StockLevel.objects.filter(place=floor), MONDAY.date()) == Worth(5, Decimal("499.99"))
    assert past.worth_on(StockLevel.objects.none(), MONDAY.date()) == Worth(0, Decimal("0.00"))


def test_the_evening_of_today_is_what_the_levels_say(floor: Place, warehouse: Place) -> None:
    jeans, customer = make_goods("Jeans"), make_place(kind=Place.Kind.CUSTOMER)
    stock(jeans, floor, 7, Decimal("100.00"))
    move(jeans, floor, warehouse, 3)
    move(jeans, floor, customer, 1, reason=StockMove.Reason.SELL)

    assert told(clock.today()) == [(str(level.place), level.quantity, level.value) for level in ALL]


def held(day: date) -> list[tuple[int, int]]:
    levels = past.reckoned(past.there_on(ALL, day), day)
    return [(level.reserved_then, level.free_then) for level in levels]  # type: ignore[attr-defined]


def test_what_was_reserved_and_free_on_an_evening_is_told_from_the_reservations(floor: Place) -> None:
    jeans, customer = make_goods("Jeans"), make_place(kind=Place.Kind.CUSTOMER)
    wednesday, thursday = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)
    with clock.at(MONDAY):
        stock(jeans, floor, 10)
    with clock.at(TUESDAY):
        reservations.reserve(jeans, floor, 4, document="PRE-1", by=ADA)
        reservations.reserve(jeans, floor, 2, document="PRE-2", by=ADA)
    with clock.at(wednesday):
        sold = ledger.take([ledger.Move(jeans.pk, floor, customer, 3)], consuming="PRE-1")
        sold.write(document="RCP-1", reason=StockMove.Reason.SELL, by=ADA)
    with clock.at(thursday):
        reservations.release("PRE-2", by=ADA)

    days = (MONDAY, TUESDAY, wednesday, thursday)
    assert [held(day.date()) for day in days] == [[(0, 10)], [(6, 4)], [(3, 4)], [(1, 6)]]
    level = StockLevel.objects.get(product=jeans, place=floor)
    assert (level.reserved, level.quantity - level.reserved) == held(thursday.date())[0]


def test_a_reservation_of_the_last_minute_belongs_to_its_day(floor: Place) -> None:
    jeans = make_goods("Jeans")
    last = datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC)  # a second before midnight in Lagos
    with clock.at(MONDAY):
        stock(jeans, floor, 5)
    with clock.at(last):
        reservations.reserve(jeans, floor, 1, document="PRE-1", by=ADA)
    with clock.at(last + timedelta(seconds=1)):
        reservations.release("PRE-1", by=ADA)

    assert (held(MONDAY.date()), held(TUESDAY.date())) == ([(1, 4)], [(0, 5)])


def test_every_evening_is_reckoned_on_sql_server_too() -> None:
    with on_paper() as written:
        list(past.reckoned(past.there_on(ALL, clock.today()), clock.today()))
        past.worth_on(ALL, clock.today())

    assert len(written) == 3
    assert all(sql.startswith("SELECT") for sql in written)
