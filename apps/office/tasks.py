"""The background's side of the office: one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from apps.core.actor import Actor
from apps.office import duplicates


@db_periodic_task(crontab(minute="37", hour="*/2"))  # several times a day, for a server that is off at night
def look_for_duplicates() -> None:
    duplicates.look(by=Actor.system())
