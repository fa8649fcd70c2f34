"""How much a person may give away."""

from decimal import Decimal

from django.db.models import Max

from apps.users.models import Role, User

NO_LIMIT = Decimal("100.00")
NOTHING = Decimal("0.00")


def discount_limit(user: User) -> Decimal:
    """Percent of a whole ticket: the best of the person's roles."""
    if user.is_superuser:
        return NO_LIMIT
    best: Decimal | None = Role.objects.filter(user=user).aggregate(best=Max("discount_limit"))["best"]
    return NOTHING if best is None else best
