"""Opening stock is for goods that never moved."""

from decimal import Decimal

import pytest

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import opening
from apps.inventory.models import StockMove
from apps.stores.models import Place
from tests.factories.inventory import level_of, make_goods, make_place

ADA = Actor(user_id=None, name="Ada Obi")

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor() -> Place:
    return make_place("Wuse II")


def test_opening_stock_is_worth_the_catalogue_cost(floor):
    jeans = make_goods("Jeans", cost=Decimal("80.00"))

    opening.open_stock(jeans, floor, 3, by=ADA)

    assert level_of(jeans, floor) == (3, Decimal("240.00"))
    assert StockMove.objects.values_list("reason", "document", "source__kind").get() == (
        *("opening", "OPENING", "supplier"),
    )
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject_name, entry.user_name) == ("inventory.open_stock", "Jeans", "Ada Obi")


def test_opening_stock_may_have_a_cost_of_its_own(floor):
    jeans = make_goods()

    opening.open_stock(jeans, floor, 3, by=ADA, unit_cost=Decimal("0.00"))

    assert level_of(jeans, floor) == (3, Decimal("0.00"))


def test_goods_that_moved_are_refused(floor):
    jeans = make_goods("Jeans")
    opening.open_stock(jeans, floor, 3, by=ADA)

    with pytest.raises(opening.AlreadyMoved) as refusal:
        opening.open_stock(jeans, floor, 3, by=ADA)

    assert refusal.value.sentence == "Jeans has moved before: receive or count it instead of opening it again."
    assert StockMove.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "quantity", "cost", "refusal"),
    [
        ({}, 0, None, InvalidInput),
        ({}, 1, Decimal("-1.00"), InvalidInput),
        ({"archived_at": clock.now()}, 1, None, Conflict),
    ],
)
def test_nonsense_is_refused(floor, changes, quantity, cost, refusal):
    jeans = make_goods(**changes)

    with pytest.raises(refusal):
        opening.open_stock(jeans, floor, quantity, by=ADA, unit_cost=cost)

    assert not StockMove.objects.exists()
    assert not AuditEntry.objects.exists()
