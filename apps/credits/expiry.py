"""A credit's last day is judged when it pays; here the books follow: what was left of it is no longer owed."""

from contextlib import suppress

from django.db import transaction

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.credits import ledger
from apps.credits.models import Credit, CreditEntry
from apps.credits.refusals import CreditUnusable


def expire_due(*, by: Actor) -> int:
    """Book the end of every credit whose last day has passed; answers of how many. Running it again changes nothing.

    Each is a transaction of its own: one that a till is just giving back to is left for the next run.
    """
    over = Credit.objects.filter(expires_on__lt=clock.today(), left__gt=ZERO)
    ended = 0
    for credit in over.order_by("pk"):
        with suppress(CreditUnusable):
            ended += _expire(credit, by)
    return ended


@transaction.atomic
def _expire(credit: Credit, by: Actor) -> bool:
    taken = ledger.end(credit, CreditEntry.Kind.EXPIRE, by=by)
    if taken:
        log.write(
            "credits.expire",
            by=by,
            subject="credit",
            key=credit.pk,
            name=credit.number,
            customer=credit.customer_id,
            taken=str(taken),
        )
    return bool(taken)
