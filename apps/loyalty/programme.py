"""What points come to: earned, worth, and how many a sale takes. Pure arithmetic but for reading the one row.

``kiosk/static/kiosk/models/points.js`` is its twin at the till; the vectors of ``tests/loyalty`` hold both together.
"""

from calendar import monthrange
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from apps.core.money import ZERO, percentage
from apps.loyalty.models import Account, Programme, Tier

ONE = Decimal(1)
MOST_POINTS = 1_000_000_000  # of one act


def current() -> Programme:
    """The programme's row, or an unsaved one that rests."""
    return Programme.objects.filter(pk=1).first() or Programme(pk=1)


def to_earn(programme: Programme, tier: Tier | None, spend: Decimal) -> int:
    """Points for ``spend`` on goods, after all discounts, tax included. Nothing is earned on nothing."""
    if spend <= 0:
        return 0
    multiplier = tier.multiplier if tier else ONE
    by_spend = _floor(_floor(spend / programme.unit) * programme.rate * multiplier)
    earned = {
        Programme.EarnsBy.SPEND: by_spend,
        Programme.EarnsBy.TRANSACTION: programme.points_per_purchase,
        Programme.EarnsBy.BOTH: by_spend + programme.points_per_purchase,
    }
    return min(earned[Programme.EarnsBy(programme.earns_by)], MOST_POINTS)


def worth(programme: Programme, points: int) -> Decimal:
    """What so many points take off."""
    return programme.point_value * points


def most(programme: Programme, goods: Decimal, left: int) -> int:
    """How many of ``left`` points a sale may take whose goods come to ``goods`` after their discounts."""
    share = percentage(max(goods, ZERO), programme.most_percent)
    return min(_floor(min(share, goods) / programme.point_value), left) if goods > 0 else 0


def last_day(programme: Programme, today: date) -> date | None:
    """The last day on which points are good that come today; ``None`` for ever."""
    return months_later(today, programme.expiry_months) if programme.expiry_months else None


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier when negative), or the last of that month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def multiplier_of(account: Account) -> Decimal:
    return account.tier.multiplier if account.tier else ONE


def _floor(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_FLOOR))
