"""An uploaded price list waits as a job: uploaded, looked at, read again when the shop changed, cancelled."""

import hashlib
import json
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.purchasing.imports import preview
from apps.purchasing.imports.preview import Preview
from apps.purchasing.imports.refusals import PreviewOutdated
from apps.purchasing.models import ImportJob, Supplier
from apps.stores.models import Shop


@transaction.atomic
def upload(
    content: bytes, *, file_name: str, shop: Shop, known: str = ImportJob.Known.IGNORE,
    supplier: Supplier | None = None, by: Actor,
) -> ImportJob:  # fmt: skip
    """Read the list and keep it with its preview. UnreadableFile keeps nothing."""
    job = ImportJob(
        file_name=file_name[-200:],
        file_hash=hashlib.sha256(content).hexdigest(),
        shop=shop,
        known=known,
        supplier=supplier,
        created_at=clock.now(),
        created_by_id=by.user_id,
        created_by_name=by.name,
    )
    job.summary = summary_of(job, preview.read(content, shop))
    kind = "xlsx" if content.startswith(b"PK") else "csv"
    job.file.save(f"{job.file_hash[:16]}.{kind}", ContentFile(content), save=False)
    job.save()
    log.write("purchasing.upload_price_list", by=by, subject="import", key=job.pk, name=job.file_name, shop_id=shop.pk)
    return job


def read_again(job: ImportJob) -> ImportJob:
    """Compare the list with the shop as it is now."""
    job.summary = summary_of(job, preview.read(content_of(job), job.shop))
    ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.READY).update(summary=job.summary)
    return job


@transaction.atomic
def cancel(job: ImportJob, *, by: Actor) -> None:
    """Put the list aside; nothing was written."""
    finish(job, ImportJob.State.CANCELLED)
    log.write("purchasing.cancel_import", by=by, subject="import", key=job.pk, name=job.file_name, shop_id=job.shop_id)


def finish(job: ImportJob, state: ImportJob.State) -> None:
    """End a waiting job; refused when somebody ended it already."""
    moment = clock.now()
    waiting = ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.READY)
    if not waiting.update(state=state, finished_at=moment):
        raise PreviewOutdated(_("%(file)s was imported or cancelled already.") % {"file": job.file_name})
    job.state, job.finished_at = state, moment


def content_of(job: ImportJob) -> bytes:
    with job.file.open("rb") as file:
        content: bytes = file.read()
    return content


def summary_of(job: ImportJob, found: Preview) -> str:
    receives = job.known == ImportJob.Known.RECEIVE
    return json.dumps(found.summary(receives=receives), ensure_ascii=False, sort_keys=True)


def summary(job: ImportJob) -> dict[str, Any]:
    """What the preview found, for the page."""
    found: dict[str, Any] = json.loads(job.summary)
    return found
