"""The background's side of imports: a job's id in, one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from apps.purchasing.imports import clearing, work


@db_task()
def work_on_import(job_id: int) -> None:
    work.work_on(job_id)


@db_periodic_task(crontab(minute="*"))
def begin_again() -> None:
    """Whatever died with its process, or was never begun."""
    work.begin_again()


@db_periodic_task(crontab(minute="23"))  # hourly, for a server that is off at night
def clear_up() -> None:
    """Rows and files of lists that have been over for a while."""
    clearing.clear_up()
