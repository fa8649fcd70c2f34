"""Goods that came at another cost propose a selling price, and change none by themselves."""

from decimal import Decimal

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.purchasing import new_prices, receiving
from apps.purchasing.models import GoodsReceipt
from apps.purchasing.receiving import Charges
from apps.stores.models import Shop
from tests.factories.catalog import make_product
from tests.factories.purchasing import count_receipt
from tests.factories.stores import make_shop

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def shirt() -> Product:
    """At ₦5,000.00, sold for the double."""
    return make_product(style="Oxford")


def booked(shop: Shop, shirt: Product, cost: str, freight: str = "0.00") -> GoodsReceipt:
    receipt = count_receipt({shirt: 4}, shop=shop, costs={shirt: cost})
    receiving.change(receipt, {}, charges=Charges(freight=Decimal(freight)), by=SYSTEM)
    return receiving.book(receipt, by=SYSTEM, is_another=True)


def test_freight_is_part_of_what_a_piece_costs(shop, shirt):
    (proposal,) = new_prices.proposals(booked(shop, shirt, "5500.00", freight="2000.00"))

    assert (proposal.product, proposal.cost, proposal.price) == (shirt, Decimal("6000.00"), Decimal("12000.00"))
    shirt.refresh_from_db()
    assert shirt.price == Decimal("10000.00")


@pytest.mark.parametrize("cost", ["5000.00", "0.00"])
def test_the_same_cost_and_free_goods_propose_nothing(shop, shirt, cost):
    assert new_prices.proposals(booked(shop, shirt, cost)) == []


def test_a_proposal_that_is_taken_changes_cost_and_price_with_its_reason(shop, shirt):
    receipt = booked(shop, shirt, "6000.00")

    assert new_prices.decide(receipt, [shirt.pk], by=SYSTEM) == 1

    shirt.refresh_from_db()
    assert (shirt.cost, shirt.price, shirt.is_label_outdated) == (Decimal("6000.00"), Decimal("12000.00"), True)
    assert shirt.history.first().history_change_reason == f"Came at another cost with {receipt.number}"
    assert (receipt.priced_by_name, new_prices.proposals(receipt)) == ("Nexus", [])


def test_a_proposal_that_is_left_changes_nothing_and_is_not_made_again(shop, shirt):
    receipt = booked(shop, shirt, "6000.00")

    assert new_prices.decide(receipt, [], by=SYSTEM) == 0

    shirt.refresh_from_db()
    assert (shirt.cost, shirt.price) == (Decimal("5000.00"), Decimal("10000.00"))
    with pytest.raises(Conflict, match="are decided already"):
        new_prices.decide(receipt, [shirt.pk], by=SYSTEM)


def test_a_product_that_is_not_proposed_is_refused(shop, shirt):
    receipt, other = booked(shop, shirt, "6000.00"), make_product()

    with pytest.raises(Conflict):
        new_prices.decide(receipt, [other.pk], by=SYSTEM)
    assert GoodsReceipt.objects.get().priced_at is None
