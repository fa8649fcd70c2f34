"""A list is read, compared with the shop, and kept row by row as its preview; what cannot be read says why."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from apps.core import bulk, clock
from apps.core.background import Stopped, Work
from apps.core.sheets import files
from apps.core.sheets.cells import Sheet
from apps.core.sheets.refusals import UnreadableFile
from apps.purchasing.imports import claims, columns, kept, shopify
from apps.purchasing.imports.claims import Overtaken, State
from apps.purchasing.imports.columns import Header
from apps.purchasing.imports.findings import Findings
from apps.purchasing.imports.kinds import KINDS
from apps.purchasing.imports.refusals import ColumnsUnclear
from apps.purchasing.models import ColumnMapping, ImportJob, ImportRow

CHUNK = 500


def read(job: ImportJob, work: Work) -> None:
    kept.remove_rows(job)
    try:
        found = _compared(job, work)
        summary = _keep_rows(job, found, work)
        claims.note(job, state=State.READY, tries=0, columns=job.columns, summary=summary)
    except Overtaken:
        return
    except Stopped:
        kept.remove_rows(job)
        claims.note(job, state=State.CANCELLED, finished_at=clock.now(), said=_("Stopped while it was read."))
    except ColumnsUnclear as refusal:
        claims.note(job, state=State.UNCLEAR, tries=0, said=refusal.sentence, columns=job.columns)
    except UnreadableFile as refusal:
        claims.note(job, state=State.UNREADABLE, finished_at=clock.now(), said=refusal.sentence)
    except Exception:
        claims.note(job, state=State.UNREADABLE, finished_at=clock.now(), said=_("Nexus failed over this file."))
        raise


def _compared(job: ImportJob, work: Work) -> Findings:
    """Read the file and compare it with the shop."""
    with job.file.open("rb") as file:
        sheet = files.read(file.read(), heard=lambda: work.tell(0, 0, _("Reading the file …")))
    header = _header(sheet, job)
    job.columns = json.dumps(_told(header, job), ensure_ascii=False)
    kind, stage = KINDS[job.kind], _("Comparing with the shop …")
    rows = kind.rows(sheet, header, job)
    sheet.rows.clear()  # fifty thousand rows need not be held twice
    return kind.compare(rows, job, lambda done, total: work.tell(done, total, stage))


def _header(sheet: Sheet, job: ImportJob) -> Header:
    """As somebody mapped it by hand once, else as its titles say."""
    places = columns.first_rows(sheet)
    mapping = ColumnMapping.objects.filter(kind=job.kind, header_key__in=places).first()
    if mapping is None and job.kind == ImportJob.Kind.PRODUCTS and shopify.recognises(columns.mapped(sheet, 0, {})):
        return columns.mapped(sheet, 0, {})
    if mapping is None:
        return columns.header_of(sheet, KINDS[job.kind].LAYOUT)
    names = {int(column): name for column, name in json.loads(mapping.columns).items()}
    return columns.mapped(sheet, places[mapping.header_key], names, is_by_hand=True)


def _told(header: Header, job: ImportJob) -> dict[str, Any]:
    is_shopify = job.kind == ImportJob.Kind.PRODUCTS and shopify.recognises(header)
    titles = [
        (column, title, header.names.get(column, ""), list(header.samples[column]))
        for column, title in header.titles.items()
    ]
    return {"titles": titles, "is_by_hand": header.is_by_hand, "is_shopify": is_shopify}


def _keep_rows(job: ImportJob, found: Findings, work: Work) -> str:
    """Write the preview's rows, a chunk at a time; the summary of them, as JSON."""
    counts = dict.fromkeys(ImportRow.Outcome.values, 0)
    rows = _rows(job, found)
    while chunk := list(islice(rows, CHUNK)):
        for row in chunk:
            counts[row.outcome] += 1
        bulk.insert(chunk)
        work.tell(0, 0, _("Keeping the preview …"))
    return json.dumps(counts | found.totals(), ensure_ascii=False)


def _rows(job: ImportJob, found: Findings) -> Iterator[ImportRow]:
    for shown in found.shown():
        yield ImportRow(
            job=job,
            number=shown.number,
            outcome=shown.outcome,
            what=shown.what,
            columns=shown.columns(),
            detail=shown.detail(),
            understood=json.dumps(shown.understood, ensure_ascii=False, default=str),
            about=shown.about,
        )
