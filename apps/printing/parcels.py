"""What an agent is given to print, and what becomes of it by its answer.

A job that was handed over and not answered is sent again under the same key: the agent prints no key twice.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from apps.core import clock
from apps.core.refusals import NexusError
from apps.printing import agents, spool, tasks
from apps.printing.models import Agent, Printer, PrintJob
from apps.printing.rendering import content_for

State = PrintJob.State
NOTHING_SENT = ("not_taken", "unknown_printer")
BROKE_OFF = gettext_lazy(
    "%(printer)s stopped in the middle (%(said)s). Look what it printed, then print again or cancel."
)
SENTENCES = {
    "not_taken": gettext_lazy("%(printer)s takes nothing: %(said)s"),
    "unknown_printer": gettext_lazy(
        "%(printer)s is gone: its PC knows no printer “%(queue)s” any more. Plug it in there."
    ),
    "interrupted": gettext_lazy(
        "The print agent stopped while “%(title)s” was printing. Look whether it lies at the printer, "
        "then print it again or cancel it."
    ),
}


@dataclass(frozen=True)
class Parcel:
    """A job as it goes over the line: to which of the agent's printers, which bytes."""

    job_id: int
    key: str
    printer: str
    title: str
    content: bytes


@dataclass(frozen=True)
class Answer:
    """What an agent says of a parcel; without a ``fault`` it is printed. ``said`` is the PC's own word for it."""

    job_id: int
    key: str
    fault: str = ""
    said: str = ""


def fetch(line: agents.Line, job_id: int) -> Parcel | None:
    """A job that was handed to the agent behind this line; ``None`` when it cannot be drawn, or went on meanwhile.

    Of two PCs with one token only that of the latest line gets it.
    """
    handed_over = PrintJob.objects.filter(state=State.PRINTING, printer__agent__connection=line.key)
    job = handed_over.filter(pk=job_id).select_related("printer").first()
    if job is None or job.printer is None:
        return None
    try:
        content = content_for(job.printer, spool.document_of_now(job), copies=job.copies)
    except NexusError as refused:
        spool.fail(job, refused.sentence)
        spool.serve(job.printer.pk)
        return None
    return Parcel(job.pk, job.sent_key, job.printer.agent_queue, job.title, content)


def settle(agent: Agent, answer: Answer) -> None:
    """Done, waiting or failed; then the printer's next job. An answer about a job that went on changes nothing."""
    job = _answered(agent, answer)
    if job is None or job.printer is None:
        return
    if not answer.fault:
        spool.finish(job, job.printer)
    elif answer.fault in NOTHING_SENT:
        _wait(job, job.printer, _sentence(job, job.printer, answer))
    else:
        spool.fail(job, _sentence(job, job.printer, answer))
    spool.serve(job.printer.pk)


def resume(agent: Agent) -> None:
    """A line is open: what was under way is sent again, then what waits.

    ``agent`` is the row from before it arrived, which still tells why it was away.
    """
    jobs = PrintJob.objects.filter(printer__agent=agent)
    spool.put_back(jobs)
    waiting = jobs.filter(state=State.QUEUED)
    waiting.update(due_at=clock.now())
    idle = agent.printers.exclude(pk__in=waiting.values("printer"))  # of the others a job says that they print again
    idle.filter(last_error=agents.absence(agent)).update(last_error="")
    for printer in agent.printers.all():
        spool.serve(printer.pk)


def interrupt(agent: Agent) -> None:
    """The line is gone: what was under way waits, and the tills hear of it."""
    under_way = PrintJob.objects.filter(printer__agent=agent, state=State.PRINTING)
    printers = list(under_way.order_by("printer_id").values_list("printer_id", flat=True).distinct())
    spool.put_back(under_way)
    for printer_id in printers:
        spool.serve(printer_id)


def _answered(agent: Agent, answer: Answer) -> PrintJob | None:
    """The job, ours alone to go on with: printing, or put back while the answer was on its way."""
    open_jobs = PrintJob.objects.filter(state__in=(State.QUEUED, State.PRINTING), printer__agent=agent)
    meant = open_jobs.filter(pk=answer.job_id, sent_key=answer.key).exclude(sent_key="")
    if not meant.update(state=State.PRINTING):
        return None
    return PrintJob.objects.select_related("printer").get(pk=answer.job_id)


def _wait(job: PrintJob, printer: Printer, sentence: str) -> None:
    again = spool.wait(job, printer, sentence)
    if again:
        tasks.print_job.schedule((job.pk,), delay=max(0.0, (again - clock.now()).total_seconds()))


def _sentence(job: PrintJob, printer: Printer, answer: Answer) -> str:
    facts = {"printer": printer.name, "queue": printer.agent_queue, "title": job.title, "said": answer.said}
    return SENTENCES.get(answer.fault, BROKE_OFF) % facts
