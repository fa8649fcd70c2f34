"""The background's side of printing: a job's id in, one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from apps.printing import spool


@db_task()
def print_job(job_id: int) -> None:
    spool.serve_job(job_id)


@db_periodic_task(crontab(minute="*"))
def print_due() -> None:
    """Whatever is due: after a restart, and for printers that are on again."""
    spool.serve_all()
