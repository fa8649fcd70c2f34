"""Points follow the goods: spent ones return pro rata, earned ones go, and what is gone already is deducted."""

from decimal import Decimal

import pytest

from apps.catalog.models import Product
from apps.loyalty import integrity as loyalty_books
from apps.loyalty.models import Account
from apps.returns import completion, requests
from apps.returns.requests import Brought
from apps.sales import instalments, integrity
from apps.sales.models import Receipt
from apps.sales.orders import TenderInput
from tests.factories.loyalty import make_account
from tests.factories.returns import approved, completed, in_cash
from tests.factories.sales import Till, sell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def account() -> Account:
    """500 points, each worth a naira; a pair for ₦24,500 earns 240 more."""
    return make_account(500)


def points(account: Account) -> int:
    account.refresh_from_db()
    return account.points


def books() -> list[str]:
    return [*integrity.problems(), *loyalty_books.findings()]


def test_points_earned_with_goods_go_when_the_goods_come_back(till: Till, jeans: Product, account: Account) -> None:
    receipt = sell(till, (jeans, 2), customer_id=account.customer_id)
    assert points(account) == 500 + 490

    completed(receipt, till, (1, 1))

    assert (points(account), books()) == (500 + 245, [])


def test_piece_by_piece_takes_as_many_points_as_all_at_once(till: Till, jeans: Product, account: Account) -> None:
    receipt = sell(till, (jeans, 2), customer_id=account.customer_id)

    completed(receipt, till, (1, 1))
    completed(receipt, till, (1, 1))

    assert (points(account), books()) == (500, [])


def test_points_spent_on_goods_return_pro_rata(till: Till, jeans: Product, account: Account) -> None:
    receipt = sell(till, (jeans, 2), points=400, total="48600.00", customer_id=account.customer_id)
    assert points(account) == 500 - 400 + 480

    done = completed(receipt, till, (1, 1))

    assert points(account) == 500 - 200 + 240
    assert (done.lines.get().refund, books()) == (Decimal("24300.00"), [])


def test_points_that_are_spent_already_are_deducted_from_the_refund(
    till: Till, jeans: Product, account: Account
) -> None:
    first = sell(till, (jeans, 1), customer_id=account.customer_id)
    sell(till, (jeans, 1), points=740, total="23760.00", customer_id=account.customer_id)
    assert points(account) == 230  # earned by the second sale

    completed(first, till, (1, 1))

    money_back = -sum(tender.amount for tender in first.tenders.all() if tender.amount < 0)
    assert points(account) == 0
    assert (money_back, books()) == (Decimal("24490.00"), [])  # ten of the 240 were gone


def test_a_debt_that_a_return_settles_earns_for_what_is_kept(till: Till, jeans: Product, account: Account) -> None:
    receipt = sell(till, (jeans, 2), customer_id=account.customer_id, paid={"cash": "24500.00"})
    assert points(account) == 500

    completed(receipt, till, (1, 1))

    receipt.refresh_from_db()
    assert (receipt.due, points(account), books()) == (Decimal("0.00"), 740, [])


def test_an_instalment_after_a_return_earns_for_what_is_kept(till: Till, jeans: Product, account: Account) -> None:
    receipt = sell(till, (jeans, 2), customer_id=account.customer_id, paid={"cash": "10000.00"})
    completed(receipt, till, (1, 1))

    rest = TenderInput(till.methods["cash"].pk, Receipt.objects.get(pk=receipt.pk).due)
    receipt.refresh_from_db()
    instalments.pay(receipt, [rest], key=receipt.key, by=till.actor)

    assert (points(account), books()) == (740, [])


def test_what_it_would_bring_says_what_is_deducted_for_points_already_spent(
    till: Till, jeans: Product, account: Account
) -> None:
    first = sell(till, (jeans, 1), customer_id=account.customer_id)
    sell(till, (jeans, 1), points=740, total="23760.00", customer_id=account.customer_id)

    before = requests.quote(first, [Brought(1, 1)])
    waiting = approved(first, till)

    assert before == requests.quote_asked(waiting)
    assert (before.value, before.split.deducted) == (Decimal("24500.00"), Decimal("10.00"))
    done = completion.complete(waiting, in_cash(till), by=till.actor)
    assert (done.paid_back, done.deducted) == (before.split.money, before.split.deducted)
