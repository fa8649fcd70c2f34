"""A pre-order is picked up by a sale that names it: its pieces, its price, its deposit; a void opens it again."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from apps.catalog import products
from apps.core import clock
from apps.core.actor import Actor
from apps.credits.models import Credit
from apps.credits.refusals import CreditUnusable
from apps.inventory.models import StockLevel
from apps.preorders import arriving, cancelling, fulfilling, queries
from apps.preorders.cancelling import Refund
from apps.preorders.models import PreOrder
from apps.preorders.refusals import WrongPickUp, WrongState
from apps.reporting import queries as reporting
from apps.sales import orders, unbooked, voids
from apps.sales.models import Receipt, SaleException
from apps.sales.refusals import BeyondLimit, DepositKept
from tests.factories.catalog import make_product
from tests.factories.inventory import stock
from tests.factories.preorders import arrival, arrived, make_preorder, pick_up
from tests.factories.sales import Till, actor_at, make_cashier, make_customer, make_till, message
from tests.preorders.conftest import books, refused

pytestmark = pytest.mark.django_db


def sold(till: Till, body: dict[str, Any]) -> Receipt:
    return fulfilling.sell(orders.from_json(body), by=till.actor)


def with_deposit(till: Till, preorder: PreOrder, **changes: Any) -> dict[str, Any]:
    """₦20,000 of the ₦60,000 were left before."""
    deposit = queries.deposits_of(preorder).get()
    tenders = ("deposit", "20000.00", deposit.number), ("cash", "40000.00", "")
    return pick_up(till, preorder, *tenders, **changes)


@pytest.fixture
def waiting(till: Till) -> PreOrder:
    return arrived(till, paid={"cash": "20000.00"})


def test_its_deposit_pays_a_part_and_its_pieces_leave(till: Till, waiting: PreOrder) -> None:
    receipt = sold(till, with_deposit(till, waiting))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.receipt, waiting.delivered_by_name) == ("fulfilled", receipt, till.actor.name)
    assert (receipt.kind, receipt.preorder, receipt.total) == ("sale", waiting.number, Decimal("60000.00"))
    assert list(receipt.tenders.values_list("method_name", "amount")) == [
        ("Deposit", Decimal("20000.00")),
        ("Cash", Decimal("40000.00")),
    ]
    assert (queries.held(waiting), StockLevel.objects.get().quantity, StockLevel.objects.get().reserved) == (0, 0, 0)
    assert reporting.sold_on(clock.today(), [till.shop]).total == Decimal("60000.00")
    assert books() == []


def test_sent_twice_it_is_picked_up_once(till: Till, waiting: PreOrder) -> None:
    body = with_deposit(till, waiting)

    assert sold(till, body) == sold(till, body)
    assert (Receipt.objects.filter(kind="sale").count(), books()) == (1, [])


def test_it_is_not_picked_up_again_by_another_sale(till: Till, waiting: PreOrder) -> None:
    sold(till, with_deposit(till, waiting))
    again = pick_up(till, waiting)

    with refused(WrongState):
        sold(till, again)


def test_what_has_not_arrived_is_not_picked_up(till: Till) -> None:
    shirt = make_product()
    stock(shirt, till.floor, 2)
    body = pick_up(till, make_preorder(till, product=shirt, unit_price=shirt.price))

    with refused(WrongState):
        sold(till, body)


def test_another_customer_too_few_pieces_and_an_unknown_number_are_refused(till: Till, waiting: PreOrder) -> None:
    right = pick_up(till, waiting)
    few = right | {"lines": [right["lines"][0] | {"quantity": 1}], "total": "30000.00"}
    wrong = [right | {"customer_id": make_customer().pk}, few, right | {"preorder": "PRE-202603-999"}]

    for body in wrong:
        with refused(WrongPickUp):
            sold(till, body)


def test_it_is_picked_up_in_its_own_shop(till: Till, waiting: PreOrder) -> None:
    elsewhere = make_till(code="LA1", city="Lagos", name="Ikeja")
    body = pick_up(elsewhere, waiting)

    with refused(WrongPickUp) as caught:
        sold(elsewhere, body)

    assert "waits at Wuse II" in str(caught[0])


def test_the_agreed_price_needs_no_approval_when_the_shelf_price_rose(till: Till) -> None:
    shirt = make_product()
    preorder = make_preorder(till, product=shirt, quantity=1, unit_price=Decimal("5000.00"), by=chief_of(till))
    arriving.convert(preorder, arrival(product=shirt), by=till.actor)

    receipt = sold(till, pick_up(till, preorder))

    assert (receipt.gross, receipt.line_discount, receipt.total) == (10000, 5000, Decimal("5000.00"))


def test_a_discount_beyond_the_promise_needs_one_all_the_same(till: Till) -> None:
    shirt = make_product()
    preorder = make_preorder(till, product=shirt, quantity=1, unit_price=Decimal("5000.00"), by=chief_of(till))
    arriving.convert(preorder, arrival(product=shirt), by=till.actor)
    body = pick_up(till, preorder)
    lower = [body["lines"][0] | {"agreed_price": "3000.00"}]
    body |= {"lines": lower, "total": "3000.00", "tenders": [body["tenders"][0] | {"amount": "3000.00"}]}

    with refused(BeyondLimit) as caught:
        sold(till, body)

    assert caught[0].details["percent"] == "20"


def test_other_goods_are_bought_along(till: Till, waiting: PreOrder) -> None:
    cap = make_product(price=Decimal("4000.00"))
    stock(cap, till.floor, 1)
    body = pick_up(till, waiting, ("cash", "64000.00", ""))
    line = {"product_id": cap.pk, "quantity": 1, "unit_price": "4000.00"}

    receipt = sold(till, body | {"lines": [*body["lines"], line], "total": "64000.00"})

    assert (receipt.units, receipt.total, books()) == (3, Decimal("64000.00"), [])


def test_what_is_brought_later_is_not_delivered_yet(till: Till, waiting: PreOrder) -> None:
    delivery = {"kind": "delivery", "address": "1 Lake Road", "phone": "", "due_on": None, "fee": "0.00"}

    sold(till, pick_up(till, waiting, delivery=delivery | {"courier": "", "note": ""}))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.delivered_at) == ("fulfilled", None)


def test_a_void_opens_it_again_with_pieces_and_deposit(till: Till, waiting: PreOrder) -> None:
    receipt = sold(till, with_deposit(till, waiting))

    fulfilling.void(receipt, by=chief_of(till), reason="Wrong size")

    waiting.refresh_from_db()
    assert (waiting.state, waiting.receipt, waiting.delivered_at) == ("arrived", None, None)
    assert (queries.held(waiting), StockLevel.objects.get().reserved) == (Decimal("20000.00"), 2)
    assert (waiting.steps.last().kind, books()) == ("reopened", [])
    assert sold(till, with_deposit(till, waiting)).total == Decimal("60000.00")
    assert books() == []


def test_a_void_that_does_not_open_it_is_refused(till: Till, waiting: PreOrder) -> None:
    receipt = sold(till, with_deposit(till, waiting))

    with refused(DepositKept):
        voids.void(receipt, by=chief_of(till), reason="Wrong size")


def test_a_sale_without_a_preorder_is_voided_as_ever(till: Till) -> None:
    shirt = make_product()
    stock(shirt, till.floor, 1)
    receipt = sold(till, message_of(till, shirt))

    fulfilling.void(receipt, by=chief_of(till), reason="Wrong size")

    assert (receipt.void.reason, books()) == ("Wrong size", [])


def test_the_deposit_of_another_preorder_does_not_pay(till: Till, waiting: PreOrder) -> None:
    other = make_preorder(till, customer=waiting.customer, paid={"cash": "20000.00"})
    deposit = queries.deposits_of(other).get()
    body = pick_up(till, waiting, ("deposit", "20000.00", deposit.number), ("cash", "40000.00", ""))

    with refused(CreditUnusable):
        sold(till, body)


def test_a_pick_up_that_the_till_finished_by_itself_is_booked_once(till: Till, waiting: PreOrder) -> None:
    body = with_deposit(till, waiting, is_offline=True)

    first, again = (unbooked.bring(body, by=till.actor, sell=fulfilling.sell) for _turn in range(2))

    waiting.refresh_from_db()
    assert (first, waiting.state, waiting.receipt, first.due) == (again, "fulfilled", first, 0)
    assert set(first.exceptions.values_list("kind", flat=True)) <= {SaleException.Kind.NOT_OFFLINE}
    assert books() == []


def test_a_finished_pick_up_of_what_was_cancelled_meanwhile_is_booked_and_noted(till: Till, waiting: PreOrder) -> None:
    body = with_deposit(till, waiting, is_offline=True)
    cash = Refund(method=till.methods["cash"], shift=till.shift)
    cancelling.cancel(waiting, reason="Came too late", refund=cash, by=till.actor)

    receipt = unbooked.bring(body, by=till.actor, sell=fulfilling.sell)

    waiting.refresh_from_db()
    assert (waiting.state, receipt.due) == ("cancelled", Decimal("20000.00"))
    assert SaleException.Kind.UNPAID in set(receipt.exceptions.values_list("kind", flat=True))
    assert books() == []


def test_what_the_deposit_has_too_much_goes_back(till: Till) -> None:
    shirt = make_product(price=Decimal("10000.00"))
    told = {"product": shirt, "quantity": 1, "unit_price": Decimal("10000.00"), "paid": {"cash": "10000.00"}}
    preorder = arriving.convert(make_preorder(till, **told), arrival(product=shirt), by=till.actor)
    lower_price(shirt)
    preorder.refresh_from_db()
    deposit = queries.deposits_of(preorder).get()
    sold(till, pick_up(till, preorder, ("deposit", "9000.00", deposit.number)))
    preorder.refresh_from_db()

    cancelling.give_rest_back(
        preorder, refund=Refund(method=till.methods["cash"], shift=till.shift), reason="Cheaper", by=till.actor
    )

    assert (queries.held(preorder), Credit.objects.get().left, books()) == (0, 0, [])


def lower_price(shirt: Any) -> None:
    products.change(shirt, by=Actor.system(), reason="Sale", price=Decimal("9000.00"))


def chief_of(till: Till) -> Any:
    chief = make_cashier("chief", till.shop, limit="100", permissions=("sell", "void_receipt"))
    return replace(actor_at(till.register, chief), name="Chief")


def message_of(till: Till, shirt: Any) -> dict[str, Any]:
    return message(till, (shirt, 1))
