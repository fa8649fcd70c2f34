import json
from datetime import datetime
from typing import Any

import pytest

from apps.audit import personal
from apps.audit.models import AuditEntry, PersonKey
from apps.core import history
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.customers import people
from apps.customers.models import Customer
from apps.customers.queries import find
from apps.customers.refusals import DuplicatePhone, InvalidPhone
from tests.factories.customers import make_customer

pytestmark = pytest.mark.django_db
BY = Actor.system()


def test_a_customer_is_added_with_a_normalised_phone() -> None:
    customer = people.create(name="  Ada   Obi ", phone="0803 123 4567", email="ada@example.com", by=BY)

    assert (customer.name, customer.phone, customer.email) == ("Ada Obi", "+2348031234567", "ada@example.com")
    assert (customer.history.count(), AuditEntry.objects.get().act) == (1, "customers.create")


def test_two_customers_may_have_no_phone() -> None:
    assert [make_customer(phone="").phone, make_customer(phone="").phone] == [None, None]


def test_a_phone_in_use_is_refused_naming_who_has_it() -> None:
    make_customer(name="Ada Obi", phone="08031234567")

    with pytest.raises(DuplicatePhone, match="Ada Obi"):
        people.create(name="Bola", phone="+2348031234567", by=BY)

    assert Customer.objects.count() == 1


@pytest.mark.parametrize(("name", "phone"), [("", "08031234567"), ("Bola", "123")])
def test_a_customer_without_name_or_with_a_wrong_phone_is_refused(name: str, phone: str) -> None:
    with pytest.raises((InvalidInput, InvalidPhone)):
        people.create(name=name, phone=phone, by=BY)

    assert Customer.objects.count() == 0


def test_a_change_names_the_fields_in_the_audit_and_the_values_under_the_customers_key() -> None:
    customer = make_customer(name="Ada Obi")

    people.change(customer, name="Ada Eze", email="eze@example.com", by=BY)

    entry = AuditEntry.objects.get(act="customers.change")
    facts = json.loads(entry.facts)
    sealed = facts.pop("sealed")
    key = PersonKey.objects.get(subject="customer", subject_key=str(customer.pk)).key
    assert (facts, entry.subject_name) == ({"fields": ["email", "name"]}, "")
    assert personal.opened(sealed, key) == {
        "name": "Ada Eze",
        "changes": {"email": ["", "eze@example.com"], "name": ["Ada Obi", "Ada Eze"]},
    }


def test_a_change_that_changes_nothing_writes_nothing() -> None:
    customer = make_customer(name="Ada Obi")
    before = AuditEntry.objects.count(), customer.history.count()

    people.change(customer, name="Ada  Obi", by=BY)

    assert (AuditEntry.objects.count(), customer.history.count()) == before


def test_what_a_customer_agreed_to_is_kept_with_who_wrote_it_down_when_and_where(noon: datetime) -> None:
    at_the_till = Actor(user_id=None, name="Chidi Eze", register_name="Till 1")
    ada = people.create(name="Ada Obi", may_be_mailed=True, by=at_the_till)

    people.change(ada, may_be_mailed=False, may_be_messaged=True, by=BY)
    people.change(ada, note="Tall", by=BY)

    told = ada.consents.order_by("pk").values_list("channel", "is_given", "at", "by_name", "register_name")
    assert list(told) == [
        ("may_be_mailed", True, noon, "Chidi Eze", "Till 1"),
        ("may_be_mailed", False, noon, "Nexus", ""),
        ("may_be_messaged", True, noon, "Nexus", ""),
    ]


@pytest.mark.parametrize(
    ("fields", "is_frequent", "by_hand"),
    [
        ({"is_frequent": True}, True, "yes"),
        ({"is_frequent": False}, False, ""),
        ({"frequent_by_hand": "yes"}, True, "yes"),
        ({"frequent_by_hand": "no"}, False, "no"),
    ],
)
def test_what_is_said_by_hand_of_a_customer_holds(fields: dict[str, Any], is_frequent: bool, by_hand: str) -> None:
    ada = make_customer(**fields)

    assert (ada.is_frequent, ada.frequent_by_hand) == (is_frequent, by_hand)


def test_a_word_taken_back_leaves_it_to_the_rule() -> None:
    ada = make_customer(frequent_by_hand="yes")

    changed = people.change(ada, frequent_by_hand="", by=BY)

    assert (changed.is_frequent, changed.frequent_by_hand) == (True, "")


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("0803 123 4567", True), ("obi ada", True), ("ADA@example.com", True), ("0803 123", False), ("ada@", False)],
)
def test_whoever_sees_no_contacts_finds_by_a_whole_number_or_address(text: str, is_found: bool) -> None:
    ada = make_customer(name="Ada Obi", phone="08031234567", email="ada@example.com")

    assert list(find(text, sees_contacts=False)) == ([ada] if is_found else [])


def test_taking_anothers_phone_is_refused() -> None:
    ada, bola = make_customer(), make_customer()

    with pytest.raises(DuplicatePhone, match=ada.name):
        people.change(bola, phone=ada.phone, by=BY)

    bola.refresh_from_db()
    assert bola.phone != ada.phone


@pytest.mark.parametrize("text", ["obi ADA", "0803 123", "+234 803 123 4567", "4567", "ada@"])
def test_customers_are_found_by_words_and_digits(text: str) -> None:
    ada = make_customer(name="Ada Obi", phone="08031234567", email="ada@example.com")
    make_customer(name="Bola Eze", phone="09011111111")

    assert list(find(text, sees_contacts=True)) == [ada]


def test_a_customers_versions_keep_where_the_customer_lives(db: None) -> None:
    ada = make_customer(name="Ada Obi", address="12 Aminu Kano Crescent")

    history.sign(ada, by=Actor(user_id=None, name="Bola", address="10.0.0.9"))
    ada.save()

    assert set(ada.history.values_list("address", flat=True)) == {"12 Aminu Kano Crescent"}
