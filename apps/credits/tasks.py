"""The background's side of credits: one call."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from apps.core.actor import Actor
from apps.credits import expiry
from apps.stores import company


@db_periodic_task(crontab(minute="7"))  # hourly, for a server that is off at night
def book_expired() -> None:
    with timezone.override(company.zone()):
        expiry.expire_due(by=Actor.system())
