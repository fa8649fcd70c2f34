"""An empty house is set up once, by whoever sits at the server or reads its console, and never again."""

import re
from decimal import Decimal
from pathlib import Path
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
from nexus import set_up_code
from tests.factories.users import make_md

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


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
    assert PaymentMethod.objects.count() == 10
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


def from_elsewhere(**more: Any) -> Client:
    return Client(REMOTE_ADDR="192.168.1.50", **more)


def test_the_code_is_made_once_for_the_servers_own_user(tmp_path: Path) -> None:
    code = set_up_code.current()

    assert re.fullmatch(r"([A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}", code)
    assert set_up_code.current() == code == (tmp_path / "set-up-code.txt").read_text()
    assert (tmp_path / "set-up-code.txt").stat().st_mode & 0o077 == 0


def test_another_machine_sets_up_with_the_code_only() -> None:
    browser = from_elsewhere()
    assert 'name="code"' in browser.get("/set-up/").content.decode()

    for wrong in ({}, {"code": "AAAA-AAAA-AAAA"}):
        refused = browser.post("/set-up/", told(**wrong))
        assert refused.status_code == 422
    assert "This is not the code." in refused.content.decode()
    assert (User.objects.count(), Company.objects.count()) == (0, 0)

    answer = browser.post("/set-up/", told(code=set_up_code.current().lower().replace("-", " ")))
    assert (answer.status_code, User.objects.count()) == (302, 1)
    assert not set_up_code.file().exists()


def test_somebody_at_the_server_needs_no_code() -> None:
    assert 'name="code"' not in Client().get("/set-up/").content.decode()


@pytest.mark.parametrize("mark", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"])
def test_what_a_proxy_passes_on_needs_the_code(mark: str) -> None:
    browser = Client(headers={mark: "127.0.0.1"})

    assert browser.post("/set-up/", told()).status_code == 422
    assert User.objects.count() == 0


def test_guessing_the_code_ends_for_a_while_even_with_the_right_one() -> None:
    browser = from_elsewhere()

    codes = [browser.post("/set-up/", told(code=f"AAAA-{number}")).status_code for number in range(10)]
    answer = browser.post("/set-up/", told(code=set_up_code.current()))

    assert (codes, answer.status_code, User.objects.count()) == ([422] * 10, 429, 0)
    assert int(answer.headers["Retry-After"]) <= 300
    assert "Please wait" in answer.content.decode()
