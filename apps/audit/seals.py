"""The heads of all chains, noted once a day in the company's chain, bind the chains together."""

from datetime import timedelta

from django.db import transaction

from apps.audit import log
from apps.audit.models import AuditChain, AuditEntry
from apps.core import clock
from apps.core.actor import Actor


@transaction.atomic
def seal_yesterday() -> bool:
    """Note every chain's head as of now; false when the day is sealed already."""
    day = str(clock.today() - timedelta(days=1))
    if AuditEntry.objects.filter(act=log.SEAL, subject_key=day).exists():
        return False
    heads = {
        name: [sequence, head]
        for name, sequence, head in AuditChain.objects.order_by("name").values_list("name", "sequence", "head")
        if sequence
    }
    log.write(log.SEAL, by=Actor.system(), subject="audit", key=day, heads=heads)
    return True
