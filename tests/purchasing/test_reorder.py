"""One's own reorder cart: filled, changed, ordered once, an order a supplier and shop."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.catalog import products
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput, NotAllowed
from apps.purchasing import integrity, receiving, reorder
from apps.purchasing.models import PurchaseInvoice, PurchaseOrder, ReorderLine, Supplier
from apps.purchasing.reorder import CartChanged, Edit
from apps.stores import places
from apps.stores.models import Shop
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of
from tests.factories.purchasing import count_receipt, make_supplier
from tests.factories.stores import make_shop
from tests.factories.users import make_manager, make_md

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def musa(shop: Shop) -> Actor:
    return actor_for(make_manager(shop))


@pytest.fixture
def kano() -> Supplier:
    return make_supplier(name="Kano Textiles")


def bought_from(supplier: Supplier, shop: Shop, **changes: object) -> Product:
    """A product that the supplier brought once."""
    product = make_product(**changes)
    receiving.book(count_receipt({product: 1}, shop=shop, supplier=supplier), by=SYSTEM, is_another=True)
    return product


def keys_of(by: Actor) -> list[int]:
    return list(reorder.cart_of(by).values_list("pk", flat=True))


def test_a_product_comes_into_the_cart_with_who_brought_it_last_and_what_it_costs(shop, kano, musa):
    shirt = bought_from(make_supplier(), shop)
    receiving.book(count_receipt({shirt: 1}, shop=shop, supplier=kano), by=SYSTEM)
    unknown = make_product()

    assert reorder.add({shirt.pk: 4, unknown.pk: 1}, shop=shop, by=musa) == 2

    lines = ReorderLine.objects.order_by("product").values_list("product", "quantity", "unit_cost", "supplier")
    assert list(lines) == [(shirt.pk, 4, Decimal("5000.00"), kano.pk), (unknown.pk, 1, Decimal("5000.00"), None)]


def test_what_is_in_the_cart_stays_as_it_is(shop, musa):
    shirt = make_product()
    reorder.add({shirt.pk: 4}, shop=shop, by=musa)

    assert reorder.add({shirt.pk: 9}, shop=shop, by=musa) == 0
    assert ReorderLine.objects.get().quantity == 4


def test_an_archived_product_stays_out(shop, musa):
    shirt = make_product()
    products.archive(shirt, by=SYSTEM, reason="Out of fashion")

    assert reorder.add({shirt.pk: 4}, shop=shop, by=musa) == 0


def test_a_cart_is_a_person_s_own_and_for_shops_within_reach(shop, musa):
    shirt, other = make_product(), make_shop()

    with pytest.raises(NotAllowed):
        reorder.add({shirt.pk: 1}, shop=shop, by=SYSTEM)
    with pytest.raises(BeyondReach):
        reorder.add({shirt.pk: 1}, shop=other, by=musa)
    assert ReorderLine.objects.count() == 0


def test_pieces_costs_and_suppliers_are_changed_and_none_takes_a_line_out(shop, kano, musa):
    shirt, jeans = make_product(), make_product()
    reorder.add({shirt.pk: 4, jeans.pk: 2}, shop=shop, by=musa)
    first, second = ReorderLine.objects.order_by("product")

    kept = Edit(pieces=6, unit_cost=Decimal("4000.00"), supplier=kano)
    reorder.change({first.pk: kept, second.pk: Edit(pieces=0, unit_cost=Decimal(0), supplier=None)}, by=musa)

    line = ReorderLine.objects.get()
    assert (line.product, line.quantity, line.unit_cost, line.supplier) == (shirt, 6, Decimal("4000.00"), kano)


@pytest.mark.parametrize(("pieces", "cost"), [(100_001, "1.00"), (1, "-1.00"), (-1, "1.00")])
def test_pieces_and_costs_beyond_reason_change_nothing(shop, musa, pieces, cost):
    reorder.add({make_product().pk: 4}, shop=shop, by=musa)
    (key,) = keys_of(musa)

    with pytest.raises(InvalidInput):
        reorder.change({key: Edit(pieces=pieces, unit_cost=Decimal(cost), supplier=None)}, by=musa)
    assert ReorderLine.objects.values_list("quantity", "unit_cost").get() == (4, Decimal("5000.00"))


def test_nobody_changes_or_orders_somebody_else_s_cart(shop, kano, musa):
    reorder.add({bought_from(kano, shop).pk: 4}, shop=shop, by=musa)
    other, keys = actor_for(make_md(shop)), keys_of(musa)

    with pytest.raises(CartChanged):
        reorder.change({keys[0]: Edit(pieces=0, unit_cost=Decimal(0), supplier=None)}, by=other)
    with pytest.raises(CartChanged):
        reorder.confirm(keys, batch=uuid4(), by=other)
    assert keys_of(musa) == keys


def test_a_cart_becomes_an_order_a_supplier_and_shop_and_is_empty(shop, kano):
    md, lagos, aba = actor_for(make_md(shop)), make_shop(), make_supplier(name="Aba Garments")
    shirt, jeans, cap = bought_from(kano, shop), bought_from(aba, shop), bought_from(kano, shop)
    reorder.add({shirt.pk: 4, jeans.pk: 2, cap.pk: 1}, shop=shop, by=md)
    reorder.add({shirt.pk: 3}, shop=lagos, by=md)

    placed = reorder.confirm(keys_of(md), batch=uuid4(), by=md)

    assert [(order.supplier, order.shop, order.units) for order in placed] == sorted(
        [(aba, shop, 2), (kano, shop, 5), (kano, lagos, 3)], key=lambda each: (each[0].name, each[1].name)
    )
    expected = PurchaseInvoice.objects.filter(state="expected").values_list("supplier", "units").order_by("units")
    assert list(expected) == [(aba.pk, 2), (kano.pk, 3), (kano.pk, 5)]
    assert ReorderLine.objects.count() == 0
    assert integrity.findings() == []


def test_confirmed_again_it_answers_the_same_orders(shop, kano, musa):
    reorder.add({bought_from(kano, shop).pk: 4}, shop=shop, by=musa)
    keys, batch = keys_of(musa), uuid4()

    first, again = (reorder.confirm(keys, batch=batch, by=musa) for _turn in range(2))

    assert first == again
    assert PurchaseOrder.objects.count() == 1


def test_a_cart_that_was_ordered_in_another_window_is_told_so(shop, kano, musa):
    reorder.add({bought_from(kano, shop).pk: 4}, shop=shop, by=musa)
    keys = keys_of(musa)
    reorder.confirm(keys, batch=uuid4(), by=musa)

    with pytest.raises(CartChanged, match="was ordered already"):
        reorder.confirm(keys, batch=uuid4(), by=musa)
    assert PurchaseOrder.objects.count() == 1


def test_without_a_supplier_nothing_is_ordered(shop, kano, musa):
    lonely = make_product(style="Lonely")
    reorder.add({bought_from(kano, shop).pk: 4, lonely.pk: 1}, shop=shop, by=musa)

    with pytest.raises(InvalidInput, match="Choose who delivers Zara Lonely"):
        reorder.confirm(keys_of(musa), batch=uuid4(), by=musa)
    assert (PurchaseOrder.objects.count(), ReorderLine.objects.count()) == (0, 2)


def test_goods_that_are_here_already_are_received_at_once(shop, kano, musa):
    shirt = bought_from(kano, shop)
    reorder.add({shirt.pk: 4}, shop=shop, by=musa)

    (order,) = reorder.confirm(keys_of(musa), batch=uuid4(), by=musa, is_here=True)

    assert (order.state, order.invoices.get().state) == ("received", "complete")
    assert level_of(shirt, places.floor_of(shop))[0] == 5
    assert integrity.findings() == []
