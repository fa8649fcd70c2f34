"""What a customer's store credits come to, over the API: for those who may see it, in words programs understand."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.core import clock
from apps.credits.models import Credit
from tests.factories.credits import make_credit
from tests.factories.customers import make_customer
from tests.factories.kiosk import PIN, browser_at, give_pin, post
from tests.factories.stores import make_register, make_shop
from tests.factories.users import make_cashier, make_user, signed_in

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def address_of(key: object) -> str:
    return f"/api/shop/v1/credits/{key}"


def test_a_balance_holds_what_can_be_spent_what_ends_first_comes_first() -> None:
    person, today = make_customer(name="Ngozi Eze"), clock.today()
    for_ever = make_credit("1000.00", customer=person)
    ending = make_credit("250.50", customer=person, expires_on=today + timedelta(days=3))
    make_credit("700.00", customer=person, purpose=Credit.Purpose.DEPOSIT, number="RCP-9")
    make_credit("900.00")

    answer = signed_in(make_cashier(make_shop())).get(address_of(person.pk))

    assert answer.json() == {
        "customer": person.pk,
        "name": "Ngozi Eze",
        "balance": "1250.50",
        "credits": [
            {
                "number": ending.number, "purpose": "goodwill", "value": "250.50", "left": "250.50",
                "expires_on": ending.expires_on.isoformat(),
            },
            {
                "number": for_ever.number, "purpose": "goodwill", "value": "1000.00", "left": "1000.00",
                "expires_on": None,
            },
        ],
    }  # fmt: skip


def test_who_has_none_has_a_balance_of_nothing() -> None:
    person = make_customer()

    answer = signed_in(make_cashier(make_shop())).get(address_of(person.pk)).json()

    assert (answer["balance"], answer["credits"]) == ("0.00", [])


@pytest.mark.parametrize(
    ("browser", "status", "code"),
    [
        (lambda: Client(), 401, "session_ended"),
        (lambda: signed_in(make_user(make_shop(), role="user")), 403, "not_allowed"),
        (lambda: browser_at(make_register()), 401, "session_ended"),
    ],
)
def test_others_get_a_problem(browser: Any, status: int, code: str) -> None:
    credit = make_credit()

    answer = browser().get(address_of(credit.customer_id))

    told = answer.json()
    assert (answer.status_code, answer["Content-Type"], told["status"], told["code"]) == (status, PROBLEM, status, code)
    assert credit.number not in answer.content.decode()


def test_a_customer_one_may_not_know_of_is_not_found() -> None:
    user = make_user(make_shop())
    user.user_permissions.add(Permission.objects.get(codename="view_credit"))

    told = [signed_in(user).get(address_of(key)) for key in (make_customer().pk, 0, 2**70)]

    assert [(answer.status_code, answer.json()["code"]) for answer in told] == [(404, "not_found")] * 3


def test_a_person_switched_to_by_pin_asks_at_their_till_only() -> None:
    register, person = make_register(), make_customer()
    cashier, other = make_cashier(register.shop), give_pin(make_cashier(register.shop))
    browser = browser_at(register, cashier)
    post(browser, "/sell/switch/", user_id=other.pk, pin=PIN)

    at_till = browser.get(address_of(person.pk)).status_code
    del browser.cookies["nexus_register"]
    elsewhere = browser.get(address_of(person.pk)).status_code

    assert (at_till, elsewhere) == (200, 401)


def test_the_description_is_drawn_without_anything_from_elsewhere() -> None:
    browser = signed_in(make_cashier(make_shop()))
    page = browser.get("/api/shop/v1/docs").content.decode()

    assert "swagger-ui-bundle" in page
    assert "https://" not in page
    assert "/api/shop/v1/credits/{customer}" in browser.get("/api/shop/v1/openapi.json").json()["paths"]


def test_a_balance_asks_as_often_for_three_credits_as_for_one(django_assert_num_queries: Any) -> None:
    one, three = make_customer(), make_customer()
    make_credit(customer=one)
    for _each in range(3):
        make_credit(customer=three)
    browser = signed_in(make_cashier(make_shop()))
    browser.get(address_of(one.pk))

    for person in (one, three):
        with django_assert_num_queries(6):
            browser.get(address_of(person.pk))
