"""An uploaded list waits as a job: uploaded, asked about, looked at, confirmed, put aside.

reading → (unclear →) ready → writing → done; the background reads and writes (``work``).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit import log
from apps.catalog.models import Category
from apps.core import background, clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.core.sheets import files
from apps.purchasing.imports import claims, columns, tasks
from apps.purchasing.imports.claims import WORKING as WORKING
from apps.purchasing.imports.kinds import KINDS
from apps.purchasing.imports.refusals import FaultsRemain, PreviewOutdated
from apps.purchasing.models import ColumnMapping, ImportJob, Supplier
from apps.stores.models import Shop

State = ImportJob.State
WAITING = (State.UNCLEAR, State.READY)
MOST_SHARE = 1_000
AFRESH = {"said": "", "claim": "", "tries": 0, "began_at": None}


@transaction.atomic
def upload(
    content: bytes, *, file_name: str, shop: Shop, kind: str = ImportJob.Kind.PRODUCTS,
    known: str = ImportJob.Known.IGNORE, supplier: Supplier | None = None, by: Actor,
) -> ImportJob:  # fmt: skip
    """Keep the list, to be read in the background. UnreadableFile keeps nothing."""
    files.check(content)
    job = ImportJob(
        kind=kind,
        file_name=file_name[-200:],
        file_hash=hashlib.sha256(content).hexdigest(),
        shop=shop,
        known=known,
        supplier=supplier,
        created_at=clock.now(),
        created_by_id=by.user_id,
        created_by_name=by.name,
    )
    ending = "xlsx" if content.startswith(files.ARCHIVE) else "csv"
    job.file.save(f"{job.file_hash[:16]}.{ending}", ContentFile(content), save=False)
    job.save()
    _note(job, "purchasing.upload_price_list", by)
    _wake(job)
    return job


@transaction.atomic
def read_again(job: ImportJob) -> None:
    """Compare the list with the shop as it is now."""
    _move(job, WAITING, state=State.READING, **AFRESH)
    _wake(job)


@transaction.atomic
def map_columns(job: ImportJob, names: Mapping[int, str], *, by: Actor) -> None:
    """Say which column (from 0) is which of ours; remembered for every list with this header."""
    layout = KINDS[job.kind].LAYOUT
    told = header_told(job)
    titles = {int(column): title for column, title, *_rest in told}
    chosen = {column: name for column, name in names.items() if column in titles and name in layout.readers}
    columns.refuse_unclear(columns.Header(0, titles, chosen, {}), layout)
    moment = clock.now()
    ColumnMapping.objects.update_or_create(
        kind=job.kind,
        header_key=columns.key_of(titles),
        defaults={"columns": json.dumps(chosen), "changed_at": moment, "changed_by_name": by.name},
    )
    _move(job, WAITING, state=State.READING, **AFRESH)
    _note(job, "purchasing.map_columns", by, columns={titles[column]: name for column, name in chosen.items()})
    _wake(job)


@transaction.atomic
def answer(job: ImportJob, *, category: Category, cost_share: int, by: Actor) -> None:
    """What a Shopify list leaves open: the category, and the cost in per cent of the price."""
    if not 1 <= cost_share <= MOST_SHARE:
        raise InvalidInput(_("Type the cost as a share of the price in per cent, such as 60."))
    _move(job, WAITING, state=State.READING, **AFRESH, category=category, cost_share=cost_share)
    _note(job, "purchasing.answer_import", by, category=category.name, cost_share=cost_share)
    _wake(job)


@transaction.atomic
def confirm(job: ImportJob, *, leave_out_faults: bool, by: Actor) -> None:
    """Have everything written that the preview shows. FaultsRemain unless rows with faults are to be left out."""
    rows = summary(job).get("faulty", 0)
    if rows and not leave_out_faults and job.state == State.READY:
        raise FaultsRemain(
            ngettext(
                "%(rows)s row has a fault. Correct the list, or tick that it is left out.",
                "%(rows)s rows have faults. Correct the list, or tick that they are left out.",
                rows,
            )
            % {"rows": intcomma(rows)}
        )
    _move(
        job,
        (State.READY,),
        state=State.WRITING,
        **AFRESH,
        leaves_out_faults=leave_out_faults,
        confirmed_by_id=by.user_id,
        confirmed_by_name=by.name,
        confirmed_from=by.address,
    )
    _note(job, "purchasing.confirm_import", by)
    _wake(job)


@transaction.atomic
def cancel(job: ImportJob, *, by: Actor) -> None:
    """Put the list aside; nothing was written."""
    _move(job, WAITING, state=State.CANCELLED, finished_at=clock.now())
    _note(job, "purchasing.cancel_import", by)


def stop(job: ImportJob, *, by: Actor) -> None:
    """Ask the background to stop; nothing is written then. Refused once the list is begun: it is brought to its end."""
    if job.began_at is not None and job.state == State.WRITING:
        raise Conflict(
            _("The first rows of %(file)s are in the shop, so it is brought to its end.") % {"file": job.file_name}
        )
    if job.state not in WORKING:
        raise PreviewOutdated(_("%(file)s is not being worked on any more.") % {"file": job.file_name})
    background.ask_to_stop(claims.key_of(job.pk))
    _note(job, "purchasing.stop_import", by)


def content_of(job: ImportJob) -> bytes:
    with job.file.open("rb") as file:
        content: bytes = file.read()
    return content


def summary(job: ImportJob) -> dict[str, Any]:
    """What the preview found: rows by outcome, and figures."""
    found: dict[str, Any] = json.loads(job.summary)
    return found


def header_told(job: ImportJob) -> list[tuple[int, str, str, list[str]]]:
    """The columns of the file: place, title, our name or nothing, samples."""
    found: list[tuple[int, str, str, list[str]]] = json.loads(job.columns).get("titles", [])
    return found


def _move(job: ImportJob, before: tuple[State, ...], **changes: Any) -> None:
    """One conditional update, so that a job which went on meanwhile is left alone."""
    if not ImportJob.objects.filter(pk=job.pk, state__in=before).update(**changes):
        job.refresh_from_db(fields=["state"])
        raise PreviewOutdated(
            _("%(file)s went on already: it %(state)s.") % {"file": job.file_name, "state": job.get_state_display()}
        )
    job.refresh_from_db()


def _note(job: ImportJob, act: str, by: Actor, **facts: Any) -> None:
    log.write(act, by=by, subject="import", key=job.pk, name=job.file_name, shop_id=job.shop_id, **facts)


def _wake(job: ImportJob) -> None:
    """After commit; should this be lost, the periodic task finds the row."""
    transaction.on_commit(lambda: tasks.work_on_import(job.pk), robust=True)
