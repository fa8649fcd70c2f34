"""What a till does with goods after the sale: it has them delivered, and prints a gift receipt."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.core import clock
from apps.printing.models import PrintJob
from apps.sales.models import Delivery
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import browser_at
from tests.factories.sales import Till, make_cashier, make_customer, sell
from tests.factories.users import make_cashier as make_preset_cashier
from tests.kiosk.test_commands import ask, refusal

pytestmark = pytest.mark.django_db
BROUGHT = {"kind": "delivery", "address": "1 Lake Road", "phone": "0803 123 4567", "courier": "", "note": "Gate 2"}


@pytest.fixture
def browser(till: Till) -> Client:
    return browser_at(till.register, make_preset_cashier(till.shop))


@pytest.fixture
def number(till: Till) -> str:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    return sell(till, (shirt, 2), customer_id=make_customer().pk).number


def test_a_sale_is_delivered_from_the_last_receipts(browser: Client, number: str) -> None:
    tomorrow = clock.today() + timedelta(days=1)

    told = ask(browser, "plan_delivery", number=number, delivery=BROUGHT | {"due_on": tomorrow.isoformat()})

    delivery = Delivery.objects.get()
    assert told["body"] == {"delivery": delivery.number}
    assert (delivery.receipt.number, delivery.address, delivery.due_on) == (number, "1 Lake Road", tomorrow)
    [row] = ask(browser, "recent")["body"]["receipts"]
    assert row["delivery"] == delivery.number


def test_a_delivery_that_cannot_be_is_refused_with_a_sentence(browser: Client, number: str) -> None:
    told = ask(browser, "plan_delivery", number=number, delivery=BROUGHT | {"address": ""})

    assert told["refusal"]["sentence"] == "Type where the goods shall be brought."
    assert refusal(ask(browser, "plan_delivery", number="RCP-0", delivery=BROUGHT)) == "not_found"
    assert refusal(ask(browser, "plan_delivery", number=number, delivery=BROUGHT | {"kind": "drone"}))
    assert not Delivery.objects.exists()


def test_who_may_not_arrange_deliveries_is_refused(till: Till, number: str) -> None:
    seller = browser_at(till.register, make_cashier("only-sells", till.shop))

    assert refusal(ask(seller, "plan_delivery", number=number, delivery=BROUGHT)) == "not_allowed"
    assert not Delivery.objects.exists()


def test_a_gift_receipt_prints_here(browser: Client, number: str) -> None:
    told = ask(browser, "gift_receipt", number=number)

    assert told["body"] == {"printer": None}
    assert PrintJob.objects.get().title == f"Gift receipt without prices {number}"
