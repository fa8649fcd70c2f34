"""The background's side of selling: one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from apps.core.actor import Actor
from apps.sales import reminders


@db_periodic_task(crontab(minute="17"))  # hourly, for a server that is off at night
def remind_debtors() -> None:
    reminders.send_due(by=Actor.system())
