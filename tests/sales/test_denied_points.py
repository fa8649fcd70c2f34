"""Points that an awaited payment earned: a denial takes them back, paying what is due again earns them again."""

from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.loyalty import integrity as points_books
from apps.loyalty.models import Account, PointEntry
from apps.loyalty.refusals import PointsSpent
from apps.sales import confirmations, instalments, integrity, voids
from apps.sales.models import Receipt
from apps.sales.orders import TenderInput
from tests.factories.inventory import stock
from tests.factories.loyalty import make_account, make_programme, make_tiers
from tests.factories.returns import completed
from tests.factories.sales import Till, actor_at, make_cashier, sell
from tests.factories.users import make_md
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def md(till: Till) -> Actor:
    return actor_at(till.register, make_md(till.shop))


@pytest.fixture
def account(till: Till) -> Account:
    """Takes part with no points yet; a transfer waits for its confirmation. A pair of jeans earns 240."""
    method = till.methods["transfer"]
    method.awaits_confirmation = True
    method.save()
    return make_account()


def by_transfer(till: Till, jeans: Product, account: Account, *, pairs: int = 1, **paid: str) -> Receipt:
    total = Decimal("24500.00") * pairs
    told = {"transfer": str(total - sum(map(Decimal, paid.values()))), **paid}
    return sell(till, (jeans, pairs), customer_id=account.customer_id, paid=told)


def deny(receipt: Receipt, md: Actor) -> None:
    awaited = receipt.tenders.filter(state="awaited").select_related("receipt__shop")
    for tender in awaited:
        confirmations.deny(tender, by=md, reason="The bank shows nothing")


def pay(receipt: Receipt, till: Till, amount: str = "") -> None:
    receipt.refresh_from_db()
    cash = TenderInput(till.methods["cash"].pk, Decimal(amount) if amount else receipt.due)
    instalments.pay(receipt, [cash], key=uuid4(), by=till.actor)


def points(account: Account) -> int:
    return Account.objects.get(pk=account.pk).points


def story(receipt: Receipt) -> list[tuple[Any, ...]]:
    rows = PointEntry.objects.filter(document=receipt.number).order_by("pk")
    return list(rows.values_list("kind", "points", "spend"))


def books() -> list[str]:
    return [*integrity.problems(), *points_books.findings()]


def test_a_denial_takes_back_what_was_earned_and_paying_it_earns_it_again(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    receipt = by_transfer(till, jeans, account, cash="4500.00")
    assert points(account) == 240

    deny(receipt, md)
    assert points(account) == 0

    pay(receipt, till, "10000.00")
    assert points(account) == 0

    pay(receipt, till)
    assert points(account) == 240
    assert story(receipt) == [
        ("earn", 240, Decimal("24500.00")),
        ("take_back", -240, Decimal("-24500.00")),
        ("give_back", 240, Decimal("24500.00")),
    ]
    assert books() == []


def test_a_confirmed_payment_keeps_its_points(till: Till, jeans: Product, account: Account, md: Actor) -> None:
    receipt = by_transfer(till, jeans, account)

    confirmations.confirm(receipt.tenders.select_related("receipt__shop").get(), by=md)

    assert (points(account), books()) == (240, [])


def test_a_part_payment_that_is_denied_had_earned_nothing(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    receipt = sell(till, (jeans, 1), customer_id=account.customer_id, paid={"transfer": "10000.00"})

    deny(receipt, md)
    assert points(account) == 0

    pay(receipt, till)
    assert (points(account), books()) == (240, [])


def test_points_spent_meanwhile_are_not_earned_a_second_time(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    receipt = by_transfer(till, jeans, account)
    sell(till, (jeans, 1), points=240, total="24260.00", customer_id=account.customer_id, paid={"cash": "20000.00"})
    assert points(account) == 0  # the second sale is not paid in full

    deny(receipt, md)
    assert (points(account), story(receipt)) == (0, [("earn", 240, Decimal("24500.00"))])

    pay(receipt, till)
    assert (points(account), books()) == (0, [])


def test_of_points_that_are_spent_in_part_only_the_rest_goes_and_comes_back(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    receipt = by_transfer(till, jeans, account, pairs=2)
    sell(till, (jeans, 1), points=392, total="24108.00", customer_id=account.customer_id, paid={"cash": "20000.00"})
    assert points(account) == 98

    deny(receipt, md)
    assert points(account) == 0
    assert story(receipt)[-1] == ("take_back", -98, Decimal("-9800.00"))  # a fifth of the points, a fifth of the spend

    pay(receipt, till)
    assert (points(account), books()) == (98, [])


def test_a_second_denial_takes_back_once(till: Till, jeans: Product, account: Account, md: Actor) -> None:
    receipt = by_transfer(till, jeans, account)
    deny(receipt, md)
    again = TenderInput(till.methods["transfer"].pk, Decimal("24500.00"), "TRF 78")
    instalments.pay(Receipt.objects.get(pk=receipt.pk), [again], key=uuid4(), by=till.actor)
    assert points(account) == 240

    deny(receipt, md)
    assert points(account) == 0

    pay(receipt, till)
    assert (points(account), books()) == (240, [])


def test_what_comes_back_while_it_is_due_is_not_earned_again(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    receipt = by_transfer(till, jeans, account, pairs=2)
    deny(receipt, md)

    completed(receipt, till, (1, 1))
    pay(receipt, till)
    assert points(account) == 245  # half of what both had earned

    completed(Receipt.objects.get(pk=receipt.pk), till, (1, 1))
    assert (points(account), books()) == (0, [])


def test_the_day_of_the_payment_counts_for_the_tier_at_the_rate_of_the_sale(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    receipt = by_transfer(till, jeans, account)
    deny(receipt, md)
    make_programme(rate=Decimal(1))
    Account.objects.update(tier=make_tiers()["Platinum"])

    pay(receipt, till)

    back = account.entries.get(kind="give_back")
    assert (back.points, back.spent_on, points(account)) == (240, clock.today(), 240)


def test_a_programme_that_was_stopped_earns_nothing_again(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    receipt = by_transfer(till, jeans, account)
    deny(receipt, md)
    make_programme(is_active=False)

    pay(receipt, till)

    assert (points(account), books()) == (0, [])


def test_a_denied_sale_whose_points_are_spent_is_not_voided(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    chief = actor_at(till.register, make_cashier("chief", till.shop, permissions=("sell", "void_receipt")))
    receipt = by_transfer(till, jeans, account)
    sell(till, (jeans, 1), points=200, total="24300.00", customer_id=account.customer_id, paid={"cash": "20000.00"})
    deny(receipt, md)

    with refused(PointsSpent):
        voids.void(Receipt.objects.get(pk=receipt.pk), by=chief, reason="He never came back")


def test_however_it_is_denied_paid_and_brought_back_the_points_are_those_of_what_is_kept_and_paid(
    till: Till, jeans: Product, account: Account, md: Actor
) -> None:
    stock(jeans, till.floor, 40)
    for seed in range(12):
        chance = Random(seed)
        before, pairs = points(account), chance.randint(1, 3)
        receipt = by_transfer(till, jeans, account, pairs=pairs, **chance.choice([{}, {"cash": "1000.00"}]))
        earned, kept = points(account) - before, pairs
        deny(receipt, md)
        for _step in range(chance.randint(0, 4)):
            receipt.refresh_from_db()
            if receipt.due and chance.random() < 0.5:
                pay(receipt, till, str(min(receipt.due, Decimal(chance.randint(1, 60_000)))))
            elif kept:
                kept -= 1
                completed(receipt, till, (1, 1))
            assert points(account) in (before, before + round(earned * kept / pairs)), seed
        receipt.refresh_from_db()
        if receipt.due:
            pay(receipt, till)
        assert (points(account), books()) == (before + round(earned * kept / pairs), []), seed
