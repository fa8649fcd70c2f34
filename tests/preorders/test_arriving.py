"""What was ordered becomes stock with an invoice, once, and is kept for its customer."""

from decimal import Decimal

import pytest

from apps.core.refusals import InvalidInput
from apps.inventory.ledger import InsufficientStock
from apps.inventory.models import Reservation, StockLevel
from apps.inventory.reservations import NothingToReserve
from apps.preorders import arriving
from apps.preorders.models import PreOrder
from apps.preorders.refusals import WrongState
from apps.purchasing.models import PurchaseInvoice
from apps.users.reach import BeyondReach
from tests.factories.catalog import make_product
from tests.factories.inventory import stock
from tests.factories.preorders import arrival, make_preorder
from tests.factories.purchasing import make_supplier
from tests.factories.sales import Till, make_till, sell
from tests.preorders.conftest import books, refused

pytestmark = pytest.mark.django_db


def level(preorder: PreOrder) -> tuple[int, int]:
    """On the floor, and of these kept."""
    row = StockLevel.objects.get(product=preorder.product, place__shop=preorder.shop)
    return row.quantity, row.reserved


def test_a_wish_becomes_a_product_with_its_invoice_and_its_pieces_are_kept(till: Till) -> None:
    preorder = make_preorder(till)
    supplier = make_supplier()

    arriving.convert(preorder, arrival(pieces=3, supplier=supplier, supplier_reference="K 7"), by=till.actor)

    preorder.refresh_from_db()
    invoice = PurchaseInvoice.objects.get()
    assert (preorder.state, preorder.invoice, preorder.converted_by_name) == ("arrived", invoice, till.actor.name)
    assert (invoice.supplier, invoice.supplier_reference, invoice.units) == (supplier, "K 7", 3)
    assert (preorder.product, level(preorder)) == (invoice.lines.get().product, (3, 2))
    assert Reservation.objects.get().document == preorder.number
    assert preorder.steps.last().document == invoice.number
    assert books() == []


def test_a_known_product_is_topped_up(till: Till) -> None:
    shirt = make_product()
    stock(shirt, till.floor, 4)
    preorder = make_preorder(till, product=shirt, unit_price=shirt.price)

    arriving.convert(preorder, arrival(product=shirt), by=till.actor)

    assert (preorder.product, level(preorder), books()) == (shirt, (6, 2), [])


def test_what_is_kept_sells_to_nobody_else(till: Till) -> None:
    preorder = arriving.convert(make_preorder(till), arrival(pieces=3), by=till.actor)
    assert preorder.product

    sell(till, (preorder.product, 1))
    with refused(InsufficientStock):
        sell(till, (preorder.product, 1))

    assert level(preorder) == (2, 2)


def test_it_arrives_once(till: Till) -> None:
    preorder = arriving.convert(make_preorder(till), arrival(), by=till.actor)

    with refused(WrongState) as caught:
        arriving.convert(preorder, arrival(product=preorder.product), by=till.actor)

    assert str(caught[0]) == f"{preorder.number} is arrived already ({till.actor.name})."


def test_fewer_pieces_than_ordered_are_no_arrival(till: Till) -> None:
    preorder = make_preorder(till)
    one = arrival(pieces=1)

    with refused(InvalidInput):
        arriving.convert(preorder, one, by=till.actor)


def test_pieces_that_are_here_already_are_kept_without_an_invoice(till: Till) -> None:
    shirt = make_product()
    stock(shirt, till.floor, 2)
    preorder = arriving.set_aside(make_preorder(till, unit_price=shirt.price), shirt, by=till.actor)

    assert (preorder.state, preorder.product, preorder.invoice) == ("arrived", shirt, None)
    assert (level(preorder), PurchaseInvoice.objects.count(), books()) == ((2, 2), 0, [])


def test_pieces_that_are_not_free_are_not_set_aside(till: Till) -> None:
    shirt = make_product()
    stock(shirt, till.floor, 3)
    first, second = (make_preorder(till, unit_price=Decimal("10000.00")) for _turn in range(2))
    arriving.set_aside(first, shirt, by=till.actor)

    with refused(NothingToReserve):
        arriving.set_aside(second, shirt, by=till.actor)


def test_somebody_of_another_shop_takes_nothing_in_here(till: Till) -> None:
    preorder = make_preorder(till)
    elsewhere = make_till(code="LA1", city="Lagos", name="Ikeja")
    goods = arrival()

    with refused(BeyondReach):
        arriving.convert(preorder, goods, by=elsewhere.actor)
