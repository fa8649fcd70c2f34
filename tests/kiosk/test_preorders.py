"""Pre-orders at the till: taken with a deposit, listed, added to, picked up, and a pick-up voided."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.preorders import queries
from apps.preorders.models import PreOrder
from apps.sales.models import Receipt
from apps.users.models import User
from tests.factories.catalog import make_product
from tests.factories.customers import make_customer
from tests.factories.kiosk import PIN, browser_at, give_pin
from tests.factories.preorders import arrived, make_preorder, pick_up
from tests.factories.sales import Till, make_till
from tests.factories.users import make_cashier, make_manager, make_user
from tests.kiosk.test_commands import ask, refusal
from tests.preorders.conftest import books

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def cashier(till: Till) -> User:
    return make_cashier(till.shop)


@pytest.fixture
def browser(till: Till, cashier: User) -> Client:
    return browser_at(till.register, cashier)


def wanted(till: Till, **changes: Any) -> dict[str, Any]:
    tenders = [{"method_id": till.methods["cash"].pk, "amount": "20000.00", "reference": ""}]
    day = (clock.today() + timedelta(days=9)).isoformat()
    wish = {"key": str(uuid4()), "what": "Red agbada", "quantity": 2, "unit_price": "30000.00", "expected_on": day}
    return wish | {"customer_id": make_customer().pk, "deposit": "20000.00", "tenders": tenders} | changes


def test_it_is_taken_once_with_its_deposit(browser: Client, till: Till) -> None:
    body = wanted(till)

    first, again = ask(browser, "place_preorder", **body), ask(browser, "place_preorder", **body)

    told = first["body"]["preorder"]
    receipt = Receipt.objects.get()
    assert first == again
    assert {name: told[name] for name in ("state", "words", "total", "held", "open", "deposits")} == {
        "state": "pending",
        "words": "2 × Red agbada",
        "total": "60000.00",
        "held": "20000.00",
        "open": "40000.00",
        "deposits": [{"number": receipt.number, "left": "20000.00"}],
    }
    assert (receipt.register, PreOrder.objects.count(), books()) == (till.register, 1, [])


def test_an_unknown_customer_or_product_and_no_day_are_refused(browser: Client, till: Till) -> None:
    for wrong in ({"customer_id": 999_999}, {"product_id": 999_999}, {"expected_on": ""}, {"unit_price": 5}):
        assert refusal(ask(browser, "place_preorder", **wanted(till, **wrong))) == "invalid_input"

    assert not PreOrder.objects.exists()


def test_a_price_below_the_limit_needs_an_approvers_pin(browser: Client, till: Till) -> None:
    shirt, chief = make_product(), give_pin(make_manager(till.shop))
    body = wanted(till, product_id=shirt.pk, what="", quantity=1, unit_price="8000.00", deposit="0.00", tenders=[])

    told = ask(browser, "place_preorder", **body)
    assert told["refusal"]["details"] == {"action": "discount", "percent": "20", "limit": "5"}
    asked = {"approver_id": chief.pk, "pin": PIN, "action": "discount", "subject": body["key"], "limit": "20.00"}
    token = ask(browser, "approve", **asked)["body"]["token"]
    approval = {"token": token, "action": "discount", "limit": "20"}

    assert ask(browser, "place_preorder", **body, approval=approval)["body"]["preorder"]["words"].startswith("1 × ")


def test_the_open_ones_of_the_shop_are_listed_what_is_here_first(browser: Client, till: Till) -> None:
    awaited, here = make_preorder(till, what="Blue kaftan"), arrived(till)
    elsewhere = make_till(code="LA1", city="Lagos", name="Ikeja")
    make_preorder(elsewhere)

    def numbers(**body: Any) -> list[str]:
        return [row["number"] for row in ask(browser, "preorders", **body)["body"]["preorders"]]

    assert numbers() == [here.number, awaited.number]
    assert numbers(text="kaftan blue") == numbers(customer_id=awaited.customer_id) == [awaited.number]
    assert numbers(text=here.number) == [here.number]


def test_the_list_asks_as_often_for_many_as_for_one(browser: Client, till: Till) -> None:
    make_preorder(till, paid={"cash": "5.00"})
    ask(browser, "preorders")
    with CaptureQueriesContext(connection) as one:
        ask(browser, "preorders")
    for _turn in range(3):
        make_preorder(till, paid={"cash": "5.00"})

    with CaptureQueriesContext(connection) as many:
        ask(browser, "preorders")

    assert len(many) == len(one)


def test_a_further_deposit_is_taken_once(browser: Client, till: Till) -> None:
    preorder = make_preorder(till)
    tenders = [{"method_id": till.methods["cash"].pk, "amount": "5000.00", "reference": ""}]
    body = {"number": preorder.number, "amount": "5000.00", "key": str(uuid4()), "tenders": tenders}

    told = [ask(browser, "leave_deposit", **body) for _turn in range(2)]

    assert told[0]["body"]["receipt"]["kind"] == "deposit"
    assert told[0]["body"]["preorder"]["held"] == "5000.00"
    assert (queries.held(preorder), Receipt.objects.count()) == (Decimal("5000.00"), 1)
    assert refusal(ask(browser, "leave_deposit", **body | {"number": "PRE-1"})) == "not_found"


def test_it_is_picked_up_by_a_sale_and_a_void_opens_it_again(till: Till, cashier: User) -> None:
    preorder = arrived(till, paid={"cash": "20000.00"})
    chief = make_manager(till.shop)
    browser = browser_at(till.register, chief)
    deposit = queries.deposits_of(preorder).get()
    tenders = ("deposit", "20000.00", deposit.number), ("cash", "40000.00", "")

    sold = ask(browser, "sell", **pick_up(till, preorder, *tenders, cashier_id=chief.pk))["body"]["receipt"]
    voided = ask(browser, "void", number=sold["number"], reason="Wrong size", key=str(uuid4()))

    preorder.refresh_from_db()
    assert (sold["total"], voided["ok"], preorder.state) == ("60000.00", True, "arrived")
    assert (queries.held(preorder), books()) == (Decimal("20000.00"), [])


def test_a_deposit_is_not_voided_at_the_till(till: Till) -> None:
    make_preorder(till, paid={"cash": "20000.00"})
    browser = browser_at(till.register, make_manager(till.shop))

    told = ask(browser, "void", number=Receipt.objects.get().number, reason="Typed wrongly", key=str(uuid4()))

    assert refusal(told) == "deposit_kept"


def test_who_only_sells_takes_no_preorder(till: Till) -> None:
    seller = make_user(till.shop, role="user")
    browser = browser_at(till.register, seller)

    for name in ("preorders", "place_preorder", "leave_deposit"):
        assert refusal(ask(browser, name, **wanted(till))) == "not_allowed"
    assert not PreOrder.objects.exists()
