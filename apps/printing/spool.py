"""Jobs on their way: queued → printing → done or failed.

A job is claimed by one conditional update, so no two workers print it. A printer that is off makes all its jobs wait;
what may have come out already is never printed again by itself, a person looks and decides. A job for a print agent
is printing from the moment it is handed over until the agent answers (``parcels``), under a key that it keeps when it
has to be sent again.
"""

import threading
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.notify import notify, shop_group
from apps.core.refusals import NexusError
from apps.printing import agents, drivers
from apps.printing import document as documents
from apps.printing.document import Document, Drawer
from apps.printing.models import Agent, Printer, PrintJob
from apps.printing.rendering import content_for
from apps.printing.routes import printer_for

State = PrintJob.State
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60))
UNROUTED_WAIT = timedelta(minutes=1)
LONGEST_PRINT = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(hours=24)
DRAWER_WITHIN = timedelta(seconds=60)
_turns: dict[int, threading.Lock] = {}


class DrawerTooLate(NexusError):
    code = "drawer_too_late"


def serve_job(job_id: int) -> datetime | None:
    """Print what waits for this job's printer; when that is off, the moment to come again."""
    job = PrintJob.objects.filter(pk=job_id, state=State.QUEUED).select_related("shop").first()
    if job is None or (job.printer_id is None and not _find_printer(job)):
        return None
    return serve(job.printer_id)  # type: ignore[arg-type]


def serve_all() -> None:
    """Whatever is due at any printer, and jobs that a stopped server left half printed."""
    note_interrupted()
    due = PrintJob.objects.filter(state=State.QUEUED, due_at__lte=clock.now())
    for job in due.filter(printer=None).select_related("shop").order_by("pk"):
        _find_printer(job)
    printers = due.exclude(printer=None).order_by("printer_id").values_list("printer_id", flat=True).distinct()
    for printer_id in printers:
        serve(printer_id)


def serve(printer_id: int) -> datetime | None:
    """Print the printer's due jobs, oldest first, until none is left or it turns out to be off."""
    with _turns.setdefault(printer_id, threading.Lock()):  # printers take one connection at a time
        printer = Printer.objects.select_related("agent__shop").get(pk=printer_id)
        while job := _claim(printer):
            again = _print(job, printer)
            if again:
                return again
    return None


def note_interrupted() -> None:
    """Jobs that were printing when the server stopped: nobody knows whether the paper came out.

    An agent knows, so it is asked again.
    """
    stuck = PrintJob.objects.filter(state=State.PRINTING, started_at__lt=clock.now() - LONGEST_PRINT)
    put_back(stuck.filter(printer__connection=Printer.Connection.AGENT))
    for job in stuck.select_related("printer"):
        fail(
            job,
            _(
                "The server stopped while “%(title)s” was printing. Look whether it lies at the printer, "
                "then print it again or cancel it."
            )
            % {"title": job.title},
        )


def put_back(handed_over: QuerySet[PrintJob]) -> None:
    """What an agent was given, and has not answered, waits again, under the key that it has."""
    handed_over.filter(state=State.PRINTING).update(state=State.QUEUED, due_at=clock.now())


def finish(job: PrintJob, printer: Printer) -> None:
    moment = clock.now()
    _leave_printing(job, state=State.DONE, finished_at=moment, error="")
    Printer.objects.filter(pk=printer.pk).update(seen_at=moment, last_error="")
    if printer.last_error:
        printer.last_error = ""
        _tell(job, printer, "ready", _("%(name)s prints again.") % {"name": printer.name})


def wait(job: PrintJob, printer: Printer, sentence: str) -> datetime | None:
    """Back into the queue, with all others of this printer: one of them asks again later, not each."""
    if clock.now() - job.created_at > GIVE_UP_AFTER:
        fail(job, sentence)
        return None
    again = clock.now() + WAITS[min(job.tries, len(WAITS) - 1)]
    _leave_printing(job, state=State.QUEUED)
    printer.jobs.filter(state=State.QUEUED).update(due_at=again, error=sentence[:300])
    if printer.last_error != sentence[:300]:
        Printer.objects.filter(pk=printer.pk).update(last_error=sentence[:300])
        _tell(job, printer, "off", sentence)
    return again


def fail(job: PrintJob, sentence: str) -> None:
    _leave_printing(job, state=State.FAILED, finished_at=clock.now(), error=sentence[:300])
    if job.printer:
        Printer.objects.filter(pk=job.printer.pk).update(last_error=sentence[:300])
        _tell(job, job.printer, "failed", sentence)


def document_of_now(job: PrintJob) -> Document:
    """The document; a job that had to wait opens no drawer any more, for nobody stands there (DrawerTooLate)."""
    document = documents.from_json(job.document)
    if clock.now() - job.created_at <= DRAWER_WITHIN:
        return document
    document, asked = document.without(Drawer), document
    if asked.blocks and not document.blocks:
        raise DrawerTooLate(_("The drawer stayed shut because the printer was off: open it again from the till."))
    return document


def _find_printer(job: PrintJob) -> bool:
    """Give a job without a printer the one that serves its task by now."""
    printer = printer_for(job.task, job.shop, job.created_by_id)
    waiting = PrintJob.objects.filter(pk=job.pk, state=State.QUEUED, printer=None)
    if printer is None:
        waiting.update(due_at=clock.now() + UNROUTED_WAIT)
        return False
    job.printer = printer
    return bool(waiting.update(printer=printer, error=""))


def _claim(printer: Printer) -> PrintJob | None:
    """The oldest due job, now ours alone; none while its agent still has one of this printer."""
    while True:
        moment = clock.now()
        if printer.agent and printer.jobs.filter(state=State.PRINTING).exists():
            return None
        waiting = printer.jobs.filter(state=State.QUEUED, due_at__lte=moment)
        job = waiting.order_by("pk").first()
        if job is None:
            return None
        mine = PrintJob.objects.filter(pk=job.pk, state=State.QUEUED)
        key = job.sent_key or (uuid4().hex if printer.agent else "")
        if mine.update(state=State.PRINTING, started_at=moment, tries=F("tries") + 1, sent_key=key):
            return job


def _print(job: PrintJob, printer: Printer) -> datetime | None:
    """Print a claimed job; the moment to try again when the printer is off."""
    if not printer.is_enabled:
        return wait(job, printer, _("%(name)s is disabled: enable it under Printers.") % {"name": printer.name})
    try:
        if printer.agent:
            _hand_over(job, printer.agent)
            return None
        document = document_of_now(job)
        drivers.send(printer, content_for(printer, document, copies=job.copies), title=job.title)
    except drivers.PrinterOff as off:
        return wait(job, printer, off.sentence)
    except NexusError as refused:
        fail(job, refused.sentence)
    else:
        finish(job, printer)
    return None


def _hand_over(job: PrintJob, agent: Agent) -> None:
    """The agent's line fetches it (PrinterOff while there is none)."""
    absence = agents.absence(agent)
    if absence:
        raise drivers.PrinterOff(absence)
    notify(agents.group(agent.pk), {"type": "parcel", "job_id": job.pk})


def _leave_printing(job: PrintJob, **changes: object) -> None:
    PrintJob.objects.filter(pk=job.pk, state=State.PRINTING).update(**changes)


def _tell(job: PrintJob, printer: Printer, state: str, sentence: str) -> None:
    """The tills of the shop whose paper it is."""
    if job.shop_id is None:
        return
    message = {"type": "printer", "printer": printer.name, "state": state, "sentence": sentence, "job_id": job.pk}
    notify(shop_group(job.shop_id), message | {"title": job.title})
