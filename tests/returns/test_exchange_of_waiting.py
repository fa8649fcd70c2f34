"""A return that was asked for, or approved, before pays for new goods: both or neither, its steps each once."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.inventory.ledger import InsufficientStock
from apps.printing.models import PrintJob, Task
from apps.returns import completion, decisions
from apps.returns.exchange import exchange
from apps.returns.models import Return
from apps.returns.refusals import WrongState
from apps.sales import checkout, orders
from apps.sales.models import Receipt
from apps.sales.orders import Order
from apps.sales.refusals import BeyondLimit, KeyReused, NotYetPaid, TooMuchPaid
from apps.users.reach import BeyondReach
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.returns import approved, ask, in_cash, make_chief, make_wish
from tests.factories.sales import Till, make_customer, make_till, message, sell
from tests.returns.conftest import books, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def shirt(till: Till) -> Product:
    """Ten at ₦30,000."""
    product = make_goods("Oxford Shirt M", price=Decimal("30000.00"), cost=Decimal("12000.00"))
    stock(product, till.floor, 10)
    return product


@pytest.fixture
def sold(till: Till, jeans: Product) -> Receipt:
    return sell(till, (jeans, 1))


def order_of(till: Till, product: Product, *tenders: tuple[str, str], **changes: Any) -> Order:
    body = message(till, (product, 1), **changes)
    body["tenders"] = [{"method_id": till.methods[key].pk, "amount": paid, "reference": ""} for key, paid in tenders]
    return orders.from_json(body)


def upwards(till: Till, shirt: Product, **changes: Any) -> Order:
    """A dearer shirt for the jeans: ₦5,500 are to be paid."""
    return order_of(till, shirt, ("exchange", "24500.00"), ("cash", "5500.00"), **changes)


def steps_of(goods: Return) -> list[str]:
    return list(goods.steps.order_by("pk").values_list("kind", flat=True))


def test_an_approved_return_pays_for_new_goods(till: Till, shirt: Product, jeans: Product, sold: Receipt) -> None:
    waiting = approved(sold, till)

    goods, receipt = exchange(waiting, upwards(till, shirt), in_cash(till), by=till.actor)

    assert (goods.pk, goods.new_receipt, goods.exchanged, goods.paid_back) == (waiting.pk, receipt, Decimal(24500), 0)
    assert (receipt.due, steps_of(goods)) == (0, ["asked", "approved", "completed"])
    assert (level_of(jeans, till.floor)[0], level_of(shirt, till.floor)[0], books()) == (10, 9, [])


def test_the_slip_of_an_exchange_names_the_new_receipt(till: Till, shirt: Product, sold: Receipt) -> None:
    _goods, receipt = exchange(approved(sold, till), upwards(till, shirt), in_cash(till), by=till.actor)

    assert receipt.number in str(PrintJob.objects.get(task=Task.RETURN).document)


def test_a_return_that_waits_is_approved_in_the_same_act(
    till: Till, shirt: Product, sold: Receipt, chief: Actor
) -> None:
    order = replace(upwards(till, shirt), cashier_id=chief.user_id)

    goods, _receipt = exchange(ask(sold, till), order, in_cash(till), by=chief)

    rows = list(goods.steps.order_by("pk").values_list("kind", "user_name"))
    assert rows == [("asked", till.actor.name), ("approved", chief.name), ("completed", chief.name)]
    assert books() == []


def test_a_return_that_waits_needs_a_word(till: Till, shirt: Product, sold: Receipt) -> None:
    waiting = ask(sold, till)

    with refused(BeyondLimit):
        exchange(waiting, upwards(till, shirt), in_cash(till), by=till.actor)


def test_what_is_left_over_goes_back(till: Till, sold: Receipt) -> None:
    cap = make_goods("Cap", price=Decimal("4500.00"))
    stock(cap, till.floor, 1)

    goods, receipt = exchange(
        approved(sold, till), order_of(till, cap, ("exchange", "4500.00")), in_cash(till), by=till.actor
    )

    assert (goods.exchanged, goods.paid_back, goods.refund) == (Decimal(4500), Decimal(20000), "cash")
    assert (receipt.due, books()) == (0, [])


def test_a_debt_is_paid_first_and_only_the_rest_buys(till: Till, jeans: Product, shirt: Product) -> None:
    owing = sell(till, (jeans, 1), customer_id=make_customer().pk, paid={"cash": "10000.00"})
    waiting = approved(owing, till)
    with refused(NotYetPaid, "are worth ₦10,000.00 now"):
        exchange(waiting, upwards(till, shirt), in_cash(till), by=till.actor)

    order = order_of(till, shirt, ("exchange", "10000.00"), ("cash", "20000.00"))
    goods, _receipt = exchange(waiting, order, in_cash(till), by=till.actor)

    assert (goods.debt, goods.exchanged, goods.paid_back, books()) == (Decimal(14500), Decimal(10000), 0, [])


def test_sent_twice_it_is_one_exchange(till: Till, shirt: Product, sold: Receipt) -> None:
    waiting, order = approved(sold, till), upwards(till, shirt)

    first, second = (exchange(waiting, order, in_cash(till), by=till.actor) for _again in range(2))

    assert (first, Receipt.objects.count(), steps_of(waiting)) == (second, 2, ["asked", "approved", "completed"])
    with refused(KeyReused, "was changed after it became"):
        exchange(waiting, replace(order, body_hash="other"), in_cash(till), by=till.actor)


def test_paid_back_meanwhile_it_pays_for_nothing(till: Till, shirt: Product, sold: Receipt) -> None:
    seen_before = approved(sold, till)
    completion.complete(Return.objects.get(pk=seen_before.pk), in_cash(till), by=till.actor)

    with refused(WrongState, "is completed already"):
        exchange(seen_before, upwards(till, shirt), in_cash(till), by=till.actor)


def test_exchanged_meanwhile_it_pays_for_no_other_goods(till: Till, shirt: Product, sold: Receipt) -> None:
    waiting = approved(sold, till)
    exchange(waiting, upwards(till, shirt), in_cash(till), by=till.actor)

    with refused(WrongState, "is completed already"):
        exchange(waiting, upwards(till, shirt), in_cash(till), by=till.actor)


def test_rejected_meanwhile_it_pays_for_nothing(till: Till, shirt: Product, sold: Receipt, chief: Actor) -> None:
    waiting = approved(sold, till)
    decisions.reject(Return.objects.get(pk=waiting.pk), by=chief, reason="Worn")

    with refused(WrongState, "is rejected already"):
        exchange(waiting, upwards(till, shirt), in_cash(till), by=till.actor)


def test_a_sale_that_is_refused_leaves_the_return_as_it_was(till: Till, shirt: Product, sold: Receipt) -> None:
    waiting = approved(sold, till)
    sell(till, (shirt, 10))

    with refused(InsufficientStock):
        exchange(waiting, upwards(till, shirt), in_cash(till), by=till.actor)


def test_one_ticket_is_not_paid_by_two_returns(till: Till, shirt: Product, jeans: Product, sold: Receipt) -> None:
    order = upwards(till, shirt)
    exchange(approved(sold, till), order, in_cash(till), by=till.actor)
    another = approved(sell(till, (jeans, 1)), till)

    with refused(KeyReused, "became RCP-"):
        exchange(another, order, in_cash(till), by=till.actor)


def test_a_sale_that_was_paid_otherwise_is_not_exchanged_as_well(till: Till, shirt: Product, sold: Receipt) -> None:
    order = order_of(till, shirt, ("cash", "30000.00"))
    checkout.sell(order, by=till.actor)

    with refused(KeyReused, "became RCP-"):
        exchange(make_wish(sold, till), order, in_cash(till), by=Actor.system())


def test_money_is_not_taken_while_goods_are_left_over(till: Till, shirt: Product, sold: Receipt) -> None:
    order = order_of(till, shirt, ("exchange", "10000.00"), ("cash", "20000.00"))
    waiting = approved(sold, till)

    with refused(TooMuchPaid, "₦14,500.00 of the goods brought back is not used up"):
        exchange(waiting, order, in_cash(till), by=till.actor)


def test_a_return_of_another_shop_is_beyond_reach(till: Till, shirt: Product, sold: Receipt) -> None:
    waiting = approved(sold, till)
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    stock(shirt, lagos.floor, 1)
    stranger = make_chief(lagos, name="lagos")

    with refused(BeyondReach):
        exchange(waiting, upwards(lagos, shirt, cashier_id=stranger.user_id), in_cash(lagos), by=stranger)


def test_a_key_of_another_order_is_another_order(till: Till, shirt: Product, sold: Receipt) -> None:
    """The control of the guards above: with keys of their own two returns buy twice."""
    first, second = approved(sold, till), approved(sell(till, (shirt, 1)), till)

    exchange(first, upwards(till, shirt, key=str(uuid4())), in_cash(till), by=till.actor)
    exchange(second, order_of(till, shirt, ("exchange", "30000.00")), in_cash(till), by=till.actor)

    assert (Receipt.objects.count(), books()) == (4, [])
