"""How much a person may give away."""

from decimal import Decimal

from django.db.models import Max

from apps.core.money import MOST
from apps.users.models import Role, User

NO_LIMIT = Decimal("100.00")
NO_CREDIT_LIMIT = MOST
NOTHING = Decimal("0.00")


def discount_limit(user: User) -> Decimal:
    """Percent of a whole ticket: the best of the person's roles."""
    if user.is_superuser:
        return NO_LIMIT
    best: Decimal | None = Role.objects.filter(user=user).aggregate(best=Max("discount_limit"))["best"]
    return NOTHING if best is None else best


def store_credit_limit(user: User) -> Decimal:
    """The most that one store credit may be worth which they issue alone: the best of the person's roles."""
    if user.is_superuser:
        return NO_CREDIT_LIMIT
    best: Decimal | None = Role.objects.filter(user=user).aggregate(best=Max("store_credit_limit"))["best"]
    return NOTHING if best is None else best
