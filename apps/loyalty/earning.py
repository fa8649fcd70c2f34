"""A receipt earns points once, on the day on which it is paid in full."""

from dataclasses import dataclass
from decimal import Decimal

from apps.core import clock
from apps.core.actor import Actor
from apps.loyalty import ledger, programme, suspension
from apps.loyalty.ledger import Changed, Told
from apps.loyalty.models import Account, PointEntry, Programme

Kind = PointEntry.Kind


@dataclass(frozen=True, slots=True)
class Earned:
    """Points that were added to an account; to be written down with the receipt's number."""

    changed: Changed
    spend: Decimal

    def write(self, document: str, *, by: Actor) -> list[PointEntry]:
        return self.changed.write(Told(document=document, spend=self.spend), by=by)


def settle(rules: Programme, account: Account, spend: Decimal) -> Earned:
    """Points for ``spend`` on goods, after all discounts, tax included, at the tier of today; ``write`` follows."""
    points = programme.to_earn(rules, account.tier, spend)
    expires_on = programme.last_day(rules, clock.today())
    return Earned(ledger.add(account.pk, points, kind=Kind.EARN, expires_on=expires_on), spend)


def settle_later(rules: Programme, account: Account, document: str, spend: Decimal, *, by: Actor) -> None:
    """A receipt that was sold on credit is paid at last. One that earned already has back what was suspended of it.

    ``spend`` is without the goods that were returned before.
    """
    if PointEntry.objects.filter(kind=Kind.EARN, document=document).exists():
        suspension.resume(document, spend, by=by)
    else:
        settle(rules, account, spend).write(document, by=by)
