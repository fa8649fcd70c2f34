"""The story speaks of each move from where one stands."""

import pytest

from apps.core.actor import Actor
from apps.inventory import ledger, queries
from apps.inventory.models import StockMove
from apps.inventory.templatetags.stock_words import signed, what_happened
from apps.stores.models import Place
from tests.factories.inventory import make_goods, make_place, stock

pytestmark = pytest.mark.django_db
Reason = StockMove.Reason


@pytest.mark.parametrize(
    ("reason", "kind", "sentences"),
    [
        (Reason.SELL, Place.Kind.CUSTOMER, ["Sold"]),
        (Reason.WRITE_OFF, Place.Kind.LOSS, ["Written off"]),
        (Reason.COUNT, Place.Kind.LOSS, ["Missing at a count"]),
        (Reason.TRANSFER, Place.Kind.WAREHOUSE, ["Sent to Store room", "Arrived from Wuse II"]),
    ],
)
def test_leaving_goods_are_told(reason, kind, sentences):
    jeans, floor = make_goods(), make_place("Wuse II")
    stock(jeans, floor, 3)

    target = make_place("Store room", kind, floor.shop)
    ledger.post([ledger.Move(jeans.pk, floor, target, 1)], document="D", reason=reason, by=Actor.system())

    assert [what_happened(entry) for entry in queries.ledger_of(jeans)] == ["Opening stock", *sentences]


@pytest.mark.parametrize(
    ("reason", "kind", "sentence"),
    [
        (Reason.RECEIVE, Place.Kind.SUPPLIER, "Received from the supplier"),
        (Reason.VOID, Place.Kind.CUSTOMER, "Back from a voided sale"),
        (Reason.RETURN, Place.Kind.CUSTOMER, "Returned by a customer"),
        (Reason.COUNT, Place.Kind.LOSS, "Found at a count"),
    ],
)
def test_arriving_goods_are_told(reason, kind, sentence):
    jeans, floor, source = make_goods(), make_place("Wuse II"), make_place("", kind)

    ledger.post([ledger.Move(jeans.pk, source, floor, 1, jeans.cost)], document="D", reason=reason, by=Actor.system())

    assert [what_happened(entry) for entry in queries.ledger_of(jeans)] == [sentence]


def test_pieces_carry_their_sign():
    assert [signed(1200), signed(-3)] == ["+1,200", "−3"]
