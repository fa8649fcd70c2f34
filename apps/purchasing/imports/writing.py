"""A confirmed list is written whole, in portions of a fraction of a second, so that the tills sell between them.

First every row that is to be written is compared with the shop once more: whatever would be refused is refused there,
with nothing written, and nobody comes between, because the list holds the goods (``core.holds``). Then it is begun:
from here on it is only brought to its end, as a database rolls its log forward. Each portion is one transaction which
notes its last row, so that whoever goes on after a crash begins behind that row, and every row is written once. The
invoice has one number and is the sum of its lines at any moment. A list of one portion is one transaction.

One transaction for all would keep every till waiting for its whole length, for SQLite has one writer; rows that
nobody may see until the last is there would have to be known to every reader of products, levels and books.
"""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock, holds
from apps.core.actor import Actor
from apps.core.background import Stopped, Work
from apps.core.holds import Held
from apps.core.refusals import NexusError
from apps.core.retries import retry_when_chosen_as_victim
from apps.purchasing.imports import claims
from apps.purchasing.imports.claims import Overtaken, State
from apps.purchasing.imports.findings import Kept
from apps.purchasing.imports.kinds import KINDS
from apps.purchasing.imports.refusals import PreviewOutdated
from apps.purchasing.models import ImportJob, ImportRow

Outcome = ImportRow.Outcome
FIRST_ROWS, FEWEST_ROWS, MOST_ROWS = 200, 100, 500
PORTION_SECONDS = 0.2


def write(job: ImportJob, work: Work) -> None:
    """Write the list, or go on with it."""
    try:
        if job.began_at is None:
            _begin(job, work)
        _write_portions(job, work)
    except Overtaken:
        return
    except Held as refusal:
        claims.note(job, claim="", tries=0, said=refusal.sentence)  # its turn comes
    except NexusError as refusal:
        _put_back(job, refusal.sentence)
    except Exception:
        _set_free(job)
        raise


def rows_to_write(job: ImportJob) -> QuerySet[ImportRow]:
    """What changes something in the shop, in the list's order."""
    wanted = [Outcome.NEW, Outcome.CHANGED]
    if job.known == ImportJob.Known.RECEIVE:
        wanted.append(Outcome.UNCHANGED)
    return ImportRow.objects.filter(job=job, outcome__in=wanted).order_by("number")


class Pace:
    """How many rows a portion takes: as many as were written within ``PORTION_SECONDS`` of late."""

    def __init__(self) -> None:
        self.rows = FIRST_ROWS

    def note(self, rows: int, seconds: float) -> None:
        fitting = int(rows * PORTION_SECONDS / max(seconds, 0.001))
        self.rows = min(MOST_ROWS, max(FEWEST_ROWS, min(fitting, 2 * self.rows)))


def _begin(job: ImportJob, work: Work) -> None:
    """Nothing is written yet, and whatever would be refused is refused now."""
    rows = rows_to_write(job).filter(number__gt=job.written_to)
    is_long = rows.count() > FIRST_ROWS
    if is_long and KINDS[job.kind].HOLDS:
        says = _("The list %(file)s is being written. Please try again when it is done, in a moment.")
        holds.take(KINDS[job.kind].HOLDS, claims.key_of(job.pk), says % {"file": job.file_name})
    _refuse_outdated(job, rows, work)
    if is_long:
        job.began_at = clock.now()
        claims.note(job, began_at=job.began_at)


def _refuse_outdated(job: ImportJob, rows: QuerySet[ImportRow], work: Work) -> None:
    """PreviewOutdated when a row would do something else by now than the preview showed."""
    kind, stage = KINDS[job.kind], _("Comparing with the shop …")
    told = rows.values_list("number", "outcome", "about", "detail")
    seen = {number: tuple(rest) for number, *rest in told.iterator()}
    understood = rows.values_list("number", "understood").iterator()
    revived = [kind.revive(number, json.loads(text)) for number, text in understood]
    found = kind.compare(revived, job, lambda done, total: work.tell(done, total, stage))
    for shown in found.shown():
        if seen[shown.number] != (shown.outcome, shown.about, shown.detail()):
            raise PreviewOutdated(
                _("The shop changed since this preview was made: see row %(row)d, %(what)s. Read the list again.")
                % {"row": shown.number, "what": shown.what}
            )


def _write_portions(job: ImportJob, work: Work) -> None:
    rows, pace, is_last = rows_to_write(job), Pace(), False
    total, done = rows.count(), rows.filter(number__lte=job.written_to).count()
    while not is_last:
        _tell(job, work, done, total)
        portion = list(rows.filter(number__gt=job.written_to)[: pace.rows + 1])
        is_last = len(portion) <= pace.rows
        kept = [_kept(row, job.kind) for row in portion[: pace.rows]]
        began = time.monotonic()
        retry_when_chosen_as_victim(partial(_write_portion, job, kept, is_last=is_last))
        pace.note(len(kept), time.monotonic() - began)
        done += len(kept)
        job.written_to = kept[-1].number if kept else job.written_to


def _tell(job: ImportJob, work: Work, done: int, total: int) -> None:
    """Whoever asks to stop once the list is begun asks too late."""
    try:
        work.tell(done, total, _("Writing …"))
    except Stopped:
        if job.began_at is None:
            raise


def _kept(row: ImportRow, kind: str) -> Kept:
    revived = KINDS[kind].revive(row.number, json.loads(row.understood))
    changes = [name for name, _was, _now in json.loads(row.detail)["changes"]]
    return Kept(row.number, row.outcome, revived, row.about, changes)


@transaction.atomic
def _write_portion(job: ImportJob, rows: Sequence[Kept], *, is_last: bool) -> None:
    kind, by = KINDS[job.kind], _confirmed_by(job)
    if kind.HOLDS:
        holds.refuse_while_held(kind.HOLDS, but=claims.key_of(job.pk))
    claims.note(job, written_to=rows[-1].number if rows else job.written_to, tries=0)
    job.refresh_from_db(fields=["invoice", "result"])
    if rows:
        kind.write(rows, job, by=by)
        claims.note(job, invoice=job.invoice, result=job.result)
    if is_last:
        _finish(job, by)


def _finish(job: ImportJob, by: Actor) -> None:
    KINDS[job.kind].finish(job, by=by)
    claims.note(job, state=State.DONE, finished_at=clock.now(), said="")
    holds.release(KINDS[job.kind].HOLDS, claims.key_of(job.pk))
    told = json.loads(job.summary)
    facts = {"kind": job.kind, "new": told["new"], "changed": told["changed"], "left_out": told["faulty"]}
    log.write("purchasing.import", by=by, subject="import", key=job.pk, name=job.file_name, shop_id=job.shop_id,
              **facts)  # fmt: skip


def _confirmed_by(job: ImportJob) -> Actor:
    return Actor(user_id=job.confirmed_by_id, name=job.confirmed_by_name, address=job.confirmed_from)


@transaction.atomic
def _put_back(job: ImportJob, sentence: str) -> None:
    """To be looked at again; nobody is kept waiting for it."""
    with suppress(Overtaken):
        claims.note(job, state=State.READY, began_at=None, tries=0, said=claims.told(job, sentence))
        holds.release(holds.GOODS, claims.key_of(job.pk))


def _set_free(job: ImportJob) -> None:
    """Something broke that no rule of the shop foresees: a list that is begun is gone on with in a minute."""
    if job.began_at is None:
        _put_back(job, _("Nexus failed while it wrote. Try it again."))
        return
    with suppress(Overtaken):
        claims.note(job, claim="")
