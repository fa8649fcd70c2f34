"""Orders to suppliers: placed, changed, cancelled, with the invoice that they let expect."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.purchasing import integrity, orders, receiving
from apps.purchasing.models import PurchaseInvoice, PurchaseOrder
from apps.purchasing.order_steps import WrongState
from apps.purchasing.orders import Wanted, Wish
from apps.stores.models import Shop
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from tests.factories.catalog import make_product
from tests.factories.purchasing import count_receipt, make_order, make_supplier
from tests.factories.stores import make_shop
from tests.factories.users import make_manager

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
State = PurchaseOrder.State


@pytest.fixture
def shop() -> Shop:
    return make_shop(name="Wuse II")


@pytest.fixture
def shirt() -> Product:
    return make_product(style="Oxford")


def wish(shop: Shop, shirt: Product, pieces: int = 4) -> Wish:
    return Wish(supplier=make_supplier(), shop=shop, key=uuid4(), goods=[Wanted(shirt.pk, pieces)])


def expected_of(order: PurchaseOrder) -> list[tuple[str, int, Decimal]]:
    return list(order.invoices.order_by("pk").values_list("state", "units", "total"))


def test_an_order_costs_what_its_goods_cost_and_lets_expect_an_invoice(noon, shop, shirt):
    order = make_order({shirt: 4}, shop=shop)

    invoice = order.invoices.get()
    assert (order.number, order.state, order.units, order.total) == ("PUR-202603-001", "open", 4, Decimal("20000.00"))
    assert (invoice.number, invoice.state, invoice.source) == ("INV001/2026", "expected", "order")
    assert (invoice.units, invoice.total, invoice.supplier) == (4, Decimal("20000.00"), order.supplier)
    assert [(step.kind, step.user_name, step.pieces) for step in order.steps.all()] == [("placed", "Nexus", 4)]
    assert integrity.findings() == []


def test_the_same_form_sent_twice_is_one_order(shop, shirt):
    wanted = wish(shop, shirt)

    first, second = orders.place(wanted, by=SYSTEM), orders.place(wanted, by=SYSTEM)

    assert first == second
    assert (PurchaseOrder.objects.count(), PurchaseInvoice.objects.count()) == (1, 1)


def test_the_same_form_with_other_goods_is_refused(shop, shirt):
    wanted = wish(shop, shirt)
    first = orders.place(wanted, by=SYSTEM)

    with pytest.raises(Conflict, match=f"This form became {first.number} already"):
        orders.place(replace(wanted, goods=[Wanted(shirt.pk, 5)]), by=SYSTEM)
    assert PurchaseOrder.objects.get().units == 4


@pytest.mark.parametrize(
    ("pieces", "cost", "said"),
    [(-1, "5.00", "Between 0 and 100,000 pieces of"), (100_001, "5.00", "Between 0"), (1, "-0.01", "The cost of")],
)
def test_pieces_and_costs_beyond_reason_are_refused(shop, shirt, pieces, cost, said):
    wanted = replace(wish(shop, shirt), goods=[Wanted(shirt.pk, pieces, Decimal(cost))])

    with pytest.raises(InvalidInput, match=said):
        orders.place(wanted, by=SYSTEM)
    assert (PurchaseOrder.objects.count(), PurchaseInvoice.objects.count()) == (0, 0)


def test_a_closed_shop_and_an_inactive_supplier_get_no_order(shop, shirt):
    wanted = wish(shop, shirt)
    shop.is_active = False

    with pytest.raises(InvalidInput, match="Wuse II is closed"):
        orders.place(wanted, by=SYSTEM)

    shop.is_active, wanted.supplier.is_active = True, False
    with pytest.raises(InvalidInput, match="is not active any more"):
        orders.place(wanted, by=SYSTEM)
    assert PurchaseOrder.objects.count() == 0


def test_somebody_of_another_shop_orders_nothing(shop, shirt):
    stranger = actor_for(make_manager(make_shop()))

    with pytest.raises(BeyondReach):
        orders.place(wish(shop, shirt), by=stranger)
    assert PurchaseOrder.objects.count() == 0


def test_goods_join_an_order_and_leave_it_and_the_invoice_follows(shop, shirt):
    order, jeans = make_order({shirt: 4}, shop=shop), make_product(style="Slim", cost=Decimal("7000.00"))

    assert orders.put(order, {jeans.pk: 2, shirt.pk: 1}, by=SYSTEM) == 1
    orders.put(order, {shirt.pk: -5}, by=SYSTEM)

    assert [(line.product, line.quantity) for line in order.lines.all()] == [(jeans, 2)]
    assert expected_of(order) == [("expected", 2, Decimal("14000.00"))]
    assert integrity.findings() == []


def test_a_cost_that_was_agreed_stays_when_more_join(shop, shirt):
    order = make_order({shirt: 1}, shop=shop)
    orders.change(order, [Wanted(shirt.pk, 1, Decimal("4500.00"))], by=SYSTEM)

    orders.put(order, {shirt.pk: 1}, by=SYSTEM)

    assert order.lines.values_list("quantity", "unit_cost").get() == (2, Decimal("4500.00"))


def test_of_an_order_that_came_in_part_nothing_is_changed(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    receiving.book(count_receipt({shirt: 1}, order), by=SYSTEM)

    with pytest.raises(WrongState, match="is partly received already"):
        orders.change(order, [Wanted(shirt.pk, 9)], by=SYSTEM)
    assert order.lines.get().quantity == 4


def test_what_has_not_come_is_cancelled_and_what_came_stays(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    receiving.book(count_receipt({shirt: 1}, order), by=SYSTEM)

    orders.cancel(order, by=SYSTEM, reason="They closed")

    assert order.state == State.CANCELLED
    assert expected_of(order) == [("complete", 1, Decimal("5000.00")), ("cancelled", 3, Decimal("15000.00"))]
    assert [(step.kind, step.pieces, step.note) for step in order.steps.all()][-1] == ("cancelled", 3, "They closed")
    assert integrity.findings() == []


def test_cancelling_needs_a_reason_and_happens_once(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)

    with pytest.raises(InvalidInput, match="Say why"):
        orders.cancel(order, by=SYSTEM, reason=" ")
    orders.cancel(order, by=SYSTEM, reason="Too dear")
    with pytest.raises(WrongState, match="is cancelled already \\(Nexus\\)"):
        orders.cancel(order, by=SYSTEM, reason="Too dear")
    assert order.steps.count() == 2
