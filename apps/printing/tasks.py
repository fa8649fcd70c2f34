"""The background's side of printing: a job's id in, one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from apps.core import clock
from apps.printing import cleaning, finding, spool


@db_task()
def print_job(job_id: int) -> None:
    """Print it; a printer that is off is asked again soon, without waiting for the minute."""
    again = spool.serve_job(job_id)
    if again:
        print_job.schedule((job_id,), delay=max(0.0, (again - clock.now()).total_seconds()))


@db_task()
def find_printers(search_id: int) -> None:
    finding.carry_out(search_id)


@db_periodic_task(crontab(minute="*"))
def resume_searches() -> None:
    """Searches whose server stopped in the middle."""
    finding.resume()


@db_periodic_task(crontab(minute="*"))
def print_due() -> None:
    """Whatever is due: after a restart, and for printers that are on again."""
    spool.serve_all()


@db_periodic_task(crontab(minute="17"))  # hourly, for a server that is off at night
def clean_up() -> None:
    """Jobs that were over long ago."""
    cleaning.clean_up()
