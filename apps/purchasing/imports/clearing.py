"""Rows and files of lists hold what people wrote about people, so they go when nobody needs them any more.

Of a list that is over the figures, the result and the audit log stay.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.purchasing.imports import kept
from apps.purchasing.models import ImportJob

State = ImportJob.State
OVER = (State.DONE, State.CANCELLED, State.UNREADABLE)
KEPT_DAYS, ABANDONED_DAYS = 7, 30


def clear_up() -> None:
    """Put aside what nobody went on with, and remove the rows and files of what has been over for a week."""
    moment = clock.now()
    left = ImportJob.objects.filter(
        state__in=(State.UNCLEAR, State.READY), created_at__lt=moment - timedelta(days=ABANDONED_DAYS)
    )
    for job in left.order_by("pk"):
        _put_aside(job)
    over = ImportJob.objects.filter(state__in=OVER, finished_at__lt=moment - timedelta(days=KEPT_DAYS), cleared_at=None)
    for job in over.order_by("pk"):
        clear(job)


def clear(job: ImportJob) -> None:
    """Remove rows and file of a list that is over. The file goes first: should the work break off, it is done again."""
    kept.remove_rows(job)
    job.file.delete(save=False)
    with transaction.atomic():
        if ImportJob.objects.filter(pk=job.pk, cleared_at=None).update(cleared_at=clock.now(), file="", columns="{}"):
            _note("purchasing.clear_import", job)


@transaction.atomic
def _put_aside(job: ImportJob) -> None:
    said = _("Nobody went on with it for %(days)d days.") % {"days": ABANDONED_DAYS}
    waiting = ImportJob.objects.filter(pk=job.pk, state=job.state)
    if waiting.update(state=State.CANCELLED, finished_at=clock.now(), said=said):
        _note("purchasing.cancel_import", job)


def _note(act: str, job: ImportJob) -> None:
    log.write(act, by=Actor.system(), subject="import", key=job.pk, name=job.file_name, shop_id=job.shop_id)
