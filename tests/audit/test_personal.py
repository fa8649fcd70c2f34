"""What the log tells of a person is read with their key only; the chain holds with and without it."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.audit import facts, log, personal, verification
from apps.audit.models import AuditEntry, PersonKey
from apps.core.actor import Actor
from tests.factories.stores import make_shop
from tests.factories.users import make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
BY = Actor.system()
LIST = "/admin/audit/auditentry/"


def told_of_ada() -> AuditEntry:
    changes = {"phone": ["+2348031234567", ""]}
    log.write("customers.change", by=BY, subject="customer", key=7, sealed={"name": "Ada Obi", "changes": changes})
    return AuditEntry.objects.get(act="customers.change")


def key_of(key: object) -> str:
    return PersonKey.objects.get(subject="customer", subject_key=str(key)).key


def test_an_entry_holds_nothing_that_is_read_without_the_key() -> None:
    entry = told_of_ada()

    assert "Ada" not in entry.facts + entry.subject_name
    assert facts.told(entry.facts, key_of(7)) == [("phone", "+2348031234567 → —"), ("name", "Ada Obi")]
    assert facts.told(entry.facts) == [("personal", "sealed")]


def test_a_person_has_one_key_and_nobody_elses_opens_their_words() -> None:
    told_of_ada()
    log.write("customers.change", by=BY, subject="customer", key=7, sealed={"name": "Ada Eze"})
    log.write("customers.create", by=BY, subject="customer", key=8, sealed={"name": "Bola"})

    sealed = json.loads(AuditEntry.objects.get(act="customers.create").facts)["sealed"]

    assert PersonKey.objects.count() == 2
    assert (personal.opened(sealed, key_of(8)), personal.opened(sealed, key_of(7))) == ({"name": "Bola"}, None)


def test_without_the_key_the_chain_still_holds_and_a_changed_seal_is_noticed() -> None:
    entry = told_of_ada()

    assert personal.destroy("customer", [7, 8]) == 1

    assert (verification.verify(), facts.name_in(entry.facts, None)) == ([], "")
    entry.facts = entry.facts.replace("sealed", "opened")
    assert log.hash_of(entry) != entry.hash


def page(browser: Client) -> str:
    return browser.get(LIST).content.decode()


def test_the_log_is_read_with_the_names_by_those_who_see_contacts_only() -> None:
    told_of_ada()
    reader = make_user(make_shop(), is_superuser=False)
    reader.user_permissions.add(Permission.objects.get(codename="view_auditentry"))

    shown = [("Ada Obi" in text, "sealed" in text) for text in (page(signed_in(make_md())), page(signed_in(reader)))]

    assert shown[0] == (True, False)
    assert shown[1][0] is False
