import pytest

from apps.audit.models import AuditEntry
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


def test_a_change_names_the_fields_and_not_the_values_in_the_audit() -> None:
    customer = make_customer()

    people.change(customer, name="Ada Eze", email="eze@example.com", by=BY)

    assert AuditEntry.objects.get(act="customers.change").facts == '{"fields":["email","name"]}'


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

    assert list(find(text)) == [ada]


def test_a_customers_versions_keep_where_the_customer_lives(db: None) -> None:
    ada = make_customer(name="Ada Obi", address="12 Aminu Kano Crescent")

    history.sign(ada, by=Actor(user_id=None, name="Bola", address="10.0.0.9"))
    ada.save()

    assert set(ada.history.values_list("address", flat=True)) == {"12 Aminu Kano Crescent"}
