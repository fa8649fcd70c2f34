"""Goods come in against an order or without one: counted, booked once, at what it cost to have them here."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import integrity as stock_integrity
from apps.inventory.models import StockMove
from apps.purchasing import booking, integrity, invoices, orders, receiving
from apps.purchasing.models import GoodsReceipt, GoodsReceiptLine, PurchaseInvoice, PurchaseOrder
from apps.purchasing.order_steps import WrongState
from apps.purchasing.receiving import Charges, Counted, Delivery
from apps.purchasing.twins import LikelyDuplicate
from apps.stores import places
from apps.stores.models import Place, Shop
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from tests.conftest import NOON
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of, stock
from tests.factories.purchasing import begin_receipt, count_receipt, make_order, make_supplier
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


@pytest.fixture
def jeans() -> Product:
    return make_product(style="Slim", cost=Decimal("7000.00"))


def invoices_of(order: PurchaseOrder) -> list[tuple[str, int]]:
    return list(order.invoices.order_by("pk").values_list("state", "units"))


def test_an_order_that_comes_whole_is_received_and_its_invoice_complete(noon, shop, shirt):
    order = make_order({shirt: 4}, shop=shop)

    receipt = receiving.book(count_receipt({shirt: 4}, order, reference="A-17"), by=SYSTEM)

    order.refresh_from_db()
    invoice = order.invoices.get()
    assert (receipt.number, receipt.units, receipt.total) == ("GRN-202603-001", 4, Decimal("20000.00"))
    assert (order.state, receipt.invoice, invoice.state, invoice.supplier_reference) == (
        *(State.RECEIVED, invoice),
        *("complete", "A-17"),
    )
    assert level_of(shirt, places.floor_of(shop)) == (4, Decimal("20000.00"))
    assert [*integrity.findings(), *stock_integrity.findings()] == []


def test_an_order_comes_in_parts_each_with_its_invoice(shop, shirt, jeans):
    order = make_order({shirt: 4, jeans: 2}, shop=shop)

    receiving.book(count_receipt({shirt: 3}, order), by=SYSTEM)
    order.refresh_from_db()
    assert (order.state, invoices_of(order)) == (State.PART, [("complete", 3), ("expected", 3)])

    receiving.book(count_receipt({shirt: 1, jeans: 2}, order), by=SYSTEM)
    order.refresh_from_db()
    assert (order.state, invoices_of(order)) == (State.RECEIVED, [("complete", 3), ("complete", 3)])
    assert [(step.kind, step.pieces) for step in order.steps.all()] == [("placed", 6), ("received", 3), ("received", 3)]
    assert integrity.findings() == []


def test_what_is_still_open_stands_on_the_receipt_with_no_pieces_counted(shop, shirt, jeans):
    order = make_order({shirt: 4, jeans: 2}, shop=shop)
    receiving.book(count_receipt({jeans: 2}, order), by=SYSTEM)

    receipt = begin_receipt(order)

    assert list(receipt.lines.values_list("product", "quantity")) == [(shirt.pk, 0)]


def test_more_than_was_ordered_is_refused_and_nothing_is_booked(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    receipt = count_receipt({shirt: 5}, order)

    with pytest.raises(Conflict, match=f"4 of {shirt.name} are still open on {order.number}"):
        receiving.book(receipt, by=SYSTEM)
    assert level_of(shirt, places.floor_of(shop))[0] == 0
    assert GoodsReceipt.objects.get().state == "counting"
    assert (order.lines.get().received, invoices_of(order)) == (0, [("expected", 4)])


def test_what_was_not_ordered_is_not_counted_against_the_order(shop, shirt, jeans):
    receipt = begin_receipt(make_order({shirt: 4}, shop=shop))

    with pytest.raises(InvalidInput, match="take it in with a goods receipt without order"):
        receiving.count_in(receipt, {jeans.pk: 1}, by=SYSTEM)
    assert receipt.lines.get().product == shirt


def test_goods_come_without_an_order_into_the_warehouse(shop, shirt):
    supplier, warehouse = make_supplier(), places.warehouse_of(shop)
    receipt = count_receipt({shirt: 2}, shop=shop, supplier=supplier, place=warehouse, costs={shirt: "4000.00"})

    receiving.book(receipt, by=SYSTEM)

    invoice = PurchaseInvoice.objects.get()
    assert (invoice.source, invoice.state, invoice.supplier, invoice.order) == ("receipt", "complete", supplier, None)
    assert (invoice.units, invoice.total, invoice.lines.get().place) == (2, Decimal("8000.00"), warehouse)
    assert level_of(shirt, warehouse) == (2, Decimal("8000.00"))
    assert integrity.findings() == []


def test_the_average_cost_weighs_what_lay_there_and_what_came(shop, shirt):
    floor = places.floor_of(shop)
    stock(shirt, floor, 2, Decimal("10000.00"), document="INV-START")

    receiving.book(count_receipt({shirt: 2}, shop=shop, costs={shirt: "8000.00"}), by=SYSTEM)

    assert level_of(shirt, floor) == (4, Decimal("26000.00"))
    shirt.refresh_from_db()
    assert (shirt.cost, shirt.price) == (Decimal("5000.00"), Decimal("10000.00"))


@pytest.mark.parametrize(("spread", "shares"), [("value", ["1250.00", "1750.00"]), ("quantity", ["2250.00", "750.00"])])
def test_freight_and_duty_are_shared_by_value_or_by_pieces(shop, shirt, jeans, spread, shares):
    receipt = count_receipt({shirt: 3, jeans: 1}, shop=shop, costs={shirt: "5000.00", jeans: "21000.00"})
    charges = Charges(freight=Decimal("2000.00"), duty=Decimal("1000.00"), spread=spread)

    receiving.book(receiving.change(receipt, {}, charges=charges, by=SYSTEM), by=SYSTEM)

    by_product = dict(receipt.lines.values_list("product", "charge"))
    assert [by_product[shirt.pk], by_product[jeans.pk]] == [Decimal(share) for share in shares]
    assert level_of(shirt, places.floor_of(shop)) == (3, Decimal("15000.00") + Decimal(shares[0]))
    assert integrity.findings() == []


@given(
    pieces=st.lists(st.integers(1, 500), min_size=1, max_size=8),
    kobo=st.integers(0, 10**9),
    costs=st.lists(st.integers(0, 10**7), min_size=8, max_size=8),
    spread=st.sampled_from(GoodsReceipt.Spread),
)
def test_no_kobo_of_freight_and_duty_is_lost_and_none_is_negative(pieces, kobo, costs, spread):
    receipt = GoodsReceipt(freight=Decimal(kobo).scaleb(-2), spread=spread)
    lines = [
        GoodsReceiptLine(quantity=number, unit_cost=Decimal(cost).scaleb(-2))
        for number, cost in zip(pieces, costs, strict=False)
    ]

    shares = booking.shares_of(receipt, lines)

    assert sum(shares) == receipt.charges
    assert min(shares) >= 0


def test_free_goods_share_freight_by_pieces(shop, shirt):
    receipt = count_receipt({shirt: 4}, shop=shop, costs={shirt: "0.00"})

    receiving.book(receiving.change(receipt, {}, charges=Charges(freight=Decimal("1000.00")), by=SYSTEM), by=SYSTEM)

    assert level_of(shirt, places.floor_of(shop)) == (4, Decimal("1000.00"))


def test_a_receipt_is_booked_once(shop, shirt):
    receipt = receiving.book(count_receipt({shirt: 4}, shop=shop), by=SYSTEM)

    with pytest.raises(WrongState, match=f"{receipt.number} is booked already \\(Nexus\\)"):
        receiving.book(receipt, by=SYSTEM)
    assert level_of(shirt, places.floor_of(shop))[0] == 4


def test_an_empty_receipt_is_not_booked(shop, shirt):
    receipt = begin_receipt(make_order({shirt: 4}, shop=shop))

    with pytest.raises(InvalidInput, match="Nothing is counted yet"):
        receiving.book(receipt, by=SYSTEM)
    assert GoodsReceipt.objects.get().state == "counting"


def test_a_cancelled_count_leaves_everything_as_it_was(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    receipt = count_receipt({shirt: 4}, order)

    receiving.cancel(receipt, by=SYSTEM, reason="Wrong van")

    with pytest.raises(WrongState, match="is cancelled already"):
        receiving.book(receipt, by=SYSTEM)
    assert (order.lines.get().received, StockMove.objects.count()) == (0, 0)


def test_nothing_of_a_cancelled_order_is_booked(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    receipt = count_receipt({shirt: 4}, order)
    orders.cancel(order, by=SYSTEM, reason="Too late")

    with pytest.raises(WrongState, match="is cancelled already"):
        receiving.book(receipt, by=SYSTEM)
    assert StockMove.objects.count() == 0


def test_goods_of_an_order_come_to_its_own_shop(shop, shirt):
    order, other = make_order({shirt: 4}, shop=shop), make_shop()

    with pytest.raises(InvalidInput, match=f"{order.number} is for Wuse II"):
        begin_receipt(order, place=places.floor_of(other))
    with pytest.raises(InvalidInput, match="neither a shop floor nor a warehouse"):
        begin_receipt(order, place=places.outside(Place.Kind.LOSS))
    assert GoodsReceipt.objects.count() == 0


def test_somebody_of_another_shop_neither_begins_counts_nor_books(shop, shirt):
    stranger, receipt = actor_for(make_manager(make_shop())), count_receipt({shirt: 4}, shop=shop)

    for act in (
        lambda: begin_receipt(shop=shop, by=stranger),
        lambda: receiving.count_in(receipt, {shirt.pk: 1}, by=stranger),
        lambda: receiving.change(receipt, {shirt.pk: Counted(1)}, by=stranger),
        lambda: receiving.book(receipt, by=stranger),
        lambda: receiving.cancel(receipt, by=stranger, reason="No"),
    ):
        with pytest.raises(BeyondReach):
            act()
    assert (GoodsReceipt.objects.get().state, receipt.lines.get().quantity) == ("counting", 4)


def test_the_same_form_sent_twice_begins_one_receipt(shop):
    delivery = Delivery(place=places.floor_of(shop), key=uuid4())

    assert receiving.begin(delivery, by=SYSTEM) == receiving.begin(delivery, by=SYSTEM)
    with pytest.raises(Conflict, match="This form became"):
        receiving.begin(Delivery(place=delivery.place, key=delivery.key, reference="A-1"), by=SYSTEM)
    assert GoodsReceipt.objects.count() == 1


def test_the_same_reference_of_a_supplier_needs_a_confirmation(shop, shirt):
    supplier = make_supplier()
    first = receiving.book(count_receipt({shirt: 1}, shop=shop, supplier=supplier, reference="A-17"), by=SYSTEM)
    again = count_receipt({shirt: 2}, shop=shop, supplier=supplier, reference="a-17 ")

    with pytest.raises(LikelyDuplicate, match=f"Invoice {first.invoice.number} of"):
        receiving.book(again, by=SYSTEM)
    assert level_of(shirt, places.floor_of(shop))[0] == 1

    receiving.book(again, by=SYSTEM, is_another=True)
    assert level_of(shirt, places.floor_of(shop))[0] == 3


@pytest.mark.parametrize(("hours", "is_told"), [(47, True), (49, False)])
def test_the_same_lines_within_48_hours_need_a_confirmation(shop, shirt, hours, is_told):
    supplier = make_supplier()
    with clock.at(NOON):
        receiving.book(count_receipt({shirt: 2}, shop=shop, supplier=supplier), by=SYSTEM)

    with clock.at(NOON + timedelta(hours=hours)):
        twin = booking.twin_of(count_receipt({shirt: 2}, shop=shop, supplier=supplier))

    assert (twin is not None) == is_told


def test_other_pieces_costs_or_suppliers_are_another_delivery(shop, shirt):
    supplier = make_supplier()
    receiving.book(count_receipt({shirt: 2}, shop=shop, supplier=supplier), by=SYSTEM)

    others = [
        count_receipt({shirt: 3}, shop=shop, supplier=supplier),
        count_receipt({shirt: 2}, shop=shop, supplier=supplier, costs={shirt: "4999.00"}),
        count_receipt({shirt: 2}, shop=shop, supplier=make_supplier()),
    ]

    assert [booking.twin_of(other) for other in others] == [None, None, None]


def test_an_expected_invoice_is_not_paid(shop, shirt):
    order = make_order({shirt: 2}, shop=shop)

    with pytest.raises(Conflict, match="it is paid once its goods came"):
        invoices.mark_paid(order.invoices.get(), by=SYSTEM)
    assert order.invoices.get().paid_at is None
