"""Lists are searched by phone as people write it; parts of it find nothing for whoever is shown masked ones."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import RequestFactory

from apps.catalog.models import Product
from apps.customers.searching import as_kept
from apps.sales.models import Debtor
from apps.stores.models import Shop
from apps.users.models import User
from tests.factories.customers import make_customer
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import Till, make_till, sell
from tests.factories.users import make_user, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
LIST = "/admin/sales/debtor/"
NOT_OF_CUSTOMERS = {"users", "purchasing"}
FINDS_BY_ITSELF = {"customers.customer"}


@pytest.fixture
def till() -> Till:
    return make_till()


@pytest.fixture
def jeans(till: Till) -> Product:
    product = make_goods("Levi's Jeans 34")
    stock(product, till.floor, 10)
    return product


def reader(shop: Shop, *rights: str) -> User:
    user = make_user(shop)
    user.user_permissions.add(*Permission.objects.filter(codename__in=("view_debtor", *rights)))
    return user


def owing(till: Till, jeans: Product) -> Debtor:
    customer = make_customer(name="Ngozi Eke", phone="+2348031234567", email="ngozi@example.com")
    sell(till, (jeans, 1), customer_id=customer.pk, paid={"cash": "1.00"})
    return Debtor.objects.get()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0803 123 4567", "+2348031234567"),
        ("08031", "+2348031"),
        ("+234 803 1", "+2348031"),
        ("2348031", "2348031"),
        ("8031234567", "+2348031234567"),
        ("1234567", "1234567"),
        ("RCP-202611-004", "RCP-202611-004"),
        ("004", "004"),
        ("Ngozi Eke", "Ngozi Eke"),
        ("", ""),
    ],
)
def test_a_phone_is_looked_up_as_it_is_kept(typed: str, kept: str) -> None:
    assert as_kept(typed) == kept


@pytest.mark.parametrize(
    ("typed", "seen", "masked"),
    [
        ("08031", 1, 0),
        ("1234567", 1, 0),
        ("0803 123 4567", 1, 1),
        ("ngozi@", 1, 0),
        ("Ngozi@Example.com", 1, 1),
        ("eke", 1, 1),
        ("0803 999", 0, 0),
    ],
)
def test_parts_of_contacts_find_only_for_who_sees_them(
    till: Till, jeans: Product, typed: str, seen: int, masked: int
) -> None:
    owing(till, jeans)

    def found(user: User) -> int:
        count: int = signed_in(user).get(LIST, {"q": typed}).context_data["cl"].result_count
        return count

    assert (found(reader(till.shop, "view_contacts")), found(reader(till.shop))) == (seen, masked)


def test_no_list_can_be_asked_for_one_digit_after_the_other(rf: RequestFactory, till: Till) -> None:
    request = rf.get("/")
    request.user = reader(till.shop)

    asked = {
        model._meta.label_lower: [
            name for name in page.get_search_fields(request) if name.rpartition("__")[2] in ("phone", "email")
        ]
        for model, page in admin.site._registry.items()
        if model._meta.app_label not in NOT_OF_CUSTOMERS and model._meta.label_lower not in FINDS_BY_ITSELF
    }

    assert {label: names for label, names in asked.items() if names} == {}
