"""Once a day the heads are sealed, so that a chain cannot be cut short unseen."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from apps.audit import seals


@db_periodic_task(crontab(minute="5"))  # hourly, for a server that is off at night
def seal_day() -> None:
    seals.seal_yesterday()
