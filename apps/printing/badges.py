"""Small figures beside the links of the sidebar."""

from django.http import HttpRequest

from apps.printing import queries
from apps.printing.models import PrintJob


def troubled_jobs(request: HttpRequest) -> int:
    """What failed or waits for a printer that does not print, as far as whoever looks may see."""
    return queries.troubled(queries.jobs_in_reach(PrintJob.objects.all(), request.user)).count()  # type: ignore[arg-type]
