"""Two merge the same pair in one moment, or a till sells to the one who goes: on a SQLite file and on PostgreSQL."""

from typing import Any

import pytest

from apps.core.actor import Actor
from apps.customers.models import Customer, MergedCustomer
from apps.loyalty.models import Account, PointEntry
from apps.office import books, merging
from apps.sales import checkout, orders
from apps.sales.models import Receipt
from tests.factories.customers import make_customer
from tests.factories.inventory import make_goods, stock
from tests.factories.loyalty import make_account
from tests.factories.sales import make_till, message
from tests.sales.test_races import race

pytestmark = [pytest.mark.usefixtures("real_database")]
BY = Actor.system()


def test_of_two_who_merge_a_pair_one_wins_whichever_way_round() -> None:
    ada, other = make_customer(), make_customer()
    ways = [(ada.pk, other.pk), (other.pk, ada.pk)] * 3

    outcome = race(lambda way: merging.merge(*way, by=BY), ways)

    assert outcome == {"done": 1, "already_settled": 5}
    assert (Customer.objects.count(), MergedCustomer.objects.count()) == (1, 1)


def test_a_sale_to_the_one_who_goes_is_the_others_however_the_two_meet() -> None:
    till = make_till()
    shirt = make_goods("Oxford M")
    stock(shirt, till.floor, 20)
    ada, other = (make_account(100).customer for _each in range(2))
    sales: list[Any] = [orders.from_json(message(till, (shirt, 1), customer_id=other.pk)) for _sale in range(6)]

    def act(attempt: Any) -> None:
        if attempt is None:
            merging.merge(ada.pk, other.pk, by=BY)
        else:
            checkout.sell(attempt, by=till.actor)

    outcome = race(act, [*sales[:3], None, *sales[3:]])

    assert outcome == {"done": 7}
    assert set(Receipt.objects.values_list("customer_id", flat=True)) == {ada.pk}
    assert (Receipt.objects.count(), books.findings()) == (6, [])
    earned = PointEntry.objects.filter(kind="earn")
    assert (Account.objects.get().customer, earned.count()) == (ada, 6)
