"""Who buys often is frequent by the company's rule; a person's word holds against it."""

from datetime import timedelta
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.customers import frequent
from apps.customers.models import Customer
from apps.sales import voids
from apps.sales.models import Receipt
from apps.stores import company
from tests.factories.customers import make_customer
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import Till, make_till, sell
from tests.factories.stores import make_company

pytestmark = pytest.mark.django_db
BY = Actor.system()


@pytest.fixture
def till() -> Till:
    return make_till()


@pytest.fixture
def shirt(till: Till) -> Product:
    product = make_goods("Oxford M")
    stock(product, till.floor, 50)
    return product


def with_rule(receipts: int, days: int = 30) -> None:
    make_company(frequent_receipts=receipts, frequent_days=days)
    company.forget()


def bought(till: Till, shirt: Product, times: int, **changes: Any) -> Customer:
    customer = make_customer(**changes)
    for _time in range(times):
        sell(till, (shirt, 1), customer_id=customer.pk)
    return customer


def frequent_ones() -> set[str]:
    return set(Customer.objects.filter(is_frequent=True).values_list("name", flat=True))


def test_without_a_rule_nothing_changes(till: Till, shirt: Product) -> None:
    with_rule(0)
    bought(till, shirt, 3)

    assert (frequent.follow_rule(by=BY), frequent_ones()) == (0, set())


def test_who_bought_often_enough_becomes_frequent_and_void_receipts_do_not_count(till: Till, shirt: Product) -> None:
    with_rule(2)
    bought(till, shirt, 2, name="Often")
    bought(till, shirt, 1, name="Once")
    voided = bought(till, shirt, 2, name="Voided")
    voids.void(Receipt.objects.filter(customer=voided).latest("pk"), by=BY, reason="Wrong size")

    assert (frequent.follow_rule(by=BY), frequent_ones()) == (1, {"Often"})

    version = Customer.objects.get(name="Often").history.latest()
    assert (version.is_frequent, version.history_change_reason) == (True, "By the company's rule")
    assert AuditEntry.objects.filter(act="customers.became_frequent").count() == 1


def test_whoever_stays_away_is_frequent_no_longer(till: Till, shirt: Product) -> None:
    with_rule(1, days=30)
    bought(till, shirt, 1)
    frequent.follow_rule(by=BY)

    with clock.at(clock.now() + timedelta(days=31)):
        assert (frequent.follow_rule(by=BY), frequent_ones()) == (1, set())


def test_a_persons_word_holds_against_the_rule(till: Till, shirt: Product) -> None:
    with_rule(1)
    bought(till, shirt, 2, name="Never", frequent_by_hand="no")
    bought(till, shirt, 0, name="Always", frequent_by_hand="yes")

    assert (frequent.follow_rule(by=BY), frequent_ones()) == (0, {"Always"})


def test_following_the_rule_twice_changes_nothing(till: Till, shirt: Product) -> None:
    with_rule(1)
    bought(till, shirt, 1)
    frequent.follow_rule(by=BY)
    before = AuditEntry.objects.count(), Customer.history.count()

    assert frequent.follow_rule(by=BY) == 0

    assert (AuditEntry.objects.count(), Customer.history.count()) == before
