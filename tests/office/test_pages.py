"""The office in the back office: who sees which customer beside which, merges, takes along, forgets."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.customers.models import Customer
from apps.office import duplicates
from apps.office.models import DuplicatePair
from apps.sales.models import Receipt
from tests.factories.customers import make_customer
from tests.factories.sales import Till, sell
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/office/duplicatepair/"
DIALOG = {"_form_submitted": "on"}
BY = Actor.system()


@pytest.fixture
def pair(db: None) -> DuplicatePair:
    ada = make_customer(name="Ada Obi", phone="0803 123 4567", address="1 Lake Road")
    other = make_customer(name="Ada A. Obi", phone="0803 999 9999", email="ada@example.com")
    return duplicates.name(ada.pk, other.pk, by=BY)


@pytest.fixture
def md(db: None) -> Client:
    return signed_in(make_md(make_shop()))


def page_of(customer: Customer, what: str = "change") -> str:
    return f"/admin/customers/customer/{customer.pk}/{what}/"


def with_rights(*names: str) -> Client:
    user = make_user(make_shop())
    user.user_permissions.set(Permission.objects.filter(codename__in=[name.split(".")[1] for name in names]))
    return signed_in(user)


def test_two_stand_beside_each_other_and_become_one_as_chosen(
    md: Client, pair: DuplicatePair, till: Till, shirt: Product
) -> None:
    sell(till, (shirt, 1), customer_id=pair.second_id)
    page = md.get(f"{LIST}{pair.pk}/change/").content.decode()
    chosen = {"stays": str(pair.first_id), "name": str(pair.second_id), "phone": str(pair.first_id)}

    answer = md.post(f"{LIST}{pair.pk}/merge/", DIALOG | chosen)

    kept = Customer.objects.get()
    assert all(words in page for words in ("+2348031234567", "+2348039999999", "ada@example.com", "1 Lake Road"))
    assert answer.headers["HX-Redirect"] == page_of(kept)
    assert (kept.pk, kept.name, kept.phone, kept.email, kept.address) == (
        *(pair.first_id, "Ada A. Obi", "+2348031234567"),
        *("ada@example.com", "1 Lake Road"),
    )
    assert Receipt.objects.get().customer == kept


def test_the_dialog_says_what_will_happen_and_asks_what_differs(md: Client, pair: DuplicatePair) -> None:
    dialog = md.get(f"{LIST}{pair.pk}/merge/").content.decode()

    assert "This cannot be undone" in dialog
    assert [f'name="{name}"' in dialog for name in ("stays", "name", "phone", "email", "gender")] == [
        *(True, True, True, False, False)
    ]


def test_two_people_are_told_apart_once(md: Client, pair: DuplicatePair) -> None:
    answers = [md.post(f"{LIST}{pair.pk}/two-people/", DIALOG) for _press in range(2)]

    pair.refresh_from_db()
    assert pair.parted_by_name == "Ada Obi"
    assert [answer.status_code for answer in answers] == [200, 403]
    assert [len(md.get(f"{LIST}?state={state}").context["cl"].result_list) for state in ("open", "parted")] == [0, 1]


def test_a_customer_is_compared_with_another_named_by_phone(md: Client) -> None:
    ada, other = make_customer(name="Ada Obi"), make_customer(name="Bola", phone="0803 555 5555")

    answer = md.post(page_of(ada, "compare"), DIALOG | {"other": "0803 555 5555"})

    pair = DuplicatePair.objects.get()
    assert (pair.first_id, pair.second_id, pair.reason) == (ada.pk, other.pk, "hand")
    assert answer.headers["HX-Redirect"] == reverse("admin:office_duplicatepair_change", args=[pair.pk])


@pytest.mark.parametrize(("other", "sentence"), [("Nobody", "Nobody else goes by"), ("Bola", "Several go by that")])
def test_who_is_not_named_clearly_is_asked_again(md: Client, other: str, sentence: str) -> None:
    ada = make_customer(name="Ada Obi")
    make_customer(name="Bola Eze")
    make_customer(name="Bola Ade")

    answer = md.post(page_of(ada, "compare"), DIALOG | {"other": other}).content.decode()

    assert (sentence in answer, DuplicatePair.objects.count()) == (True, 0)


def test_looking_now_finds_who_is_here_twice(md: Client) -> None:
    make_customer(name="Ada Obi", phone="")
    make_customer(name="Ada Obi")

    md.post(f"{LIST}look-now/", DIALOG)

    assert DuplicatePair.objects.count() == 1
    assert "Ada Obi" in md.get(f"{LIST}?state=open").content.decode()


def test_a_customer_is_forgotten_by_who_types_their_name(md: Client, till: Till, shirt: Product) -> None:
    zainab = make_customer(name="Zainab Ibe")
    receipt = sell(till, (shirt, 1), customer_id=zainab.pk)

    wrong = md.post(page_of(zainab, "forget"), DIALOG | {"typed_name": "Zainab"}).content.decode()
    assert "not the name of this customer" in wrong
    md.post(page_of(zainab, "forget"), DIALOG | {"typed_name": "zainab ibe"})

    zainab.refresh_from_db()
    assert (zainab.name, zainab.phone) == (f"Former customer {zainab.pk}", None)
    page = md.get(page_of(zainab)).content.decode()
    assert (receipt.number in page, "Save" in page.split("submit-row")[-1], "Forget" in page) == (True, False, False)
    assert "Zainab Ibe" not in md.get(f"/admin/sales/receipt/{receipt.pk}/change/").content.decode().split("<main")[-1]


def test_a_refusal_to_forget_stands_in_the_dialog(md: Client, till: Till, shirt: Product) -> None:
    ada = make_customer(name="Ada Obi")
    sell(till, (shirt, 1), paid={"cash": "1.00"}, customer_id=ada.pk)

    answer = md.post(page_of(ada, "forget"), DIALOG | {"typed_name": "Ada Obi"}).content.decode()

    ada.refresh_from_db()
    assert ("Ada Obi owes" in answer, ada.forgotten_at) == (True, None)


def test_all_that_is_stored_is_taken_along_as_a_workbook(md: Client) -> None:
    ada = make_customer(name="Ada Obi")

    answer = md.get(page_of(ada, "take-along"))

    assert answer.headers["Content-Disposition"] == f'attachment; filename="customer-{ada.pk}.xlsx"'
    assert load_workbook(BytesIO(answer.content)).sheetnames == ["Customer", "Versions"]
    assert AuditEntry.objects.filter(act="office.take_along").count() == 1


@pytest.mark.parametrize(
    ("make", "sees_pairs", "merges", "forgets"),
    [(make_md, True, True, True), (make_manager, True, True, False), (make_cashier, False, False, False)],
)
def test_each_role_does_what_its_preset_says(
    make: Any, sees_pairs: bool, merges: bool, forgets: bool, pair: DuplicatePair
) -> None:
    browser = signed_in(make(make_shop()))

    answers = [
        browser.get(LIST),
        browser.get(f"{LIST}{pair.pk}/merge/"),
        browser.get(page_of(pair.first, "forget")),
        browser.get(page_of(pair.first, "take-along")),
    ]

    assert [answer.status_code == 200 for answer in answers] == [sees_pairs, merges, forgets, forgets]


@pytest.mark.parametrize("act", ["compare", "forget", "take-along"])
def test_the_acts_are_closed_to_others_and_strangers(act: str) -> None:
    ada = make_customer(name="Ada Obi")
    looker = with_rights("customers.view_customer", "customers.view_contacts")
    before = AuditEntry.objects.count()

    answers = [browser.post(page_of(ada, act), DIALOG | {"typed_name": "Ada Obi"}) for browser in (looker, Client())]

    ada.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 302]
    assert (ada.name, AuditEntry.objects.count(), DuplicatePair.objects.count()) == ("Ada Obi", before, 0)


def test_whoever_sees_no_contacts_compares_without_them(pair: DuplicatePair) -> None:
    browser = with_rights("office.view_duplicatepair", "customers.view_customer", "customers.merge_customer")

    pages = [browser.get(f"{LIST}{pair.pk}/{what}/").content.decode() for what in ("change", "merge")]

    for page in pages:
        assert "0803 ••• 4567" in page
        assert [words in page for words in ("8031234567", "ada@example.com", "1 Lake Road")] == [False] * 3
