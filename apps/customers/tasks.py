"""The background's side of the customers: one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from apps.core.actor import Actor
from apps.customers import frequent


@db_periodic_task(crontab(minute="23", hour="*/3"))  # several times a day, for a server that is off at night
def follow_rule_of_frequency() -> None:
    frequent.follow_rule(by=Actor.system())
