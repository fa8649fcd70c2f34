"""What staff ask about stock: where it lies, what is free, what runs low, and why it is three."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import ledger, queries, reservations
from apps.inventory.models import StockLevel, StockMove
from apps.stores import company
from apps.stores.models import Place
from tests.factories.inventory import make_goods, make_place, make_shop, stock
from tests.factories.transfers import make_cities, make_transfer

ADA = Actor(user_id=None, name="Ada Obi")
MONDAY, TUESDAY = datetime(2026, 3, 9, 12, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor() -> Place:
    return make_place("Wuse II")


@pytest.fixture
def warehouse(floor: Place) -> Place:
    return make_place("Wuse II warehouse", Place.Kind.WAREHOUSE, floor.shop)


def move(product, source, target, quantity, reason=StockMove.Reason.TRANSFER, document="IT-1"):
    ledger.post([ledger.Move(product.pk, source, target, quantity)], document=document, reason=reason, by=ADA)


def test_levels_of_many_products_are_read_at_once(floor, warehouse, django_assert_num_queries):
    jeans, gown, cap = make_goods(), make_goods(), make_goods()
    stock(jeans, warehouse, 2)
    stock(jeans, floor, 1)
    stock(gown, floor, 4)

    with django_assert_num_queries(1):
        levels = queries.levels_of([jeans.pk, gown.pk, cap.pk])
        told = {key: [(str(level.place), level.quantity) for level in rows] for key, rows in levels.items()}

    assert told == {jeans.pk: [("Wuse II", 1), ("Wuse II warehouse", 2)], gown.pk: [("Wuse II", 4)], cap.pk: []}


def test_available_is_what_nobody_holds_back(floor):
    jeans, gown = make_goods(), make_goods()
    stock(jeans, floor, 5)
    reservations.reserve(jeans, floor, 2, document="PRE-1", by=ADA)

    assert queries.available([jeans.pk, gown.pk], floor) == {jeans.pk: 3, gown.pk: 0}
    assert queries.available_at(floor) == {jeans.pk: 3}


def test_story_tells_signed_pieces_and_running_balances(floor, warehouse):
    jeans, customer = make_goods(), make_place(kind=Place.Kind.CUSTOMER)
    stock(jeans, warehouse, 5)
    move(jeans, warehouse, floor, 3)
    move(jeans, floor, customer, 1, StockMove.Reason.SELL, "RCP-1")

    story = queries.ledger_of(jeans)

    told = [(entry.move.reason, entry.place.name, entry.pieces, entry.value, entry.balance) for entry in story]
    assert told == [
        ("opening", "Wuse II warehouse", 5, Decimal("500.00"), 5),
        ("transfer", "Wuse II warehouse", -3, Decimal("-300.00"), 2),
        ("transfer", "Wuse II", 3, Decimal("300.00"), 3),
        ("sell", "Wuse II", -1, Decimal("-100.00"), 2),
    ]


def test_level_on_a_past_day_is_that_of_its_evening(floor, warehouse):
    jeans = make_goods()
    with clock.at(MONDAY):
        stock(jeans, floor, 5)
    with clock.at(TUESDAY):
        move(jeans, floor, warehouse, 2)

    assert queries.level_on(jeans, floor, MONDAY.date().replace(day=8)) == 0
    assert queries.level_on(jeans, floor, MONDAY.date()) == 5
    assert queries.levels_on(jeans, TUESDAY.date()) == {floor.pk: 3, warehouse.pk: 2}


def test_day_is_that_of_lagos(floor):
    jeans = make_goods()
    with clock.at(datetime(2026, 3, 9, 23, 30, tzinfo=UTC)):  # half past midnight on the 10th
        stock(jeans, floor, 5)

    assert queries.level_on(jeans, floor, MONDAY.date()) == 0


@pytest.mark.parametrize(
    ("own", "category", "pieces", "state"),
    [
        (4, 20, 4, "low"),
        (4, 20, 5, None),
        (None, 20, 20, "low"),
        (None, None, 10, "low"),
        (None, None, 11, None),
        (None, None, 3, "critical"),
        (2, None, 2, "critical"),
    ],
)
def test_low_is_by_product_else_category_else_company(floor, own, category, pieces, state):
    jeans = make_goods(low_stock=own)
    jeans.style.category.low_stock = category
    jeans.style.category.save()
    stock(jeans, floor, pieces)

    assert [row.state for row in queries.low_stock()] == ([state] if state else [])


def test_low_counts_floor_and_warehouse_together(floor, warehouse):
    jeans = make_goods(low_stock=4)
    stock(jeans, floor, 2)
    stock(jeans, warehouse, 3)

    assert queries.low_stock() == []


def test_sold_out_product_is_out_and_archived_one_is_forgotten(floor):
    jeans, gone, customer = make_goods("Jeans"), make_goods(archived_at=MONDAY), make_place(kind=Place.Kind.CUSTOMER)
    for product in (jeans, gone):
        stock(product, floor, 1)
        move(product, floor, customer, 1, StockMove.Reason.SELL)

    assert queries.low_stock([floor.shop]) == [
        queries.LowStock(jeans.pk, floor.shop_id, "Jeans", pieces=0, threshold=10, critical=3)
    ]
    assert queries.low_stock()[0].state == "out"
    assert queries.low_stock([make_shop("Ikeja")]) == []


def test_only_the_barest_are_read_when_few_are_wanted(floor, django_assert_num_queries):
    for pieces in (3, 1, 2):
        stock(make_goods(), floor, pieces)
    company.current()

    with django_assert_num_queries(1):
        assert [row.pieces for row in queries.low_stock(most=2)] == [1, 2]


def test_what_is_in_transit_is_told_by_product_and_city():
    cities = make_cities()
    make_transfer(cities, 4, is_sent=True)
    make_transfer(cities, 1)
    lagos = cities.lagos.location

    assert queries.in_transit([cities.jeans.pk, make_goods().pk]) == {(cities.jeans.pk, lagos.pk): 4}
    assert queries.in_transit_by_city() == [queries.Road(lagos.pk, "Lagos", 4)]


def test_worth_is_pieces_and_value_by_shop(floor, warehouse):
    jeans = make_goods()
    stock(jeans, floor, 2)
    stock(jeans, warehouse, 1, Decimal("99.99"))

    assert queries.worth_by_shop() == {floor.shop_id: queries.Worth(3, Decimal("299.99"))}
    assert queries.worth_of(StockLevel.objects.all()) == queries.Worth(3, Decimal("299.99"))
    assert queries.worth_of(StockLevel.objects.none()) == queries.Worth(0, Decimal("0.00"))


@pytest.fixture(autouse=True)
def _default_company() -> None:
    company.forget()
