"""Eight tills are paid the same debt at once: no kobo is lost, and never more is taken than is due."""

import time
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum

from apps.core.fields import MoneyField
from apps.core.refusals import Conflict, NexusError
from apps.customers.models import Customer
from apps.printing.models import PrintJob
from apps.sales import ageing, integrity
from apps.sales.models import Receipt, Tender
from kiosk import dispatch
from kiosk.desk import Desk
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import Till, make_customer, make_till, more_tills, sell
from tests.factories.users import make_cashier
from tests.sales.test_races import race

pytestmark = [pytest.mark.usefixtures("real_database")]
TILLS = 8


class Refused(Conflict):
    """As the till is told."""


@pytest.fixture
def tills() -> list[Till]:
    first = make_till()
    return [first, *more_tills(first, TILLS - 1)]


@pytest.fixture
def ngozi(tills: list[Till]) -> Customer:
    """Owes ₦30,000 on three receipts."""
    shirt, customer = make_goods("Polo", price=Decimal("10000.00")), make_customer()
    stock(shirt, tills[0].floor, 3)
    for _receipt in range(3):
        sell(tills[0], (shirt, 1), customer_id=customer.pk, paid={})
    return customer


def asking(tills: list[Till], *, by: str = "transfer", **body: Any) -> Callable[[tuple[Till, str]], None]:
    """One command at a till, over the dispatcher that sockets and HTTP share."""
    cashier = make_cashier(tills[0].shop)
    method = tills[0].methods[by].pk

    def act(attempt: tuple[Till, str]) -> None:
        till, key = attempt
        told = {"key": key, "method_id": method, "reference": "TRF 1", **body}
        message = {"id": key, "name": "pay_debt", "body": told}
        answer = dispatch.answer(message, lambda _former: Desk(cashier, till.register, "10.0.0.9"))
        if not answer["ok"]:
            raise _refusal(answer["refusal"])

    return act


def _refusal(told: dict[str, Any]) -> NexusError:
    refusal = Refused(told["sentence"])
    refusal.code = told["code"]  # type: ignore[misc]
    return refusal


def keys(tills: list[Till]) -> list[Any]:
    return [(till, str(uuid4())) for till in tills]


def sums() -> tuple[Decimal, Decimal, int]:
    """What was paid, what is due, how many slips."""
    money = MoneyField[Decimal, Decimal]()
    paid = Tender.objects.aggregate(sum=Sum("amount", output_field=money))["sum"] or Decimal("0.00")
    due = Receipt.objects.aggregate(sum=Sum("due", output_field=money))["sum"]
    return paid, due, PrintJob.objects.filter(title__startswith="Payment receipt").count()


def test_eight_tills_pay_a_whole_debt_and_nothing_beyond_it(tills: list[Till], ngozi: Customer) -> None:
    outcome = race(asking(tills, customer_id=ngozi.pk, amount="5500.00"), keys(tills))

    done = outcome["done"]
    assert set(outcome) <= {"done", "too_much_paid", "nothing_due"}
    assert (done >= 1, sums()) == (
        True,
        (Decimal("5500.00") * done, Decimal("30000.00") - Decimal("5500.00") * done, done),
    )
    assert integrity.problems() == []


def test_nobody_gets_cash_back_while_something_is_owed(
    tills: list[Till], ngozi: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, read = count(), ageing.open_receipts

    def read_then_wait(*asked: Any) -> list[Receipt]:
        found = read(*asked)
        if connection.vendor != "sqlite":  # whose one writer at a time is a guard of its own
            time.sleep(0.5 + next(turns) * 0.2)  # all have read before anybody pays, and each pays after the other
        return found

    monkeypatch.setattr(ageing, "open_receipts", read_then_wait)
    outcome = race(asking(tills, by="cash", customer_id=ngozi.pk, amount="8500.00"), keys(tills))

    paid, due, _slips = sums()
    change = sum((row.handed_over - row.amount for row in Tender.objects.all()), Decimal("0.00"))
    assert set(outcome) <= {"done", "nothing_due"}
    assert (paid + due, paid + change) == (Decimal("30000.00"), Decimal("8500.00") * outcome["done"])
    assert (not change or not due, integrity.problems()) == (True, [])


def test_eight_tills_pay_one_receipt_once(tills: list[Till], ngozi: Customer) -> None:
    number = Receipt.objects.values_list("number", flat=True).earliest("pk")

    outcome = race(asking(tills, number=number, amount="10000.00"), keys(tills))

    assert outcome == {"done": 1, "nothing_due": TILLS - 1}
    assert (sums(), integrity.problems()) == ((Decimal("10000.00"), Decimal("20000.00"), 1), [])


def test_eight_instalments_at_once_lose_no_kobo(tills: list[Till], ngozi: Customer) -> None:
    number = Receipt.objects.values_list("number", flat=True).earliest("pk")

    outcome = race(asking(tills, number=number, amount="1250.00"), keys(tills))

    assert outcome == {"done": TILLS}
    assert (sums(), integrity.problems()) == ((Decimal("10000.00"), Decimal("20000.00"), TILLS), [])


def test_the_same_payment_sent_eight_times_at_once_is_one_with_one_slip(tills: list[Till], ngozi: Customer) -> None:
    key = str(uuid4())

    outcome = race(asking(tills, customer_id=ngozi.pk, amount="25000.00"), [(tills[0], key)] * TILLS)

    assert outcome == {"done": TILLS}
    assert (sums(), integrity.problems()) == ((Decimal("25000.00"), Decimal("5000.00"), 1), [])
