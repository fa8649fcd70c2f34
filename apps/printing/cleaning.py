"""Jobs and searches leave the log some months after they are over; a job that waits stays, however old."""

from datetime import timedelta

from apps.core import clock
from apps.printing.models import PrinterSearch, PrintJob

KEPT = timedelta(days=90)
BATCH = 500
State = PrintJob.State


def clean_up() -> int:
    """Delete what was over long ago; answers how many jobs."""
    before = clock.now() - KEPT
    deleted = 0
    PrinterSearch.objects.filter(created_at__lt=before).delete()
    over = PrintJob.objects.filter(finished_at__lt=before).exclude(state__in=(State.QUEUED, State.PRINTING))
    while keys := list(over.values_list("pk", flat=True)[:BATCH]):
        PrintJob.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
