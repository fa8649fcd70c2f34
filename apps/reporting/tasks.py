"""The background's side of exports: an id in, one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from apps.reporting import export_cleaning, export_work


@db_task()
def write_export(export_id: int) -> None:
    export_work.work_on(export_id)


@db_periodic_task(crontab(minute="*"))
def begin_again() -> None:
    """Whatever died with its process, or was never begun."""
    export_work.begin_again()


@db_periodic_task(crontab(minute="37"))  # hourly, for a server that is off at night
def clean_up() -> None:
    """Files of some days ago."""
    export_cleaning.clean_up()
