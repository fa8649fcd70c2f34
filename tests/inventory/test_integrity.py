from decimal import Decimal

import pytest

from apps.core.actor import Actor
from apps.inventory import integrity, reservations, variances
from apps.inventory.models import CountLine, Reservation, StockLevel, StockMove
from apps.stores import places
from tests.factories.counts import counted
from tests.factories.inventory import make_goods, make_place, stock
from tests.factories.stores import make_shop
from tests.factories.transfers import make_cities, make_transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def jeans():
    product, floor = make_goods("Jeans"), make_place("Wuse II")
    stock(product, floor, 3)
    reservations.reserve(product, floor, 1, document="PRE-1", by=Actor.system())
    return product


def test_books_in_order_have_no_findings(jeans):
    assert integrity.findings() == []


def test_level_in_pieces_or_value_beside_its_moves_is_found(jeans):
    StockLevel.objects.update(quantity=4, value=Decimal("1.00"))

    assert integrity.findings() == [
        "Jeans, Wuse II: the level says 4 pieces worth ₦1.00, its moves 3 pieces worth ₦300.00."
    ]


def test_vanished_move_is_found(jeans):
    StockMove.objects.all().delete()

    assert integrity.findings() == [
        "Jeans, Wuse II: the level says 3 pieces worth ₦300.00, its moves 0 pieces worth ₦0.00."
    ]


def test_vanished_reservation_is_found(jeans):
    Reservation.objects.all().delete()

    assert integrity.findings() == ["Jeans, Wuse II: 1 reserved, its reservations come to 0."]


def test_level_that_forgot_its_reservation_is_found(jeans):
    StockLevel.objects.update(reserved=0)

    assert integrity.findings() == ["Jeans, Wuse II: 0 reserved, its reservations come to 1."]


def test_goods_on_the_road_that_no_transfer_sent_are_found(noon):
    transfer = make_transfer(make_cities(), 4, is_sent=True)
    transfer.lines.update(sent=3)

    (found,) = integrity.findings()

    assert found == "Jeans, On the way to Lagos: 4 pieces lie there, the transfers say 3."


def test_a_count_beside_its_moves_is_found(noon):
    shop = make_shop(name="Wuse II")
    jeans = make_goods("Jeans")
    stock(jeans, places.floor_of(shop), 3)
    variances.approve(counted(shop, {jeans: 2}), by=Actor.system())
    assert integrity.findings() == []

    CountLine.objects.update(counted=1)

    assert integrity.findings() == ["CNT-202603-001, Jeans, Wuse II, shop floor: it found -2, its moves say -1."]
