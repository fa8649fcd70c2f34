"""Verification: whoever gets past the triggers is found out."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.audit import log, seals
from apps.audit.models import AuditEntry
from apps.audit.verification import verify
from apps.core import clock
from apps.core.actor import Actor
from tests.audit.conftest import Tamper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("three_entries")]

OF_SHOP = "chain = 'shop:7'"


def faults() -> list[str]:
    return [str(fault) for fault in verify()]


def test_a_log_left_alone_is_whole() -> None:
    assert faults() == []


@pytest.mark.parametrize("column", ["user_name", "subject_name", "facts", "address", "act", "approver_name"])
def test_a_changed_entry_is_found(tamper: Tamper, column: str) -> None:
    tamper(f"UPDATE audit_auditentry SET {column} = 'x' WHERE {OF_SHOP} AND sequence = 2")

    assert faults() == ["shop:7 #2: the entry was changed."]


def test_a_missing_entry_is_found(tamper: Tamper) -> None:
    tamper(f"DELETE FROM audit_auditentry WHERE {OF_SHOP} AND sequence = 2")

    assert faults() == ["shop:7 #2: an entry is missing."]


def test_a_removed_last_entry_is_found(tamper: Tamper) -> None:
    tamper(f"DELETE FROM audit_auditentry WHERE {OF_SHOP} AND sequence = 3")

    assert faults() == ["shop:7 #3: entries at the end are missing."]


def test_exchanged_entries_are_found(tamper: Tamper) -> None:
    tamper(f"UPDATE audit_auditentry SET sequence = 9 WHERE {OF_SHOP} AND sequence = 1")
    tamper(f"UPDATE audit_auditentry SET sequence = 1 WHERE {OF_SHOP} AND sequence = 2")
    tamper(f"UPDATE audit_auditentry SET sequence = 2 WHERE {OF_SHOP} AND sequence = 9")

    assert faults() == [
        "shop:7 #1: the entry does not follow the one before it.",
        "shop:7 #1: the entry was changed.",
        "shop:7 #2: the entry does not follow the one before it.",
        "shop:7 #2: the entry was changed.",
        "shop:7 #3: the entry does not follow the one before it.",
    ]


def test_a_changed_head_is_found(tamper: Tamper) -> None:
    tamper("UPDATE audit_auditchain SET head = 'x' WHERE name = 'shop:7'")

    assert faults() == ["shop:7 #3: the chain's head does not match its last entry."]


def test_a_removed_head_is_found(tamper: Tamper) -> None:
    tamper("DELETE FROM audit_auditchain WHERE name = 'shop:7'")

    assert faults() == ["shop:7 #3: the chain's head was removed."]


def test_a_chain_cut_short_with_its_head_is_found_by_the_seal(tamper: Tamper) -> None:
    with clock.at(clock.now()):
        seals.seal_yesterday()
        day = clock.today() - timedelta(days=1)
    second = AuditEntry.objects.get(chain="shop:7", sequence=2)

    tamper(f"DELETE FROM audit_auditentry WHERE {OF_SHOP} AND sequence = 3")
    tamper(f"UPDATE audit_auditchain SET sequence = 2, head = '{second.hash}' WHERE name = 'shop:7'")

    assert faults() == [f"shop:7 #3: the entry differs from the one sealed on {day}."]


def test_a_day_is_sealed_once() -> None:
    assert [seals.seal_yesterday(), seals.seal_yesterday()] == [True, False]
    assert AuditEntry.objects.filter(act=log.SEAL).count() == 1
    assert faults() == []


def test_the_command_says_that_the_log_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")

    assert capsys.readouterr().out == "The audit log is whole: 4 entries.\n"


def test_the_command_fails_when_it_is_not(tamper: Tamper) -> None:
    tamper(f"DELETE FROM audit_auditentry WHERE {OF_SHOP} AND sequence = 2")

    with pytest.raises(CommandError, match="does not hold: 1 faults"):
        call_command("verify_audit")


def test_text_of_every_kind_survives_the_way_through_the_database(md: Actor) -> None:
    log.write("a.b", by=md, subject="s", key="é", name="₦ “quoted” \\ \n 𝄞", shop_id=7, note="\u0301é", amount="1.00")

    assert faults() == []
