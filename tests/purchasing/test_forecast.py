"""What a shop will want, from its stock moves: sold per day in stock × horizon + safety − on hand − on the way."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import ledger, reservations
from apps.inventory.models import StockMove
from apps.purchasing import forecast, orders, receiving
from apps.purchasing.forecast import Need
from apps.stores import places
from apps.stores.models import Place, Shop
from tests.conftest import NOON
from tests.factories.inventory import make_goods, stock
from tests.factories.purchasing import count_receipt, make_order
from tests.factories.stores import make_shop
from tests.factories.transfers import make_cities, make_transfer

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
Reason = StockMove.Reason


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def jeans() -> Product:
    return make_goods("Jeans")


def days_ago(days: int) -> datetime:
    return NOON - timedelta(days=days)


def came(jeans: Product, shop: Shop, pieces: int, *, ago: int) -> None:
    with clock.at(days_ago(ago)):
        stock(jeans, places.floor_of(shop), pieces)


def sold(jeans: Product, shop: Shop, pieces: int, *, ago: int, reason: Reason = Reason.SELL) -> None:
    """Or, for another reason, brought back."""
    floor, customer = places.floor_of(shop), places.outside(Place.Kind.CUSTOMER)
    ends = (floor, customer) if reason == Reason.SELL else (customer, floor)
    with clock.at(days_ago(ago)):
        ledger.post([ledger.Move(jeans.pk, *ends, pieces, Decimal(0))], document="RCP", reason=reason, by=SYSTEM)


def need_of(jeans: Product, shop: Shop, **days: int) -> Need:
    with clock.at(NOON):
        return forecast.needs([shop], [jeans.pk], **days)[shop.pk, jeans.pk]


def test_the_formula_is_what_is_shown(shop, jeans):
    came(jeans, shop, 15, ago=19)
    sold(jeans, shop, 10, ago=10)

    need = need_of(jeans, shop, horizon_days=30, safety_days=7)

    assert (need.sold, need.days_in_stock, need.a_day) == (10, 20, Decimal("0.50"))
    assert (need.forecast, need.safety, need.on_hand, need.on_the_way) == (15, 4, 5, 0)
    assert need.suggested == 15 + 4 - 5 - 0


def test_days_without_stock_do_not_count(shop, jeans):
    """Ten sold on the first five days, none left on the fifteen after them: two a day."""
    came(jeans, shop, 10, ago=19)
    sold(jeans, shop, 10, ago=15)

    need = need_of(jeans, shop)

    assert (need.sold, need.days_in_stock, need.a_day) == (10, 5, Decimal("2.00"))


def test_what_came_and_was_sold_on_one_day_had_that_day(shop, jeans):
    came(jeans, shop, 3, ago=4)
    sold(jeans, shop, 3, ago=4)

    assert (need_of(jeans, shop).sold, need_of(jeans, shop).days_in_stock) == (3, 1)


def test_what_came_back_was_not_sold(shop, jeans):
    came(jeans, shop, 10, ago=9)
    sold(jeans, shop, 5, ago=5)
    sold(jeans, shop, 2, ago=4, reason=Reason.VOID)
    sold(jeans, shop, 1, ago=3, reason=Reason.RETURN)

    assert need_of(jeans, shop).sold == 2


def test_sales_of_long_ago_do_not_count(shop, jeans):
    came(jeans, shop, 10, ago=100)
    sold(jeans, shop, 5, ago=forecast.LOOKS_BACK_DAYS)
    sold(jeans, shop, 1, ago=forecast.LOOKS_BACK_DAYS - 1)

    assert (need_of(jeans, shop).sold, need_of(jeans, shop).days_in_stock) == (1, forecast.LOOKS_BACK_DAYS)


def test_floor_and_warehouse_count_together_and_moving_between_them_sells_nothing(shop, jeans):
    floor, warehouse = places.floor_of(shop), places.warehouse_of(shop)
    came(jeans, shop, 10, ago=5)
    with clock.at(days_ago(3)):
        move = ledger.Move(jeans.pk, floor, warehouse, 10)
        ledger.post([move], document="IT", reason=Reason.TRANSFER, by=SYSTEM)

    need = need_of(jeans, shop)

    assert (need.sold, need.days_in_stock, need.on_hand) == (0, 6, 10)


def test_reserved_pieces_are_not_on_hand(shop, jeans):
    came(jeans, shop, 10, ago=5)
    reservations.reserve(jeans, places.floor_of(shop), 4, document="PRE-1", by=SYSTEM)

    assert need_of(jeans, shop).on_hand == 6


def test_what_suppliers_still_owe_is_on_the_way(shop, jeans):
    order = make_order({jeans: 10}, shop=shop)
    receiving.book(count_receipt({jeans: 4}, order), by=SYSTEM)
    orders.cancel(make_order({jeans: 5}, shop=shop), by=SYSTEM, reason="Too dear")

    assert need_of(jeans, shop).on_the_way == 6


def test_what_another_shop_sent_is_on_the_way_to_its_target_only(noon):
    cities = make_cities()
    make_transfer(cities, 4, is_sent=True)
    make_transfer(cities, 3)

    needs = forecast.needs([cities.abuja, cities.lagos], [cities.jeans.pk])

    assert {key[0]: need.on_the_way for key, need in needs.items()} == {cities.abuja.pk: 0, cities.lagos.pk: 4}
    assert needs[cities.abuja.pk, cities.jeans.pk].sold == 0


def test_what_was_never_here_is_not_forecast(shop, jeans):
    assert need_of(jeans, shop) == Need()
    assert Need().suggested == 0


def test_a_shop_has_too_much_of_what_it_will_not_sell(shop, jeans):
    came(jeans, shop, 50, ago=9)
    sold(jeans, shop, 10, ago=5)

    need = need_of(jeans, shop, horizon_days=10, safety_days=5)

    assert (need.wanted, need.on_hand, need.surplus, need.suggested) == (15, 40, 25, 0)


@given(
    sold=st.integers(-5, 10_000),
    days=st.integers(0, 60),
    on_hand=st.integers(0, 10_000),
    coming=st.integers(0, 10_000),
    horizon=st.integers(1, 365),
    safety=st.integers(0, 365),
)
def test_never_fewer_than_none_and_never_both_too_many_and_too_few(sold, days, on_hand, coming, horizon, safety):
    need = Need(sold, days, on_hand, coming, horizon, safety)

    assert min(need.forecast, need.safety, need.suggested, need.surplus) >= 0
    assert not (need.suggested and need.surplus)
    assert need.suggested == max(0, need.forecast + need.safety - on_hand - coming)


def test_many_products_are_asked_for_in_as_many_statements_as_one(shop, django_assert_num_queries):
    goods = [make_goods() for _turn in range(5)]

    for products in (goods[:1], goods):
        with django_assert_num_queries(5):
            forecast.needs([shop], [product.pk for product in products])
