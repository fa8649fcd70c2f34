"""Loyalty for tests: a programme that runs, and customers who take part."""

from datetime import date
from decimal import Decimal
from typing import Any

from apps.core.actor import Actor
from apps.customers.models import Customer
from apps.loyalty import accounts, ledger
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account, PointEntry, Programme, Tier
from tests.factories.customers import make_customer

TIERS = {"Bronze": ("0", "1"), "Silver": ("200000", "1.25"), "Gold": ("500000", "1.5"), "Platinum": ("1000000", "2")}


def make_programme(**changes: Any) -> Programme:
    """Runs: ten points for every whole ₦1,000, each worth ₦1, at least 100 at once, at most half the goods; a year."""
    usual: dict[str, Any] = {
        "is_active": True,
        "earns_by": Programme.EarnsBy.SPEND,
        "unit": Decimal("1000.00"),
        "rate": Decimal(10),
        "points_per_purchase": 10,
        "point_value": Decimal("1.00"),
        "least_points": 100,
        "most_percent": Decimal(50),
        "expiry_months": 12,
    }
    return Programme.objects.update_or_create(pk=1, defaults=usual | changes)[0]


def make_tiers() -> dict[str, Tier]:
    """The four that a shop begins with."""
    for name, (least_spend, multiplier) in TIERS.items():
        fields = {"least_spend": Decimal(least_spend), "multiplier": Decimal(multiplier)}
        Tier.objects.get_or_create(name=name, defaults=fields)
    return {tier.name: tier for tier in Tier.objects.all()}


def make_account(points: int = 0, *, customer: Customer | None = None, **changes: Any) -> Account:
    """Somebody who takes part, with points that are good for ever unless told otherwise."""
    if not Programme.objects.filter(is_active=True).exists():
        make_programme()
    make_tiers()
    by = changes.pop("by", Actor.system())
    account = accounts.enrol(customer or make_customer(), by=by)
    if tier := changes.pop("tier", None):
        Account.objects.filter(pk=account.pk).update(tier=Tier.objects.get(name=tier))
        account.refresh_from_db()
    if points:
        give(account, points, **changes)
    return account


def give(
    account: Account, points: int, *, until: date | None = None, spend: str = "0", spent_on: date | None = None
) -> None:
    """Points that a purchase of other days earned."""
    added = ledger.add(account.pk, points, kind=PointEntry.Kind.ADJUST, expires_on=until)
    added.write(Told(spend=Decimal(spend), spent_on=spent_on, note="For the test"), by=Actor.system())
    account.refresh_from_db()
