"""Exports leave with their files some days after they were asked for; the audit log keeps that they were."""

from datetime import timedelta

from apps.core import clock
from apps.reporting.models import Export

KEPT = timedelta(days=3)


def clean_up() -> int:
    """Remove what is over and old; answers how many."""
    old = Export.objects.filter(created_at__lt=clock.now() - KEPT).exclude(state=Export.State.WAITING)
    removed = 0
    for export in old.defer("keys"):
        if export.file:
            export.file.delete(save=False)
        export.delete()
        removed += 1
    return removed
