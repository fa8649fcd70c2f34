"""The background's side of the catalogue."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from apps.catalog import label_batches


@db_periodic_task(crontab(minute="*"))
def note_printed_labels() -> None:
    label_batches.note_printed()
