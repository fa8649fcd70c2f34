"""The audit log: what an entry holds, and that the database keeps it as it is."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from apps.audit import log
from apps.audit.chains import entitle
from apps.audit.models import AuditChain, AuditEntry
from apps.core.actor import Actor

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_from_where(noon: datetime) -> None:
    by = Actor(user_id=4, name="Bola", address="10.0.0.9", register_name="Till 1").approved_by(1, "Ada")

    log.write("sales.void", by=by, subject="receipt", key=12, name="RCP-202603-001", shop_id=7, reason="Wrong size")

    entry = AuditEntry.objects.values().get()
    del entry["id"], entry["hash"]
    assert entry == {
        "chain": "shop:7",
        "sequence": 1,
        "at": noon,
        "act": "sales.void",
        "subject": "receipt",
        "subject_key": "12",
        "subject_name": "RCP-202603-001",
        "user_id": 4,
        "user_name": "Bola",
        "approver_id": 1,
        "approver_name": "Ada",
        "address": "10.0.0.9",
        "register_name": "Till 1",
        "facts": '{"reason":"Wrong size"}',
        "previous_hash": "",
    }


def test_each_entry_hangs_on_the_one_before_it(three_entries: None) -> None:
    first, second, third = AuditEntry.objects.filter(chain="shop:7").order_by("sequence")

    assert [second.previous_hash, third.previous_hash] == [first.hash, second.hash]
    head = AuditChain.objects.get(name="shop:7")
    assert (head.sequence, head.head) == (3, third.hash)


def test_an_act_that_fails_leaves_no_entry(md: Actor) -> None:
    log.write("a.b", by=md, subject="s", key=1)

    with transaction.atomic():
        log.write("a.c", by=md, subject="s", key=1)
        transaction.set_rollback(True)

    assert list(AuditEntry.objects.values_list("sequence", "act")) == [(1, "a.b")]
    assert AuditChain.objects.get().sequence == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditentry SET user_name = 'Nobody'", "DELETE FROM audit_auditentry"]
)
def test_the_database_refuses_to_change_an_entry(three_entries: None, statement: str) -> None:
    before = list(AuditEntry.objects.values())

    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(statement)

    assert list(AuditEntry.objects.values()) == before


def test_a_chain_is_called_as_its_shop(three_entries: None) -> None:
    entitle(7, "Wuse")

    assert sorted(map(str, AuditChain.objects.all())) == ["Wuse", "company"]
