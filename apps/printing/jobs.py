"""Every print is a job: a row written with the act that asked for it, printed by a background task after commit."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.printing import document as documents
from apps.printing import tasks
from apps.printing.document import Align, Document, Drawer, Size, Text
from apps.printing.models import Printer, PrintJob, Task
from apps.printing.routes import printer_for, printer_key
from apps.stores.models import Shop

State = PrintJob.State
UNPRINTED = (State.QUEUED, State.FAILED)
MOST_COPIES = 100
MARKED_AS_COPY = (Task.RECEIPT, Task.RETURN, Task.PREORDER)


class WrongState(Conflict):
    """The job went on meanwhile."""

    code = "wrong_print_state"


def queue(
    document: Document,
    *,
    task: Task | str,
    shop: Shop | None,
    by: Actor,
    copies: int = 1,
    printer: Printer | None = None,
) -> PrintJob:
    """Ask for a print, inside the act's transaction: one insert, and one look-up when no ``printer`` is given.

    Without a route for the task the job waits and says so; it prints once a route is made.
    """
    return _add(
        PrintJob(
            task=task,
            shop=shop,
            printer_id=printer.pk if printer else printer_key(task, shop, by.user_id),
            is_bound=printer is not None,
            title=document.title[:120],
            document=documents.to_json(document),
            copies=min(max(copies, 1), MOST_COPIES),
        ),
        by,
    )


@transaction.atomic
def reprint(job: PrintJob, *, by: Actor) -> PrintJob:
    """Print it once more, marked as a copy and without opening the drawer, on the printer of today."""
    document = documents.from_json(job.document).without(Drawer)
    if job.task in MARKED_AS_COPY:
        document = Document(document.title, [Text(_("COPY"), Align.CENTER, Size.LARGE, bold=True), *document.blocks])
    again = _add(
        PrintJob(
            task=job.task,
            shop=job.shop,
            printer=job.printer if job.is_bound else printer_for(job.task, job.shop, by.user_id) or job.printer,
            is_bound=job.is_bound,
            title=job.title,
            document=documents.to_json(document),
            copies=job.copies,
            reprint_of=job,
        ),
        by,
    )
    _log("printing.reprint", again, by, reprint_of=job.pk)
    return again


@transaction.atomic
def cancel(job: PrintJob, *, by: Actor) -> None:
    """Give up a job that waits or failed; one that is printing or printed cannot be called back (WrongState)."""
    _move(job, state=State.CANCELLED, finished_at=clock.now())
    _log("printing.cancel", job, by)


@transaction.atomic
def retry(job: PrintJob, *, by: Actor) -> None:
    """Try a failed or waiting job again now, on its own printer or the one that serves its task today.

    One that waits keeps the key under which an agent may have printed it; one that failed was looked at by a person.
    """
    printer = (None if job.is_bound else printer_for(job.task, job.shop, job.created_by_id)) or job.printer
    is_the_same = job.state == State.QUEUED and printer == job.printer
    _start_anew(job, printer=printer, **({} if is_the_same else {"sent_key": ""}))
    _log("printing.retry", job, by)
    _wake(job)


@transaction.atomic
def reassign(job: PrintJob, *, printer: Printer, by: Actor) -> None:
    """Print a failed or waiting job on another printer, at once."""
    before = str(job.printer or "")
    _start_anew(job, printer=printer, is_bound=True, sent_key="")
    _log("printing.reassign", job, by, printer={"before": before, "after": printer.name})
    _wake(job)


def for_each(jobs: Iterable[PrintJob], act: Callable[[PrintJob], None]) -> int:
    """Do it to each job that still waits or failed; answers to how many. What went on meanwhile is left alone."""
    done = 0
    for job in jobs:
        with suppress(WrongState):
            act(job)
            done += 1
    return done


def _add(job: PrintJob, by: Actor) -> PrintJob:
    job.created_at = job.due_at = clock.now()
    job.created_by_id, job.created_by_name = by.user_id, by.name
    if job.printer_id is None:
        job.error = _("No printer serves %(task)s here yet: choose one under Printers.") % {
            "task": job.get_task_display()
        }
    job.save(force_insert=True)
    _wake(job)
    return job


def _start_anew(job: PrintJob, **changes: object) -> None:
    _move(job, state=State.QUEUED, finished_at=None, tries=0, due_at=clock.now(), error="", **changes)


def _move(job: PrintJob, **changes: object) -> None:
    """One conditional update, so that a job which the background task took meanwhile is left alone."""
    if not PrintJob.objects.filter(pk=job.pk, state__in=UNPRINTED).update(**changes):
        job.refresh_from_db(fields=["state"])
        raise WrongState(
            _("“%(title)s” is %(state)s: that cannot be done any more.")
            % {"title": job.title, "state": job.get_state_display()}
        )
    job.refresh_from_db()


def _wake(job: PrintJob) -> None:
    """After commit; should this be lost, the periodic task finds the row."""
    transaction.on_commit(lambda: tasks.print_job(job.pk), robust=True)


def _log(act: str, job: PrintJob, by: Actor, **facts: object) -> None:
    log.write(act, by=by, subject="print job", key=job.pk, name=job.title, shop_id=job.shop_id, **facts)
