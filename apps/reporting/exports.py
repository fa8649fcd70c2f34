"""A list goes into a file: at once when it is small, by the background when it is not; every one is on record."""

import io
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import background, clock
from apps.core.actor import Actor
from apps.core.export_page import Format, Wanted
from apps.core.refusals import Conflict, NotAllowed, NotFound
from apps.core.resources import Column, read
from apps.reporting import export_files, tasks
from apps.reporting.models import Export, packed

MOST_AT_ONCE = {Format.CSV: 200_000, Format.EXCEL: 100_000, Format.PDF: 8_000}  # cells: about half a second each
MOST_WAITING = 5
State = Export.State


def is_small(wanted: Wanted) -> bool:
    return len(wanted.keys) * len(wanted.columns) <= MOST_AT_ONCE[Format(wanted.format)]


def hand_out(wanted: Wanted, rows: QuerySet[Any], columns: Sequence[Column], *, by: Actor) -> bytes:
    """The content of the file, written here and now; outside of a transaction, for it may take a second."""
    target = io.BytesIO()
    table = export_files.Table(wanted.title, wanted.filters, columns, read(rows, columns, wanted.keys))
    export_files.write(target, table, wanted.format)
    _note("reporting.export", wanted.model, wanted.title, by, **_facts(wanted))
    return target.getvalue()


@transaction.atomic
def ask(wanted: Wanted, *, by: Actor) -> Export:
    """Have the file made in the background. Conflict when the person has enough of them waiting."""
    if by.user_id is None:
        raise NotAllowed(_("Sign in first."))
    waiting = Export.objects.filter(created_by=by.user_id, state=State.WAITING).count()
    if waiting >= MOST_WAITING:
        raise Conflict(
            _("%(count)d of your exports are still being made. Wait for them, or stop one.") % {"count": waiting}
        )
    export = Export.objects.create(
        title=wanted.title[:80],
        model=wanted.model,
        format=wanted.format,
        columns=json.dumps(list(wanted.columns)),
        filters=wanted.filters,
        asked=wanted.asked,
        count=len(wanted.keys),
        keys=packed(wanted.keys),
        created_at=clock.now(),
        created_by_id=by.user_id,
    )
    _note("reporting.export", export.pk, wanted.title, by, **_facts(wanted))
    transaction.on_commit(lambda: tasks.write_export(export.pk), robust=True)
    return export


@transaction.atomic
def stop(export: Export, *, by: Actor) -> None:
    """Give it up: at once while nobody is at it, else at the writer's next word."""
    waiting = Export.objects.filter(pk=export.pk, state=State.WAITING)
    if not waiting.exists():
        raise Conflict(_("“%(list)s” is not being made any more.") % {"list": export.title})
    if background.progress_of(export.key) is None:
        waiting.update(state=State.CANCELLED, finished_at=clock.now(), keys=None)
    else:
        background.ask_to_stop(export.key)
    _note("reporting.stop_export", export.pk, export.title, by)


def take(export: Export, *, by: Actor) -> bytes:
    """The file's content; that somebody took it is on record. NotFound when the file was lost."""
    try:
        with export.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise NotFound(_("The file is gone. Export the list once more.")) from None
    _note(
        "reporting.take_export", export.pk, export.title, by, list=export.model, rows=export.count, format=export.format
    )
    return content


def _facts(wanted: Wanted) -> dict[str, Any]:
    told = {"list": wanted.model, "format": wanted.format, "rows": len(wanted.keys), "columns": list(wanted.columns)}
    return told | ({"filters": wanted.filters} if wanted.filters else {})


def _note(act: str, key: object, title: str, by: Actor, **facts: Any) -> None:
    log.write(act, by=by, subject="export", key=key, name=title, **facts)
