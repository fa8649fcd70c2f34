"""The background's side of the stock: one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from apps.core.actor import Actor
from apps.inventory import low_stock_notices


@db_periodic_task(crontab(minute="12"))  # hourly, for a server that is off at night
def tell_what_runs_low() -> None:
    low_stock_notices.send_due(by=Actor.system())
