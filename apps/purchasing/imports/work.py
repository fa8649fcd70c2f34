"""The background reads and writes lists. A list is claimed by one conditional update, and its end is another one in
the transaction that writes it: however often the work is begun, it is written once."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import background, clock
from apps.core.actor import Actor
from apps.core.background import Stopped, Work
from apps.core.refusals import NexusError
from apps.purchasing.imports import columns, shopify, workbook
from apps.purchasing.imports.cells import Sheet
from apps.purchasing.imports.columns import Header
from apps.purchasing.imports.findings import Findings
from apps.purchasing.imports.kinds import KINDS, Kind
from apps.purchasing.imports.refusals import ColumnsUnclear, PreviewOutdated, UnreadableFile
from apps.purchasing.models import ColumnMapping, ImportJob, ImportRow

State, Outcome = ImportJob.State, ImportRow.Outcome
CHUNK = 500
GRACE = timedelta(seconds=30)


def work_on(job_id: int) -> None:
    """Read or write the list, whichever is due, unless somebody is at it."""
    claim = str(uuid4())
    unclaimed = ImportJob.objects.filter(pk=job_id, claim="", state__in=(State.READING, State.WRITING))
    if not unclaimed.update(claim=claim, claimed_at=clock.now()):
        return
    job = ImportJob.objects.select_related("shop", "supplier", "category").get(pk=job_id)
    with Work(_key(job)) as work:
        (_read if job.state == State.READING else _write)(job, work)


def begin_again() -> None:
    """Lists whose work died with its process are free to be claimed, and whatever is free is worked on."""
    working = ImportJob.objects.filter(state__in=(State.READING, State.WRITING)).order_by("pk")
    stale = clock.now() - GRACE
    for job in working.filter(Q(claim="") | Q(claimed_at__lt=stale)):
        if background.progress_of(_key(job)) is None:
            ImportJob.objects.filter(pk=job.pk, claim=job.claim, state=job.state).update(claim="")
            work_on(job.pk)


def _key(job: ImportJob) -> str:
    return f"import:{job.pk}"


def _mine(job: ImportJob) -> QuerySet[ImportJob]:
    """The job, as long as it is still ours to end."""
    return ImportJob.objects.filter(pk=job.pk, state=job.state, claim=job.claim)


def _read(job: ImportJob, work: Work) -> None:
    job.rows.all().delete()
    try:
        found = _compared(job, work)
        summary = _keep_rows(job, found, work)
    except Stopped:
        job.rows.all().delete()
        _mine(job).update(state=State.CANCELLED, finished_at=clock.now(), said=_("Stopped while it was read."))
    except ColumnsUnclear as refusal:
        _mine(job).update(state=State.UNCLEAR, said=refusal.sentence, columns=job.columns)
    except UnreadableFile as refusal:
        _mine(job).update(state=State.UNREADABLE, finished_at=clock.now(), said=refusal.sentence)
    except Exception:
        _mine(job).update(state=State.UNREADABLE, finished_at=clock.now(), said=_("Nexus failed over this file."))
        raise
    else:
        _mine(job).update(state=State.READY, columns=job.columns, summary=json.dumps(summary, ensure_ascii=False))


def _write(job: ImportJob, work: Work) -> None:
    try:
        found = _compared(job, work)
        _refuse_outdated(job, found)
        _write_whole(job, found, work)
    except NexusError as refusal:
        _mine(job).update(state=State.READY, said=refusal.sentence)
    except Exception:
        _mine(job).update(state=State.READY, said=_("Nexus failed while it wrote; nothing was written. Try it again."))
        raise


@transaction.atomic
def _write_whole(job: ImportJob, found: Findings, work: Work) -> None:
    by = Actor(user_id=job.confirmed_by_id, name=job.confirmed_by_name, address=job.confirmed_from)
    if not _mine(job).update(state=State.DONE, finished_at=clock.now()):
        return  # somebody else wrote it, or is at it
    told = json.loads(job.summary)
    stage = _("Writing …")
    work.tell(0, told["new"] + told["changed"], stage)
    result = _kind(job).write(found, job, by=by, tell=lambda done, total: work.tell(done, total + 1, stage))
    ImportJob.objects.filter(pk=job.pk).update(result=json.dumps(result), invoice=job.invoice)
    facts = {"kind": job.kind, "new": told["new"], "changed": told["changed"], "left_out": told["faulty"]}
    log.write("purchasing.import", by=by, subject="import", key=job.pk, name=job.file_name, shop_id=job.shop_id,
              **facts)  # fmt: skip
    work.tell(1, 1, stage)


def _compared(job: ImportJob, work: Work) -> Findings:
    """Read the file and compare it with the shop."""
    with job.file.open("rb") as file:
        sheet = workbook.read(file.read(), heard=lambda: work.tell(0, 0, _("Reading the file …")))
    header = _header(sheet, job)
    job.columns = json.dumps(_told(header, job), ensure_ascii=False)
    stage = _("Comparing with the shop …")
    return _kind(job).compare(sheet, header, job, lambda done, total: work.tell(done, total + 1, stage))


def _kind(job: ImportJob) -> Kind:
    return KINDS[job.kind]


def _header(sheet: Sheet, job: ImportJob) -> Header:
    """As somebody mapped it by hand once, else as its titles say."""
    places = columns.first_rows(sheet)
    mapping = ColumnMapping.objects.filter(kind=job.kind, header_key__in=places).first()
    if mapping is None and job.kind == ImportJob.Kind.PRODUCTS and shopify.recognises(columns.mapped(sheet, 0, {})):
        return columns.mapped(sheet, 0, {})
    if mapping is None:
        return columns.header_of(sheet, _kind(job).LAYOUT)
    names = {int(column): name for column, name in json.loads(mapping.columns).items()}
    return columns.mapped(sheet, places[mapping.header_key], names, is_by_hand=True)


def _told(header: Header, job: ImportJob) -> dict[str, Any]:
    is_shopify = job.kind == ImportJob.Kind.PRODUCTS and shopify.recognises(header)
    titles = [
        (column, title, header.names.get(column, ""), list(header.samples[column]))
        for column, title in header.titles.items()
    ]
    return {"titles": titles, "is_by_hand": header.is_by_hand, "is_shopify": is_shopify}


def _keep_rows(job: ImportJob, found: Findings, work: Work) -> dict[str, Any]:
    """Write the preview's rows, a chunk at a time; the summary of them."""
    digest, counts = hashlib.sha256(), dict.fromkeys(Outcome.values, 0)
    rows = _rows(job, found)
    while chunk := list(islice(rows, CHUNK)):
        for row in chunk:
            counts[row.outcome] += 1
            _add(digest, row)
        ImportRow.objects.bulk_create(chunk, batch_size=CHUNK)
        work.tell(0, 0, _("Keeping the preview …"))
    return counts | found.totals() | {"digest": digest.hexdigest()}


def _refuse_outdated(job: ImportJob, found: Findings) -> None:
    digest = hashlib.sha256()
    for row in _rows(job, found):
        _add(digest, row)
    if digest.hexdigest() != json.loads(job.summary).get("digest"):
        raise PreviewOutdated(
            _("The shop changed since this preview was made. Read the list again and look once more.")
        )


def _rows(job: ImportJob, found: Findings) -> Iterator[ImportRow]:
    for shown in found.shown():
        yield ImportRow(
            job=job,
            number=shown.number,
            outcome=shown.outcome,
            what=shown.what,
            columns=shown.columns(),
            detail=shown.detail(),
        )


def _add(digest: Any, row: ImportRow) -> None:
    digest.update(f"{row.number}\t{row.outcome}\t{row.what}\t{row.detail}\n".encode())
