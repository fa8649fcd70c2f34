"""Who may be the same person: what is compared, what is kept of it, and what people say."""

import pytest

from apps.audit.models import AuditEntry
from apps.core.actor import Actor
from apps.office import duplicates
from apps.office.duplicates import Person, candidates
from apps.office.models import DuplicatePair
from apps.office.refusals import AlreadySettled, NotTwo
from tests.factories.customers import make_customer

BY = Actor(user_id=None, name="Ada Obi")


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("Ada Obi", "+2348031234567", ""), ("Obi Ada", "+2348031234576", ""), "name"),
        (("Ada Obi", "+2348031234567", ""), ("ADA  OBI", "", ""), "name"),
        (("Ada Obi", "+2348031234567", "ada@x.com"), ("Ada Obi", "+2349011112222", "ada@y.com"), "name"),
        (("Ada Obi", "+2348031234567", "a@x.com"), ("Bola Eze", "", "A@X.com"), "email"),
        (("Ada Obi", "+2348031234567", ""), ("Bola Eze", "+447031234567", ""), "phone"),
        (("Ada Obi", "+2348031234567", ""), ("Ada Obi", "+2349011112222", ""), None),
        (("Ada Obi", "+2348031234567", "ada@x.com"), ("Ada Obi", "+2349011112222", "obi@x.com"), None),
        (("Ada Obi", "", ""), ("Bola Eze", "", ""), None),
    ],
)
def test_two_are_taken_for_one_for_a_reason(one: tuple[str, ...], other: tuple[str, ...], reason: str | None) -> None:
    found = candidates([Person(7, *one), Person(3, *other)])

    assert found == ({(3, 7): reason} if reason else {})


def test_a_name_that_everybody_has_makes_no_flood() -> None:
    found = candidates([Person(key, "Ada Obi", "", "") for key in range(500)])

    assert len(found) == 190


@pytest.mark.django_db
def test_looking_again_adds_what_is_new_and_drops_what_is_no_more() -> None:
    ada, twin = make_customer(name="Ada Obi", phone=""), make_customer(name="Ada Obi")
    assert duplicates.look(by=BY) == 1
    twin.name = "Bola Eze"
    twin.save()
    make_customer(name="Chidi", email="c@x.com")
    make_customer(name="Chidi Eze", email="C@x.com")

    assert duplicates.look(by=BY) == 1

    assert list(DuplicatePair.objects.values_list("reason", flat=True)) == ["email"]
    assert AuditEntry.objects.filter(act="office.look_for_duplicates").count() == 2
    assert ada.pk


@pytest.mark.django_db
def test_looking_twice_changes_nothing() -> None:
    make_customer(name="Ada Obi", phone="")
    make_customer(name="Ada Obi")
    duplicates.look(by=BY)
    before = list(DuplicatePair.objects.values()), AuditEntry.objects.count()

    duplicates.look(by=BY)

    assert (list(DuplicatePair.objects.values()), AuditEntry.objects.count()) == before


@pytest.mark.django_db
def test_who_was_told_apart_is_not_offered_again_until_somebody_names_them() -> None:
    one, other = make_customer(name="Ada Obi", phone=""), make_customer(name="Ada Obi")
    duplicates.look(by=BY)
    pair = DuplicatePair.objects.get()

    duplicates.part(pair, by=BY)
    assert duplicates.look(by=BY) == 0
    with pytest.raises(AlreadySettled):
        duplicates.part(pair, by=BY)
    again = duplicates.name(other.pk, one.pk, by=BY)

    assert (again.pk, again.parted_at, again.reason) == (pair.pk, None, "hand")
    assert duplicates.look(by=BY) == 1


@pytest.mark.django_db
def test_a_customer_and_themselves_are_no_pair() -> None:
    ada = make_customer()

    with pytest.raises(NotTwo):
        duplicates.name(ada.pk, ada.pk, by=BY)

    assert DuplicatePair.objects.count() == 0
