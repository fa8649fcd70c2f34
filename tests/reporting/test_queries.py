"""The day's figures are those of the receipts: without void ones, and of the shops that were asked for."""

from datetime import timedelta
from decimal import Decimal

import pytest

from apps.catalog.models import Product
from apps.core import clock
from apps.reporting import queries as reporting
from apps.reporting.queries import Owed, Share, Sold
from apps.sales import queries as selling
from apps.sales import voids
from apps.users.actors import actor_for
from tests.factories.inventory import make_goods, stock
from tests.factories.returns import completed
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.factories.users import make_md

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return make_till()


@pytest.fixture
def jeans(till: Till) -> Product:
    product = make_goods("Levi's Jeans 34", price=Decimal("24500.00"))
    stock(product, till.floor, 10)
    return product


def test_the_day_is_its_receipts_without_void_ones(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1))
    sell(till, (jeans, 2))
    voids.void(sell(till, (jeans, 1)), by=actor_for(make_md(till.shop), register=till.register), reason="Wrong size")

    sold = reporting.sold_on(clock.today(), [till.shop])

    assert sold == Sold(receipts=2, pieces=3, total=Decimal("73500.00"))
    assert sold.average == Decimal("36750.00")
    assert reporting.best_sellers(clock.today(), [till.shop]) == [Share("Levi's Jeans 34", Decimal("73500.00"), 3)]
    assert reporting.taken_on(clock.today(), [till.shop]) == [Share("Cash", Decimal("73500.00"))]


def test_the_day_of_the_sale_is_less_by_what_came_back(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 3))
    sell(till, (jeans, 1))

    with clock.at(clock.now() + timedelta(days=1)):
        completed(receipt, till, (1, 2))

    assert reporting.sold_on(clock.today(), [till.shop]) == Sold(receipts=2, pieces=2, total=Decimal("49000.00"))
    assert reporting.sold_by_day(clock.today(), clock.today(), [till.shop]) == {clock.today(): Decimal("49000.00")}
    assert reporting.best_sellers(clock.today(), [till.shop]) == [Share("Levi's Jeans 34", Decimal("49000.00"), 2)]


def test_goods_that_all_came_back_are_no_best_sellers(till: Till, jeans: Product) -> None:
    completed(sell(till, (jeans, 1)), till)

    assert reporting.best_sellers(clock.today(), [till.shop]) == []
    assert selling.best_sellers(till.shop, since=clock.today(), most=5) == []


def test_what_customers_owe_is_what_is_due(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 2), customer_id=make_customer("Bola").pk, paid={"cash": "9000.00"})

    assert reporting.owed([till.shop]) == Owed(receipts=1, amount=Decimal("40000.00"))


def test_another_shops_sales_are_not_counted(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1))
    other = make_till(code="LA1", city="Lagos", name="Ikeja")

    assert reporting.sold_on(clock.today(), [other.shop]) == Sold(0, 0, Decimal(0))
    assert reporting.latest_receipts([other.shop]) == []
    assert [shift.pk for shift in reporting.open_shifts([other.shop])] == [other.shift.pk]


def test_a_day_without_sales_stands_in_the_row_of_days(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1))
    today = clock.today()

    days = reporting.sold_by_day(today - timedelta(days=1), today, [till.shop])

    assert days == {today - timedelta(days=1): Decimal(0), today: Decimal("24500.00")}
