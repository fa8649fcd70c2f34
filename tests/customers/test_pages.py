"""Customers in the back office."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import AuditEntry
from apps.customers.models import Customer
from tests.factories.customers import make_customer
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_user, signed_in

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/customers/customer/", "/admin/customers/customer/add/"


@pytest.fixture
def cashier() -> Client:
    return signed_in(make_cashier(make_shop()))


def filled(**changes: Any) -> dict[str, Any]:
    return {"name": "Ada Obi", "phone": "0803 123 4567", "email": "", "address": "", "gender": "", "note": ""} | changes


def test_a_customer_is_added_by_the_act(cashier: Client) -> None:
    answer = cashier.post(ADD, filled())

    customer = Customer.objects.get()
    assert (answer.status_code, customer.phone, customer.history.count()) == (302, "+2348031234567", 1)
    assert list(AuditEntry.objects.filter(subject="customer").values_list("act", flat=True)) == ["customers.create"]


@pytest.mark.parametrize(
    ("phone", "sentence"), [("08031234567", "belongs to Bola Eze already"), ("12", "is not a phone")]
)
def test_a_phone_that_will_not_do_is_refused_on_the_page(cashier: Client, phone: str, sentence: str) -> None:
    make_customer(name="Bola Eze", phone="+2348031234567")

    answer = cashier.post(ADD, filled(phone=phone))

    assert (answer.status_code, sentence in answer.content.decode(), Customer.objects.count()) == (200, True, 1)


def test_a_change_keeps_who_and_why_in_the_history(cashier: Client) -> None:
    customer = make_customer(name="Ada Obi", phone="08031234567")
    page = reverse("admin:customers_customer_change", args=[customer.pk])

    cashier.post(page, filled(name="Ada Eze", change_reason="Married"))

    customer.refresh_from_db()
    assert (customer.name, customer.history.latest().history_change_reason) == ("Ada Eze", "Married")
    assert "Nothing bought yet." in cashier.get(page).content.decode()


def test_the_list_is_searched_by_digits_of_the_phone(cashier: Client) -> None:
    make_customer(name="Ada Obi", phone="08031234567")
    make_customer(name="Bola Eze", phone="09011111111")

    page = cashier.get(LIST, {"q": "0803 123"}).content.decode()

    assert ("Ada Obi" in page, "Bola Eze" in page) == (True, False)


def test_the_list_opens_with_the_same_number_of_queries_at_1_and_at_3_rows(cashier: Client) -> None:
    cashier.get(LIST)  # what the sidebar remembers for a while is read now
    counts = []
    for more in (1, 2):
        for _row in range(more):
            make_customer()
        with CaptureQueriesContext(connection) as queries:
            cashier.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_customers_are_closed_to_a_user_without_the_right_and_to_strangers() -> None:
    user = signed_in(make_user(make_shop(), role="user"))

    assert [user.get(LIST).status_code, user.post(ADD, filled()).status_code] == [403, 403]
    assert [Client().get(LIST).status_code, Customer.objects.count()] == [302, 0]
