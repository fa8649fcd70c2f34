"""What has passed its last day can be spent no more from that night; the entries only book it."""

from django.db import transaction

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.loyalty import ledger
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account


def expire_due(*, by: Actor) -> int:
    """Book what ended before today, an account at a time; how many points. Run twice it does nothing more."""
    due = Account.objects.filter(lots__left__gt=0, lots__expires_on__lt=clock.today()).distinct()
    return sum(_expire(account, by) for account in due.select_related("customer").order_by("pk"))


@transaction.atomic
def _expire(account: Account, by: Actor) -> int:
    ended = ledger.end(account.pk, before=clock.today())
    if ended is None:
        return 0
    ended.write(Told(), by=by)
    log.write(
        "loyalty.expire",
        by=by,
        subject="customer",
        key=account.customer_id,
        sealed={"name": account.customer.name},
        points=-ended.points,
        balance=ended.balance,
    )
    return -ended.points
