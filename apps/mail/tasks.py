"""The background's side of mail: an id in, one call."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from apps.mail import sending


@db_task()
def send_mail(mail_id: int) -> None:
    sending.deliver(mail_id)


@db_periodic_task(crontab(minute="*"))
def send_due() -> None:
    """Whatever is due: retries, and what a restart interrupted."""
    for mail_id in sending.due():
        sending.deliver(mail_id)
