"""The background writes exports, one at a time, so that a worker is left for what prints. An export is claimed by one
conditional update and ended by another: however often the work is begun, one file comes of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from uuid import uuid4

from django.apps import apps
from django.contrib import admin
from django.core.files import File
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import background, clock
from apps.core.background import Stopped, Work
from apps.core.refusals import NexusError, NotAllowed
from apps.core.resources import Column, Value, read
from apps.reporting import export_files
from apps.reporting.models import Export
from apps.stores import company
from apps.users.models import User

State = Export.State
GRACE = timedelta(seconds=30)
MOST_TRIES = 3


def work_on(export_id: int) -> None:
    """Write the file, unless somebody is at it or at another; then whatever was asked for meanwhile."""
    wanted: int | None = export_id
    while wanted is not None:
        if _somebody_works():
            return
        _claim_and_write(wanted)
        wanted = (
            Export.objects.filter(state=State.WAITING, claim="").order_by("pk").values_list("pk", flat=True).first()
        )


def begin_again() -> None:
    """Exports whose work died with its process are free to be claimed; one that killed it several times is given up."""
    waiting = Export.objects.filter(state=State.WAITING).order_by("pk")
    for export in waiting.filter(Q(claim="") | Q(claimed_at__lt=clock.now() - GRACE)):
        if background.progress_of(export.key) is not None:
            continue
        if export.tries >= MOST_TRIES:
            _end(export, State.FAILED, _("The server stopped each time it was made. Ask for fewer rows or columns."))
            continue
        Export.objects.filter(pk=export.pk, claim=export.claim, state=State.WAITING).update(claim="")
        work_on(export.pk)


def _somebody_works() -> bool:
    claimed = Export.objects.filter(state=State.WAITING).exclude(claim="")
    return any(background.progress_of(export.key) for export in claimed)


def _claim_and_write(export_id: int) -> None:
    claim = str(uuid4())
    free = Export.objects.filter(pk=export_id, claim="", state=State.WAITING)
    if not free.update(claim=claim, claimed_at=clock.now(), tries=F("tries") + 1):
        return
    export = Export.objects.select_related("created_by").get(pk=export_id)
    with Work(export.key) as work, timezone.override(company.zone()):
        try:
            _write(export, work)
        except Stopped:
            _end(export, State.CANCELLED)
        except NexusError as refusal:
            _end(export, State.FAILED, refusal.sentence)
        except Exception:
            _end(export, State.FAILED, _("Nexus failed over this export. Try it again."))
            raise


def _write(export: Export, work: Work) -> None:
    request = request_of(export, export.created_by)
    page = page_of(export, request)
    columns = columns_of(export, page, request)
    rows = _followed(read(page.export_rows(request), columns, export.row_keys), export, work)
    with TemporaryFile() as target:
        export_files.write(target, export_files.Table(export.title, export.filters, columns, rows), export.format)
        work.tell(export.count, export.count, _("Keeping the file …"))
        _keep(export, target)


def request_of(export: Export, person: User) -> HttpRequest:
    """As if the person asked for the list once more."""
    request = HttpRequest()
    request.user = person
    request.GET = QueryDict(export.asked)
    return request


def page_of(export: Export, request: HttpRequest) -> Any:
    """The page of the list. NotAllowed when the person may not take it along (any more)."""
    page: Any = admin.site.get_model_admin(apps.get_model(export.model))
    if not request.user.is_active or not page.has_export_permission(request):
        raise NotAllowed(_("You may not export this list any more."))
    return page


def columns_of(export: Export, page: Any, request: HttpRequest) -> list[Column]:
    """Those that were ticked. NotAllowed when one of them is not for the person (any more)."""
    offered = page.resource_of(request).columns_for(request.user)
    names = json.loads(export.columns)
    if any(name not in offered for name in names):
        raise NotAllowed(_("You may not see all of these columns any more. Export the list once more."))
    return [offered[name] for name in names]


def titles_of(export: Export, person: User) -> list[str]:
    """What the columns are called."""
    page: Any = admin.site.get_model_admin(apps.get_model(export.model))
    known = page.resource_of(request_of(export, person)).fields
    return [str(known[name].title) for name in json.loads(export.columns) if name in known]


def _followed(rows: Iterator[list[Value]], export: Export, work: Work) -> Iterator[list[Value]]:
    """The rows, while the work tells how far it is and hears whether it is to stop."""
    total = export.count + 1  # the last step is the file itself
    for done, row in enumerate(rows):
        if done % 100 == 0:
            work.tell(done, total, _("Writing rows …"))
        yield row
    work.tell(export.count, total, _("Setting the pages …"))


def _keep(export: Export, target: BinaryIO) -> None:
    target.seek(0)
    export.file.save(f"{export.pk}-{uuid4().hex[:12]}.{export.format}", File(target), save=False)
    if not _end(export, State.DONE, file=export.file.name):
        export.file.delete(save=False)


def _end(export: Export, state: str, said: str = "", **more: Any) -> int:
    """As long as it is still ours to end."""
    mine: QuerySet[Export] = Export.objects.filter(pk=export.pk, state=State.WAITING, claim=export.claim)
    return mine.update(state=state, said=said, finished_at=clock.now(), keys=None, **more)
