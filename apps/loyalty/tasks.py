"""The background's side of loyalty: what passed its day, and who belongs in which tier."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from apps.core.actor import Actor
from apps.loyalty import accounts, expiry


@db_periodic_task(crontab(minute="23"))  # hourly, for a server that is off at night; there is work once a day
def expire_points() -> None:
    expiry.expire_due(by=Actor.system())


@db_periodic_task(crontab(minute="37", hour="*/3"))
def place_in_tiers() -> None:
    accounts.place_in_tiers(by=Actor.system())
