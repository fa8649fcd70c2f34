"""A return begins with what is brought back; the pieces are held for it until it is rejected."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.returns import decisions, requests
from apps.returns.models import Return
from apps.returns.refusals import NotReturnable
from apps.returns.requests import Brought
from apps.sales import voids
from apps.sales.models import Receipt, ReceiptLine
from apps.sales.refunds import Split
from apps.sales.refusals import KeyReused, NothingLeftToReturn, ReturnedAlready
from apps.users.reach import BeyondReach
from tests.factories.returns import Damaged, Good, ask, completed, make_wish
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.returns.conftest import books, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_a_return_waits_for_approval_and_holds_its_pieces(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 3))

    goods = ask(receipt, till, (1, 2, Good))

    assert (goods.number, goods.state, goods.value, goods.units) == ("RET-202603-001", "pending", Decimal(49000), 2)
    assert list(ReceiptLine.objects.values_list("claimed", "returned")) == [(2, 0)]
    assert list(goods.steps.values_list("kind", "user_name", "note")) == [("asked", "Cashier-Ab1", "Too small")]
    assert books() == []


def test_more_pieces_than_are_left_are_refused_by_name(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 3))
    ask(receipt, till, (1, 2))

    with refused(NothingLeftToReturn, "Only 1 piece of Levi's Jeans 34 can still be brought back"):
        ask(receipt, till, (1, 2))


def test_pieces_in_two_conditions_count_together(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 3))

    with refused(NothingLeftToReturn):
        ask(receipt, till, (1, 2, Good), (1, 2, Damaged))


def test_what_was_rejected_may_be_asked_for_again(till: Till, jeans: Product, chief: Actor) -> None:
    receipt = sell(till, (jeans, 1))
    decisions.reject(ask(receipt, till), by=chief, reason="Worn")

    again = ask(receipt, till)

    assert (again.number, list(ReceiptLine.objects.values_list("claimed", flat=True))) == ("RET-202603-002", [1])
    assert books() == []


def test_the_same_form_sent_twice_is_one_return(till: Till, jeans: Product) -> None:
    wish = make_wish(sell(till, (jeans, 3)), till, (1, 1))

    first, second = (requests.ask(wish, by=till.actor) for _again in range(2))

    assert (first, Return.objects.count()) == (second, 1)
    with refused(KeyReused, "Begin a new one"):
        requests.ask(replace(wish, brought=[Brought(1, 2)]), by=till.actor)


@pytest.mark.parametrize(
    ("rows", "reason", "sentence"),
    [
        ([(1, 1)], " ", "Say why"),
        ([(2, 1)], "Torn", "not on RCP-"),
        ([(1, 0)], "Torn", "not on RCP-"),
        ([(1, 1), (1, 1)], "Torn", "twice in the same condition"),
    ],
)
def test_nonsense_is_refused(
    till: Till, jeans: Product, rows: list[tuple[int, int]], reason: str, sentence: str
) -> None:
    receipt = sell(till, (jeans, 3))

    with refused(InvalidInput, sentence):
        ask(receipt, till, *rows, reason=reason)


def test_nothing_brought_back_is_refused(till: Till, jeans: Product) -> None:
    wish = replace(make_wish(sell(till, (jeans, 1)), till), brought=[])

    with refused(InvalidInput, "Say which pieces"):
        requests.ask(wish, by=till.actor)


def test_a_void_receipt_and_a_deposit_are_refused(till: Till, jeans: Product) -> None:
    void, deposit = sell(till, (jeans, 1)), sell(till, (jeans, 1))
    voids.void(void, by=Actor.system(), reason="Wrong size")
    Receipt.objects.filter(pk=deposit.pk).update(kind=Receipt.Kind.DEPOSIT)
    deposit.refresh_from_db()

    for receipt, sentence in ((void, "is void"), (deposit, "is no sale")):
        with refused(NotReturnable, sentence):
            ask(receipt, till)


def test_a_receipt_with_a_return_is_not_voided(till: Till, jeans: Product, chief: Actor) -> None:
    receipt = sell(till, (jeans, 2))
    goods = ask(receipt, till)

    with refused(ReturnedAlready, "take the others back as a return"):
        voids.void(receipt, by=Actor.system(), reason="Wrong size")

    decisions.reject(goods, by=chief, reason="Worn")
    voids.void(receipt, by=Actor.system(), reason="Wrong size")
    assert books() == []


def test_another_shop_takes_back_by_the_number(till: Till, jeans: Product) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    receipt = sell(till, (jeans, 1))

    goods = ask(receipt, lagos, by=lagos.actor)

    assert (goods.shop, goods.receipt.shop) == (lagos.shop, till.shop)


def test_nobody_takes_back_for_a_shop_beyond_their_reach(till: Till, jeans: Product) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    receipt = sell(till, (jeans, 1))

    with refused(BeyondReach):
        ask(receipt, till, by=lagos.actor)


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (7, False), (8, True)])
def test_after_the_days_of_the_company_it_is_late(till: Till, jeans: Product, days: int, is_late: bool) -> None:
    receipt = sell(till, (jeans, 1))

    with clock.at(clock.now() + timedelta(days=days)):
        goods = ask(receipt, till)

    assert goods.is_late is is_late


def test_a_quote_tells_where_the_value_would_go(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 2), customer_id=make_customer().pk, paid={"cash": "40000.00"})

    told = requests.quote(receipt, [Brought(1, 1)])

    assert (told.value, told.split) == (Decimal(24500), Split(Decimal(9000), Decimal(0), Decimal(15500)))
    completed(receipt, till)
    with refused(NothingLeftToReturn):
        requests.quote(receipt, [Brought(1, 2)])
