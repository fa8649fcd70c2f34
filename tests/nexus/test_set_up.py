"""An empty house is set up once, by whoever comes first, and never again."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.catalog.models import Category, Size
from apps.printing.models import Printer, Route, Task
from apps.stores import company
from apps.stores.models import Company, Location, PaymentMethod, Register, Shop, TaxRate
from apps.users import presets, set_up
from apps.users.models import Role, User
from tests.factories.users import make_md

pytestmark = pytest.mark.django_db


def told(**changes: Any) -> dict[str, Any]:
    """The form, filled."""
    return {
        "company": "Ada Fashion",
        "address": "12 Aminu Kano Crescent",
        "phone": "0803 123 4567",
        "tax_number": "12345678-0001",
        "currency_code": "NGN",
        "currency_symbol": "₦",
        "timezone": "Africa/Lagos",
        "vat": "7.5",
        "city": "Abuja",
        "city_code": "AB",
        "shop": "Wuse II",
        "register": "Till 1",
        "with_warehouse": "on",
        "with_lists": "on",
        "first_name": "Ada",
        "last_name": "Obi",
        "username": "ada",
        "password": "many-good-words",
        "again": "many-good-words",
    } | changes


def test_an_empty_house_leads_to_its_set_up() -> None:
    browser = Client()

    assert browser.get("/").headers["Location"] == "/set-up/"
    assert browser.get("/set-up/").status_code == 200


def test_one_form_makes_a_shop_that_can_sell() -> None:
    browser = Client()

    answer = browser.post("/set-up/", told())

    assert (answer.status_code, answer.headers["Location"]) == (302, "/sell/")
    ada = User.objects.get()
    assert browser.session["_auth_user_id"] == str(ada.pk)
    assert (ada.groups.get().name, ada.has_perm("sales.sell"), str(ada.shop)) == ("MD", True, "Wuse II")
    assert Company.objects.get().name == company.current().name == "Ada Fashion"
    assert sorted(Shop.objects.get().places.values_list("kind", flat=True)) == ["floor", "warehouse"]
    assert list(Register.objects.values_list("code", "name")) == [("wuse-ii-1", "Till 1")]
    assert list(TaxRate.objects.values_list("name", "rate")) == [("VAT", Decimal("7.5"))]
    assert PaymentMethod.objects.count() == 8
    assert AuditEntry.objects.filter(act="users.set_up", user_name="Ada Obi").exists()


def test_the_first_goods_find_lists_and_the_first_receipt_a_printer() -> None:
    Client().post("/set-up/", told())

    assert Category.objects.filter(name="Jeans").exists()
    assert Size.objects.filter(name="XL").exists()
    assert Route.objects.get(task=Task.RECEIPT).printer.connection == Printer.Connection.VIRTUAL
    assert AuditEntry.objects.filter(act="catalog.set_up_lists", user_name="Ada Obi").exists()


def test_who_has_lists_of_their_own_begins_without() -> None:
    filled = told()
    del filled["with_lists"]

    Client().post("/set-up/", filled)

    assert not Category.objects.exists()


def test_a_name_with_a_space_is_refused_in_plain_words() -> None:
    page = Client().post("/set-up/", told(username="ada obi"))

    assert "Only letters, digits and . - _ @ + go into this name, no spaces." in page.content.decode()
    assert not User.objects.exists()


def test_without_tax_or_warehouse_there_is_none() -> None:
    filled = told(vat="0")
    del filled["with_warehouse"]

    Client().post("/set-up/", filled)

    assert list(Shop.objects.get().places.values_list("kind", flat=True)) == ["floor"]
    assert not TaxRate.objects.exists()


def test_a_second_set_up_is_refused() -> None:
    Client().post("/set-up/", told())

    answer = Client().post("/set-up/", told(username="eve", company="Eve"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert list(User.objects.values_list("username", flat=True)) == ["ada"]


def test_the_act_itself_refuses_where_somebody_works() -> None:
    make_md()

    with pytest.raises(set_up.AlreadySetUp):
        set_up.open_house(
            set_up.NewCompany("Eve", "", "", "", "NGN", "₦", "Africa/Lagos"),
            set_up.NewShop("AB", "Abuja", "Wuse II", "Till 1", with_warehouse=True),
            set_up.NewMd("eve", "many-good-words", "Eve", "E"),
            vat=None,
            address="",
        )

    assert not Company.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"again": "other"}, "The two differ"),
        ({"password": "918273645546", "again": "918273645546"}, "entirely numeric"),
        ({"timezone": "Lagos"}, "is no time zone"),
        ({"city_code": "ABJ"}, "Two capital letters"),
        ({"city_code": "ab"}, "Two capital letters"),
        ({"shop": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(changes: dict[str, str], sentence: str) -> None:
    answer = Client().post("/set-up/", told(**changes))

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert (Company.objects.count(), Location.objects.count(), User.objects.count()) == (0, 0, 0)
    assert not Role.objects.filter(key=presets.MD).exists()
