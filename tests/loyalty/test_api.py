"""Loyalty over the API: for those who may, in words programs understand; nothing is written by looking."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.customers.models import Customer
from apps.loyalty.models import Account, PointEntry
from tests.factories.customers import make_customer
from tests.factories.kiosk import PIN, browser_at, give_pin, post
from tests.factories.loyalty import give, make_account, make_programme, make_tiers
from tests.factories.stores import make_register, make_shop
from tests.factories.users import make_cashier, make_user, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
ROOT = "/api/shop/v1/loyalty"


@pytest.fixture
def cashier() -> Client:
    return signed_in(make_cashier(make_shop()))


@pytest.fixture
def ngozi() -> Customer:
    make_programme()
    make_tiers()
    return make_customer(name="Ngozi Eze")


def enrol(browser: Client, customer: object) -> Any:
    return browser.post(f"{ROOT}/enrol", {"customer": customer}, content_type="application/json")


def test_a_customer_takes_part(cashier: Client, ngozi: Customer) -> None:
    answer = enrol(cashier, ngozi.pk)

    assert (answer.status_code, answer.json()) == (
        201,
        {
            "customer": ngozi.pk, "name": "Ngozi Eze", "points": 0, "worth": "0.00", "tier": "Bronze",
            "multiplier": "1.00", "spent": "0.00", "ends_on": None,
        },
    )  # fmt: skip
    assert enrol(cashier, ngozi.pk).json()["code"] == "already_enrolled"
    assert Account.objects.count() == 1


def test_who_let_a_customer_take_part_stands_in_the_audit_log_once(ngozi: Customer) -> None:
    browser = signed_in(make_cashier(make_shop()))

    for _twice in range(2):
        enrol(browser, ngozi.pk)

    entry = AuditEntry.objects.get(act="loyalty.enrol")
    assert (entry.user_name, entry.subject_key, entry.address) == ("Chidi Eze", str(ngozi.pk), "127.0.0.1")
    assert "Ngozi" not in entry.facts


def test_an_enrolment_at_a_till_is_noted_with_its_register(ngozi: Customer) -> None:
    register = make_register()
    cashier = give_pin(make_cashier(register.shop))
    browser = browser_at(register, make_cashier(register.shop))
    post(browser, "/sell/switch/", user_id=cashier.pk, pin=PIN)

    assert enrol(browser, ngozi.pk).status_code == 201

    entry = AuditEntry.objects.get(act="loyalty.enrol")
    assert (entry.user_name, entry.register_name) == (str(cashier), str(register))


def test_a_balance_is_what_can_be_spent_today(cashier: Client, ngozi: Customer) -> None:
    account = make_account(customer=ngozi, tier="Gold")
    give(account, 300, until=date(2026, 5, 1), spend="250000")
    give(account, 99, until=date(2026, 3, 13))

    answer = cashier.get(f"{ROOT}/balance/{ngozi.pk}").json()

    assert (answer["points"], answer["worth"], answer["tier"], answer["multiplier"]) == (300, "300.00", "Gold", "1.50")
    assert (answer["spent"], answer["ends_on"]) == ("250000.00", "2026-05-01")


def test_a_preview_says_what_a_sale_could_redeem_and_would_earn(cashier: Client, ngozi: Customer) -> None:
    make_account(5000, customer=ngozi, tier="Gold")
    entries = PointEntry.objects.count()

    can = cashier.get(f"{ROOT}/preview/{ngozi.pk}?goods=8000.00").json()
    small = cashier.get(f"{ROOT}/preview/{ngozi.pk}?goods=150").json()

    assert (can["points"], can["least"], can["most"], can["value"], can["earns"]) == (5000, 100, 4000, "4000.00", 120)
    assert (small["most"], small["sentence"][:26]) == (0, "This sale is too small to ")
    assert PointEntry.objects.count() == entries


@pytest.mark.parametrize("goods", ["-1", "0.001", "NaN", "1e30", "much"])
def test_an_amount_that_is_none_is_refused(cashier: Client, ngozi: Customer, goods: str) -> None:
    answer = cashier.get(f"{ROOT}/preview/{ngozi.pk}?goods={goods}")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_who_takes_no_part_has_no_balance(cashier: Client, ngozi: Customer) -> None:
    answer = cashier.get(f"{ROOT}/balance/{ngozi.pk}")

    assert (answer.status_code, answer.json()["title"]) == (
        404,
        "Ngozi Eze does not take part in the loyalty programme.",
    )
    assert "takes part" in cashier.get(f"{ROOT}/preview/{ngozi.pk}?goods=100").json()["sentence"]


@pytest.mark.parametrize("path", ["balance/1", "preview/1?goods=1"])
def test_strangers_and_wrong_roles_learn_nothing(path: str, ngozi: Customer) -> None:
    assert Client().get(f"{ROOT}/{path}").status_code == 401
    assert signed_in(make_user(make_shop(), role="user")).get(f"{ROOT}/{path}").status_code == 403


def test_only_who_may_enrol_enrols(ngozi: Customer) -> None:
    assert enrol(Client(), ngozi.pk).status_code == 401
    assert enrol(signed_in(make_user(make_shop(), role="user")), ngozi.pk).status_code == 403
    assert enrol(signed_in(make_user(make_shop(), role="accountant")), ngozi.pk).status_code == 403
    assert Account.objects.count() == 0


def test_nobody_enrols_through_another_site(ngozi: Customer) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_cashier(make_shop()), backend="django.contrib.auth.backends.ModelBackend")

    assert enrol(browser, ngozi.pk).status_code == 403
    assert Account.objects.count() == 0


def test_a_person_at_an_enrolled_till_may_ask(ngozi: Customer) -> None:
    register = make_register()
    cashier = give_pin(make_cashier(register.shop))
    make_account(300, customer=ngozi)
    browser = browser_at(register, make_cashier(register.shop))
    post(browser, "/sell/switch/", user_id=cashier.pk, pin=PIN)

    assert browser.get(f"{ROOT}/balance/{ngozi.pk}").json()["points"] == 300


@pytest.mark.parametrize("customer", [0, -1, 2**63, "x", None])
def test_a_key_that_is_none_is_refused(cashier: Client, ngozi: Customer, customer: object) -> None:
    assert enrol(cashier, customer).status_code == 422
    assert clock.today() == date(2026, 3, 14)
