"""§18.8: a return and a new sale in one ticket. Both are booked or neither, and only the difference is paid."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.credits.models import Credit
from apps.inventory.ledger import InsufficientStock
from apps.returns import completion
from apps.returns.completion import Way
from apps.returns.exchange import exchange as swap
from apps.returns.models import Return
from apps.returns.refusals import WrongState
from apps.returns.requests import Wish
from apps.sales import checkout, orders, shifts, voids
from apps.sales.models import Receipt
from apps.sales.orders import Order
from apps.sales.refusals import (
    BeyondLimit,
    KeyReused,
    MethodUnavailable,
    NotYetPaid,
    ReturnedAlready,
    TooMuchPaid,
)
from tests.factories.credits import make_credit
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.returns import as_credit, completed, in_cash, make_wish
from tests.factories.sales import Till, make_customer, message, sell
from tests.returns.conftest import books, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def shirt(till: Till) -> Product:
    """Ten at ₦30,000."""
    product = make_goods("Oxford Shirt M", price=Decimal("30000.00"), cost=Decimal("12000.00"))
    stock(product, till.floor, 10)
    return product


def order_of(till: Till, product: Product, *tenders: tuple[str, str], **changes: Any) -> Order:
    """One piece, paid by the method and amount of each tender."""
    body = message(till, (product, 1), **changes)
    body["tenders"] = [
        {"method_id": till.methods[key].pk, "amount": amount, "reference": ""} for key, amount in tenders
    ]
    return orders.from_json(body)


def run(wish: Wish, order: Order, till: Till, chief: Actor, way: Way | None = None) -> tuple[Return, Receipt]:
    return swap(wish, order, way or in_cash(till), by=chief)


@pytest.fixture
def wish(till: Till, jeans: Product) -> Wish:
    """The jeans of yesterday come back, by a customer without a name."""
    return make_wish(sell(till, (jeans, 1)), till)


def as_sold_by(till: Till, chief: Actor, order: Order) -> Order:
    return replace(order, cashier_id=chief.user_id)


def test_the_difference_is_paid_and_both_receipts_say_how(
    till: Till, shirt: Product, jeans: Product, wish: Wish, chief: Actor
) -> None:
    order = as_sold_by(till, chief, order_of(till, shirt, ("exchange", "24500.00"), ("cash", "5500.00")))

    goods, receipt = run(wish, order, till, chief)

    rows = ("method_name", "amount", "reference")
    assert list(receipt.tenders.order_by("pk").values_list(*rows)) == [
        ("Exchange", Decimal(24500), goods.number),
        ("Cash", Decimal(5500), ""),
    ]
    assert list(goods.receipt.tenders.order_by("pk").values_list(*rows))[1:] == [
        ("Exchange", Decimal(-24500), goods.number)
    ]
    assert (goods.new_receipt, goods.exchanged, goods.paid_back, goods.refund) == (receipt, Decimal(24500), 0, "")
    assert (level_of(jeans, till.floor)[0], level_of(shirt, till.floor)[0]) == (10, 9)
    assert shifts.expected_cash(till.shift) == Decimal(35000)
    assert books() == []


def test_what_is_left_over_goes_back_in_cash(till: Till, wish: Wish, chief: Actor) -> None:
    cap = make_goods("Cap", price=Decimal("4500.00"))
    stock(cap, till.floor, 1)
    order = as_sold_by(till, chief, order_of(till, cap, ("exchange", "4500.00")))

    goods, receipt = run(wish, order, till, chief)

    assert (goods.exchanged, goods.paid_back, receipt.change) == (Decimal(4500), Decimal(20000), 0)
    assert (shifts.expected_cash(till.shift), books()) == (Decimal(9500), [])


def test_what_is_left_over_may_become_a_credit(till: Till, wish: Wish, chief: Actor) -> None:
    cap, ngozi = make_goods("Cap", price=Decimal("4500.00")), make_customer()
    stock(cap, till.floor, 1)
    order = as_sold_by(till, chief, order_of(till, cap, ("exchange", "4500.00"), customer_id=ngozi.pk))

    goods, _receipt = run(wish, order, till, chief, as_credit(till, customer=ngozi))

    assert (Credit.objects.get().left, goods.credit_number) == (Decimal(20000), Credit.objects.get().number)
    assert books() == []


def test_the_same_exchange_sent_twice_is_one(till: Till, shirt: Product, wish: Wish, chief: Actor) -> None:
    order = as_sold_by(till, chief, order_of(till, shirt, ("exchange", "24500.00"), ("cash", "5500.00")))

    first, second = (run(wish, order, till, chief) for _again in range(2))

    assert (first, Receipt.objects.count(), Return.objects.count()) == (second, 2, 1)
    other = as_sold_by(till, chief, order_of(till, shirt, ("exchange", "24500.00"), ("cash", "5500.00")))
    with refused(KeyReused):
        run(wish, other, till, chief)


def test_a_sale_that_is_refused_leaves_no_return(
    till: Till, shirt: Product, jeans: Product, wish: Wish, chief: Actor
) -> None:
    sell(till, (shirt, 10))
    order = as_sold_by(till, chief, order_of(till, shirt, ("exchange", "24500.00"), ("cash", "5500.00")))

    with refused(InsufficientStock):
        run(wish, order, till, chief)


def test_goods_pay_no_more_than_they_bring(till: Till, shirt: Product, wish: Wish, chief: Actor) -> None:
    order = as_sold_by(till, chief, order_of(till, shirt, ("exchange", "30000.00")))

    with refused(NotYetPaid, "are worth ₦24,500.00 now"):
        run(wish, order, till, chief)


def test_money_is_not_taken_while_goods_are_left_over(till: Till, shirt: Product, wish: Wish, chief: Actor) -> None:
    order = as_sold_by(till, chief, order_of(till, shirt, ("exchange", "10000.00"), ("cash", "20000.00")))

    with refused(TooMuchPaid, "₦14,500.00 of the goods brought back is not used up"):
        run(wish, order, till, chief)


def test_no_plain_sale_is_paid_by_goods(till: Till, shirt: Product) -> None:
    with refused(MethodUnavailable, "begin the exchange again"):
        checkout.sell(order_of(till, shirt, ("exchange", "30000.00")), by=till.actor)


def test_a_finished_sale_without_the_server_is_not_paid_by_goods(till: Till, shirt: Product) -> None:
    order = replace(order_of(till, shirt, ("exchange", "30000.00")), is_offline=True)

    receipt = checkout.sell(order, by=till.actor)

    assert (receipt.due, receipt.tenders.count()) == (Decimal(30000), 0)


def test_what_was_paid_back_already_pays_for_nothing(till: Till, shirt: Product, wish: Wish, chief: Actor) -> None:
    completion.take_back(wish, in_cash(till), by=chief)
    order = as_sold_by(till, chief, order_of(till, shirt, ("cash", "30000.00")))

    with refused(WrongState, "is completed already"):
        run(wish, order, till, chief)


def test_who_may_not_approve_needs_a_word(till: Till, shirt: Product, wish: Wish, chief: Actor) -> None:
    order = order_of(till, shirt, ("exchange", "24500.00"), ("cash", "5500.00"))

    with refused(BeyondLimit):
        run(wish, order, till, till.actor)


def test_new_goods_of_an_exchange_are_not_voided_but_come_back(
    till: Till, shirt: Product, wish: Wish, chief: Actor
) -> None:
    order = as_sold_by(till, chief, order_of(till, shirt, ("exchange", "24500.00"), ("cash", "5500.00")))
    _goods, receipt = run(wish, order, till, chief)

    with refused(ReturnedAlready, "was paid in an exchange"):
        voids.void(receipt, by=Actor.system(), reason="Wrong size")

    back = completed(receipt, till)
    assert (back.paid_back, books()) == (Decimal(30000), [])


def test_what_a_credit_had_paid_may_pay_the_new_goods_in_the_same_ticket(
    till: Till, shirt: Product, jeans: Product, chief: Actor
) -> None:
    ngozi = make_customer()
    credit = make_credit("10000.00", customer=ngozi)
    body = message(till, (jeans, 1), customer_id=ngozi.pk)
    rows = [("credit", "10000.00", credit.number), ("cash", "14500.00", "")]
    body["tenders"] = [
        {"method_id": till.methods[key].pk, "amount": amount, "reference": told} for key, amount, told in rows
    ]
    wish = make_wish(checkout.sell(orders.from_json(body), by=till.actor), till)
    new = message(till, (shirt, 1), customer_id=ngozi.pk, cashier_id=chief.user_id)
    rows = [("credit", "10000.00", credit.number), ("exchange", "14500.00", ""), ("cash", "5500.00", "")]
    new["tenders"] = [
        {"method_id": till.methods[key].pk, "amount": amount, "reference": told} for key, amount, told in rows
    ]

    goods, _receipt = run(wish, orders.from_json(new), till, chief)

    credit.refresh_from_db()
    assert (goods.credit, goods.exchanged, credit.left, books()) == (Decimal(10000), Decimal(14500), 0, [])
