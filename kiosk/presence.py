"""When a register was last heard of."""

from datetime import timedelta

from django.db.models import Q

from apps.core import clock
from apps.stores.models import Register

SPARING = timedelta(seconds=60)


def note(register: Register) -> None:
    """Written once a minute at most: a sign of life must not cost a write each time."""
    now = clock.now()
    if register.seen_at and now - register.seen_at < SPARING:
        return
    stale = Q(seen_at=None) | Q(seen_at__lt=now - SPARING)
    Register.objects.filter(stale, pk=register.pk).update(seen_at=now)
