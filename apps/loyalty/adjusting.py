"""Points are set right by hand, with a reason; nobody sets a balance."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.loyalty import ledger, programme
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account, PointEntry

Kind = PointEntry.Kind


@transaction.atomic
def adjust(account: Account, points: int, *, reason: str, by: Actor) -> list[PointEntry]:
    """Give so many points, or take them when negative; InvalidInput without a reason, for none, and for too many."""
    if not reason.strip():
        raise InvalidInput(_("Say why the points are adjusted."), field="reason")
    if not points:
        raise InvalidInput(_("Say how many points are given; with a minus, how many are taken."), field="points")
    if abs(points) > programme.MOST_POINTS:
        raise InvalidInput(_("That is more points than one adjustment moves."), field="points")
    if points > 0:
        expires_on = programme.last_day(programme.current(), clock.today())
        changed = ledger.add(account.pk, points, kind=Kind.ADJUST, expires_on=expires_on)
    else:
        changed = ledger.take(account.pk, -points, kind=Kind.ADJUST)
    written = changed.write(Told(note=reason.strip()), by=by)
    account.refresh_from_db(fields=["points"])
    log.write(
        "loyalty.adjust",
        by=by,
        subject="customer",
        key=account.customer_id,
        sealed={"name": account.customer.name, "reason": reason.strip()[:200]},
        points=points,
        balance=account.points,
    )
    return written
