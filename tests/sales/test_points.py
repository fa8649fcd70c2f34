"""Loyalty at the counter: points pay a part as a discount, a receipt paid in full earns, what is undone goes back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from apps.catalog.models import Product
from apps.core import clock
from apps.core.refusals import InvalidInput
from apps.customers.models import Customer
from apps.loyalty import integrity as points_books
from apps.loyalty import ledger
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account, PointEntry, Tier
from apps.loyalty.refusals import PointsSpent, PointsUnusable
from apps.sales import contents, instalments, integrity, orders, voids
from apps.sales.documents import receipt_document
from apps.sales.models import Receipt, SaleException
from apps.sales.orders import TenderInput
from apps.sales.refusals import PriceChanged
from tests.factories.loyalty import give, make_account, make_programme
from tests.factories.sales import Till, actor_at, make_cashier, make_customer, message, sell
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def ngozi() -> Customer:
    return make_customer()


@pytest.fixture
def account(ngozi: Customer) -> Account:
    """Takes part; ten points for every whole ₦1,000."""
    make_programme()
    return make_account(customer=ngozi)


@pytest.fixture
def chief(till: Till) -> Any:
    return actor_at(till.register, make_cashier("chief", till.shop, permissions=("sell", "void_receipt")))


def points(account: Account) -> int:
    return Account.objects.get(pk=account.pk).points


def books() -> list[str]:
    return [*integrity.problems(), *points_books.findings()]


def told(receipt: Receipt) -> tuple[int, int, int] | None:
    """Earned, redeemed and the balance, as the receipt says them."""
    found = contents.contents_of(receipt).points
    return (found.earned, found.redeemed, found.balance) if found else None


def test_a_sale_paid_in_full_earns_on_the_net_of_its_items(till: Till, jeans: Product, account: Account) -> None:
    receipt = sell(till, (jeans, 1, {"discount": {"kind": "percent", "value": "5.00"}}), total="23275.00",
                   customer_id=account.customer_id, delivery=None)  # fmt: skip

    assert (told(receipt), points(account), books()) == ((230, 0, 230), 230, [])
    entry = account.entries.get()
    assert (entry.kind, entry.spend, entry.document) == ("earn", Decimal("23275.00"), receipt.number)


@pytest.mark.parametrize(("tier", "earned"), [("Bronze", 240), ("Silver", 300), ("Gold", 360), ("Platinum", 480)])
def test_the_tier_multiplies_what_is_earned(
    till: Till, jeans: Product, ngozi: Customer, tier: str, earned: int
) -> None:
    account = make_account(customer=ngozi, tier=tier)

    sell(till, (jeans, 1), customer_id=ngozi.pk)

    assert points(account) == earned


def test_the_delivery_fee_earns_nothing(till: Till, jeans: Product, account: Account) -> None:
    delivery = {"kind": "delivery", "address": "1 Lake Road", "phone": "", "due_on": None, "fee": "1500.00"}
    sell(till, (jeans, 1), total="26000.00", customer_id=account.customer_id, delivery=delivery)

    assert points(account) == 240


@pytest.mark.parametrize("what", ["nobody", "not enrolled", "resting", "gift"])
def test_who_takes_no_part_earns_nothing_and_a_gift_neither(
    till: Till, jeans: Product, account: Account, what: str
) -> None:
    till.cashier.is_superuser = True
    till.cashier.save()
    changes: dict[str, Any] = {"customer_id": account.customer_id}
    if what == "nobody":
        changes["customer_id"] = None
    elif what == "not enrolled":
        changes["customer_id"] = make_customer("Somebody").pk
    elif what == "resting":
        make_programme(is_active=False)
    else:
        changes |= {"gift_reason": "Birthday", "total": "0.00", "paid": {}}

    receipt = sell(till, (jeans, 1), **changes)

    assert (told(receipt), points(account), books()) == (None, 0, [])


def test_a_sale_on_credit_earns_when_its_last_instalment_is_paid_at_the_tier_of_that_day(
    till: Till, jeans: Product, account: Account
) -> None:
    receipt = sell(till, (jeans, 1), paid={"cash": "10000.00"}, customer_id=account.customer_id)
    first = points(account)
    Account.objects.filter(pk=account.pk).update(tier=Tier.objects.get(name="Gold"))
    cash = till.methods["cash"].pk

    instalments.pay(receipt, [TenderInput(cash, Decimal("4500.00"))], key=uuid4(), by=till.actor)
    second = points(account)
    key = uuid4()
    for _again in range(2):
        instalments.pay(receipt, [TenderInput(cash, Decimal("10000.00"))], key=key, by=till.actor)

    assert (first, second, points(account), books()) == (0, 0, 360, [])


def test_points_are_a_discount_on_the_goods(till: Till, jeans: Product, account: Account) -> None:
    give(account, 5000)

    receipt = sell(till, (jeans, 1), points=4500, total="20000.00", customer_id=account.customer_id)

    assert (receipt.points_discount, receipt.total) == (Decimal("4500.00"), Decimal("20000.00"))
    assert receipt.tax_included == Decimal("1395.35")  # of what is left
    assert (told(receipt), points(account), books()) == ((200, 4500, 700), 700, [])


@pytest.mark.parametrize(
    ("wanted", "left", "sentence"),
    [
        (99, 5000, "At least 100"),
        (12251, 20000, "takes 12,250 points at most, worth ₦12,250.00"),
        (600, 500, "takes 500 points at most"),
        (100, 99, "There are 99 points"),
    ],
)
def test_a_redemption_beyond_minimum_share_or_balance_refuses_the_sale_whole(
    till: Till, jeans: Product, account: Account, wanted: int, left: int, sentence: str
) -> None:
    give(account, left)
    total = str(Decimal("24500.00") - wanted)

    with refused(PointsUnusable) as refusals:
        sell(till, (jeans, 1), points=wanted, total=total, customer_id=account.customer_id)

    assert sentence in refusals[0].sentence
    assert (points(account), account.entries.count()) == (left, 1)


@pytest.mark.parametrize("who", [None, "Somebody"])
def test_only_who_takes_part_can_redeem(till: Till, jeans: Product, account: Account, who: str | None) -> None:
    customer = make_customer(who).pk if who else None

    with refused(PointsUnusable) as refusals:
        sell(till, (jeans, 1), points=100, total="24400.00", customer_id=customer)

    assert "takes part" in refusals[0].sentence


def test_the_share_is_of_the_items_after_the_order_discount(till: Till, jeans: Product, account: Account) -> None:
    give(account, 20000)
    till.cashier.is_superuser = True
    till.cashier.save()
    changes = {"order_discount": {"kind": "amount", "value": "4500.00"}, "customer_id": account.customer_id}

    with refused(PointsUnusable) as refusals:
        sell(till, (jeans, 1), points=10001, total="9999.00", **changes)
    sell(till, (jeans, 1), points=10000, total="10000.00", **changes)

    assert "10,000 points at most" in refusals[0].sentence


def test_a_new_worth_of_a_point_is_told_before_anything_is_booked(till: Till, jeans: Product, account: Account) -> None:
    give(account, 5000)
    make_programme(point_value=Decimal("0.50"))

    with refused(PriceChanged) as refusals:
        sell(till, (jeans, 1), points=1000, total="23500.00", customer_id=account.customer_id)

    assert refusals[0].details["total"] == "24000.00"


def test_the_same_sale_sent_twice_takes_and_earns_once(till: Till, jeans: Product, account: Account) -> None:
    give(account, 5000)
    key = str(uuid4())

    receipts = [
        sell(till, (jeans, 1), key=key, points=500, total="24000.00", sold_at=None, customer_id=account.customer_id)
        for _again in range(2)
    ]

    assert (receipts[0], points(account)) == (receipts[1], 5000 - 500 + 240)


def test_a_void_gives_spent_points_back_and_takes_earned_ones(
    till: Till, jeans: Product, account: Account, chief: Any
) -> None:
    give(account, 5000)
    receipt = sell(till, (jeans, 1), points=4500, total="20000.00", customer_id=account.customer_id)

    voids.void(receipt, by=chief, reason="Wrong size")

    assert (points(account), books()) == (5000, [])
    assert list(account.entries.order_by("pk").values_list("kind", "points")) == [
        ("adjust", 5000),
        ("redeem", -4500),
        ("earn", 200),
        ("give_back", 4500),
        ("take_back", -200),
    ]


def test_a_void_is_refused_while_the_points_it_earned_are_spent(
    till: Till, jeans: Product, account: Account, chief: Any
) -> None:
    first = sell(till, (jeans, 1), customer_id=account.customer_id)
    sell(till, (jeans, 1), points=200, total="24300.00", customer_id=account.customer_id)
    ledger.take(account.pk, 280, kind=PointEntry.Kind.REDEEM).write(Told("RCP-9"), by=chief)

    with refused(PointsSpent) as refusals:
        voids.void(first, by=chief, reason="Wrong size")

    assert "take the goods back as a return, which deducts ₦240.00" in refusals[0].sentence
    assert refusals[0].details == {"short": 240, "value": "240.00"}
    assert books() == []


def test_a_sale_finished_offline_earns_when_it_arrives(till: Till, jeans: Product, account: Account) -> None:
    sell(till, (jeans, 1), is_offline=True, customer_id=account.customer_id)

    assert (points(account), SaleException.objects.count(), books()) == (240, 0, [])


def test_a_finished_sale_takes_the_points_that_are_still_there(till: Till, jeans: Product, account: Account) -> None:
    give(account, 500)

    receipt = sell(till, (jeans, 1), points=500, total="24000.00", is_offline=True, customer_id=account.customer_id)

    assert (receipt.total, receipt.due, points(account)) == (Decimal("24000.00"), Decimal("0.00"), 240)
    assert (SaleException.objects.count(), books()) == (0, [])


def test_a_finished_sale_whose_points_are_gone_stays_due_and_is_noted(
    till: Till, jeans: Product, account: Account
) -> None:
    give(account, 120)

    receipt = sell(till, (jeans, 1), points=500, total="24000.00", is_offline=True, customer_id=account.customer_id)

    assert (receipt.total, receipt.due) == (Decimal("24500.00"), Decimal("500.00"))
    assert (points(account), told(receipt), books()) == (120, None, [])
    assert [(row.kind, row.sentence[:31]) for row in SaleException.objects.order_by("pk")] == [
        ("unpaid", "This sale takes 120 points at m"),
        ("unpaid", "₦500.00 was not paid, without t"),
    ]


def test_a_receipt_says_what_it_earned_redeemed_and_left(till: Till, jeans: Product, account: Account) -> None:
    give(account, 5000)
    receipt = sell(till, (jeans, 1), points=4500, total="20000.00", customer_id=account.customer_id, print=True)
    with clock.at(clock.now() + timedelta(days=1)):
        give(account, 1)

    rows = [
        [text for text, _width, _side in block.cells]
        for block in receipt_document(receipt).blocks
        if hasattr(block, "cells")
    ]
    assert [row for row in rows if row[0].startswith("Points")] == [
        ["Points", "−₦4,500.00"],
        ["Points redeemed", "4,500"],
        ["Points earned", "200"],
        ["Points balance", "700"],
    ]


def test_a_message_with_points_that_are_no_number_is_refused(till: Till, jeans: Product) -> None:
    for wrong in (-1, "100", 1.5, True, 10**10):
        with pytest.raises(InvalidInput, match="Points must be"):
            orders.from_json(message(till, (jeans, 1), points=wrong))
