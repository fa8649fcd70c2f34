"""A store credit that should not have been issued is void: what is left of it is gone, what was spent stays."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import InvalidInput
from apps.credits import ledger
from apps.credits.models import Credit, CreditEntry
from apps.credits.refusals import NothingLeft

RIGHT = "credits.void_credit"


@transaction.atomic
def void(credit: Credit, *, by: Actor, reason: str) -> None:
    """Refuses without a reason, a deposit (its pre-order ends it), and when nothing is left (NothingLeft)."""
    if not reason.strip():
        raise InvalidInput(_("Say why the credit is voided."), field="reason")
    if credit.is_deposit:
        raise InvalidInput(_("%(number)s is a deposit: its pre-order gives it back.") % {"number": credit})
    taken = ledger.end(credit, CreditEntry.Kind.VOID, note=reason.strip(), by=by)
    if taken == ZERO:
        raise NothingLeft(_("Nothing is left of %(number)s: there is nothing to void.") % {"number": credit})
    log.write(
        "credits.void",
        by=by,
        subject="credit",
        key=credit.pk,
        name=credit.number,
        customer=credit.customer_id,
        taken=str(taken),
        sealed={"reason": reason.strip()[:200]},
    )
