"""The audit log proves itself: every entry hangs on the one before it, and every chain ends at its head."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.audit.log import SEAL, hash_of
from apps.audit.models import AuditChain, AuditEntry

BATCH = 2000


@dataclass(frozen=True)
class Fault:
    """What does not fit, and where: ``sequence`` is the place in the chain."""

    chain: str
    sequence: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence}: {self.sentence}"


def verify() -> list[Fault]:
    """Every change, gap, removal and change of order in all chains; empty when the log is whole."""
    heads = {chain.name: chain for chain in AuditChain.objects.all()}
    written = set(AuditEntry.objects.order_by().values_list("chain", flat=True).distinct())
    faults: list[Fault] = []
    for name in sorted(heads.keys() | written):
        faults += _faults_of_chain(name, heads.get(name))
    return faults + list(_faults_of_seals())


def _faults_of_chain(name: str, head: AuditChain | None) -> Iterator[Fault]:
    sequence, last_hash = 0, ""
    for entry in AuditEntry.objects.filter(chain=name).order_by("sequence", "pk").iterator(chunk_size=BATCH):
        yield from _faults_of_entry(entry, sequence, last_hash)
        sequence, last_hash = entry.sequence, entry.hash
    if head is None:
        yield Fault(name, sequence, _("the chain's head was removed."))
    elif head.sequence > sequence:
        yield Fault(name, head.sequence, _("entries at the end are missing."))
    elif (head.sequence, head.head) != (sequence, last_hash):
        yield Fault(name, sequence, _("the chain's head does not match its last entry."))


def _faults_of_entry(entry: AuditEntry, sequence: int, last_hash: str) -> Iterator[Fault]:
    """What is wrong with an entry that should follow ``sequence`` and ``last_hash``."""
    if entry.sequence != sequence + 1:
        yield Fault(entry.chain, sequence + 1, _("an entry is missing."))
    elif entry.previous_hash != last_hash:
        yield Fault(entry.chain, entry.sequence, _("the entry does not follow the one before it."))
    if hash_of(entry) != entry.hash:
        yield Fault(entry.chain, entry.sequence, _("the entry was changed."))


def _faults_of_seals() -> Iterator[Fault]:
    """A chain cut short together with its head still differs from the heads that a day's seal noted."""
    for seal in AuditEntry.objects.filter(act=SEAL).order_by("pk").iterator(chunk_size=BATCH):
        noted: dict[str, tuple[int, str]] = json.loads(seal.facts).get("heads", {})
        for chain, (sequence, noted_hash) in noted.items():
            kept = AuditEntry.objects.filter(chain=chain, sequence=sequence).values_list("hash", flat=True).first()
            if kept != noted_hash:
                sentence = _("the entry differs from the one sealed on %(day)s.") % {"day": seal.subject_key}
                yield Fault(chain, sequence, sentence)
