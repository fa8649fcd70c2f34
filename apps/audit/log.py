"""Every act leaves an entry, chained by hash to the one before it. This module is the only writer of the audit log."""

import hashlib
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from apps.audit import chains, personal
from apps.audit.models import AuditChain, AuditEntry
from apps.core import clock
from apps.core.actor import Actor

SEAL = "audit.seal"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHAINED = (
    *("chain", "sequence", "at", "act", "subject", "subject_key", "subject_name"),
    *("user_id", "user_name", "approver_id", "approver_name", "address", "register_name", "facts", "previous_hash"),
)

# Plain SQL, for every act comes by here: Django takes longer to compile these than a database to run them.
HEAD = "SELECT sequence, head FROM audit_auditchain WHERE name = %s"
MOVE_HEAD = "UPDATE audit_auditchain SET sequence = %s, head = %s WHERE name = %s AND sequence = %s"


@transaction.atomic(savepoint=False)
def write(
    act: str,
    *,
    by: Actor,
    subject: str,
    key: object,
    name: str = "",
    shop_id: int | None = None,
    sealed: Any = None,
    **facts: Any,
) -> None:
    """Add an entry to the shop's chain, or the company's, as the last write of an act's transaction.

    ``act`` is ``trade.verb`` (``sales.checkout``); ``facts`` are JSON-ready (amounts as text). What is ``sealed``
    (a dictionary) is personal to the subject, its ``name`` too: it is kept under their key.
    """
    if sealed:
        facts[personal.SEALED] = personal.seal(subject, key, canonical(sealed))
    entry = AuditEntry(
        chain=chains.of_shop(shop_id) if shop_id else chains.COMPANY,
        at=clock.now(),
        act=act,
        subject=subject,
        subject_key=str(key),
        subject_name=name[:200],
        user_id=by.user_id,
        user_name=by.name,
        approver_id=by.approver_id,
        approver_name=by.approver_name,
        address=by.address,
        register_name=by.register_name,
        facts=canonical(facts),
    )
    while not _hang_on(entry):
        pass  # another transaction added its entry first: hang on that one
    entry.save(force_insert=True)


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the entry's own values and the hash before it, as canonical JSON."""
    values = {field: getattr(entry, field) for field in CHAINED}
    values["at"] = (entry.at - EPOCH) // timedelta(microseconds=1)
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def canonical(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _hang_on(entry: AuditEntry) -> bool:
    """Link the entry to its chain's head and move the head; false when the head moved meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [entry.chain])
        head = cursor.fetchone()
        if head is None:
            _begin(entry.chain)
            return False
        sequence, entry.previous_hash = head
        entry.sequence = sequence + 1
        entry.hash = hash_of(entry)
        cursor.execute(MOVE_HEAD, [entry.sequence, entry.hash, entry.chain, sequence])
        return bool(cursor.rowcount)


def _begin(chain: str) -> None:
    with suppress(IntegrityError), transaction.atomic():  # another transaction may begin it first
        AuditChain.objects.create(name=chain)
