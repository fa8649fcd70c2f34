"""Whoever works on a list has claimed it by one conditional update, and whatever is noted on it later asks for the
same claim: however often work is begun, and whoever wakes late, each step happens once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import background, clock, holds
from apps.core.actor import Actor
from apps.purchasing.models import ImportJob

State = ImportJob.State
WORKING = (State.READING, State.WRITING)
MOST_TRIES = 3
GRACE = timedelta(seconds=30)


class Overtaken(Exception):
    """The list was claimed anew, or ended, by somebody else."""


def key_of(job_id: int) -> str:
    """Under which its progress is told, and the goods are held."""
    return f"import:{job_id}"


def claim(job_id: int) -> ImportJob | None:
    """The list, for whoever asks first; ``None`` when somebody is at it, or it ended its worker too often."""
    claimed = str(uuid4())
    waiting = ImportJob.objects.filter(pk=job_id, claim="", state__in=WORKING, tries__lt=MOST_TRIES)
    if not waiting.update(claim=claimed, claimed_at=clock.now(), tries=F("tries") + 1):
        return None
    return ImportJob.objects.select_related("shop", "supplier", "category", "invoice").get(pk=job_id, claim=claimed)


def note(job: ImportJob, **changes: Any) -> None:
    """Write the changes if the list is still ours; Overtaken otherwise."""
    if not ImportJob.objects.filter(pk=job.pk, state=job.state, claim=job.claim).update(**changes):
        raise Overtaken(job.pk)


def died() -> Iterator[ImportJob]:
    """Lists that nobody works on: their process died, or never began. They are free to be claimed."""
    stale = clock.now() - GRACE
    for job in ImportJob.objects.filter(Q(claim="") | Q(claimed_at__lt=stale), state__in=WORKING).order_by("pk"):
        if background.progress_of(key_of(job.pk)) is None:
            ImportJob.objects.filter(pk=job.pk, claim=job.claim, state=job.state).update(claim="")
            yield job


@transaction.atomic
def give_up(job: ImportJob) -> None:
    """A list that ended its worker ``MOST_TRIES`` times is not tried again by itself."""
    tried = ImportJob.objects.filter(pk=job.pk, claim="", state=job.state, tries__gte=MOST_TRIES)
    words = {"tries": MOST_TRIES}
    if job.state == State.READING:
        said = _(
            "This file ended its reader %(tries)d times and is not tried again. "
            "Open it in Excel, save it under a new name as .xlsx or CSV, and upload that."
        )
        changes: dict[str, Any] = {"state": State.UNREADABLE, "finished_at": clock.now()}
    else:
        said = _("Writing was broken off %(tries)d times and is not tried again.")
        changes = {"state": State.READY, "began_at": None}
    if tried.update(said=told(job, said % words), **changes):
        holds.release(holds.GOODS, key_of(job.pk))
        log.write("purchasing.give_up_import", by=Actor.system(), subject="import", key=job.pk, name=job.file_name,
                  shop_id=job.shop_id, tries=MOST_TRIES)  # fmt: skip


def told(job: ImportJob, sentence: str) -> str:
    """The sentence, and what of the list is in the shop."""
    if not job.written_to:
        return sentence if job.state == State.READING else f"{sentence} {_('Nothing was written.')}"
    so_far = _("The rows up to %(row)s are written; read the list again to see what is left, and import that.")
    return f"{sentence} {so_far % {'row': f'{job.written_to:,}'}}"
