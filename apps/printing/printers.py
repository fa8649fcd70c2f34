"""Printers as staff keep them: tried out, switched off and on."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.printing import jobs
from apps.printing.document import QR, Columns, Cut, Document, Feed, Label, Rule, Text
from apps.printing.models import Printer, PrintJob, Task

TEST_CODE = "2000000000015"


@transaction.atomic
def test_print(printer: Printer, *, by: Actor) -> PrintJob:
    """A page that shows whether width, signs, codes and cutter are set right."""
    job = jobs.queue(_test_page(printer), task=Task.RECEIPT, shop=printer.shop, printer=printer, by=by)
    _log("printing.test_print", printer, by)
    return job


@transaction.atomic
def enable(printer: Printer, *, by: Actor) -> None:
    """Print again, beginning with what waits."""
    _switch(printer, by, is_enabled=True)
    printer.jobs.filter(state=PrintJob.State.QUEUED).update(due_at=clock.now())
    _log("printing.enable_printer", printer, by)


@transaction.atomic
def disable(printer: Printer, *, by: Actor) -> None:
    """Print nothing until it is enabled again; its jobs wait."""
    _switch(printer, by, is_enabled=False)
    _log("printing.disable_printer", printer, by)


def _switch(printer: Printer, by: Actor, *, is_enabled: bool) -> None:
    Printer.objects.filter(pk=printer.pk).update(is_enabled=is_enabled, last_error="")
    printer.is_enabled = is_enabled


def _test_page(printer: Printer) -> Document:
    title = _("Test page of %(printer)s") % {"printer": printer.name}
    if printer.kind == Printer.Kind.LABEL:
        return Document(title, [Label(TEST_CODE, printer.name, "XL", _("Test label"), "₦24,500.00")])
    ruler = ("1234567890" * 10)[: printer.columns]
    return Document(
        title,
        [
            Text(printer.name, "center", "large", bold=True),
            Text(_("Test page"), "center"),
            Rule(),
            Text(_("The figures fill one line, and only one:")),
            Text(ruler),
            Columns([(_("Naira"), 1, "left"), ("₦1,234,567.89", 0, "right")]),
            Columns([(_("Total"), 1, "left"), ("₦24,500.00", 0, "right")], size="large", bold=True),
            Columns([(_("Letters"), 1, "left"), ("Ṣọlá Ẹniọlá é ü ñ", 0, "right")]),
            Columns([(_("Paper"), 1, "left"), (f"{printer.paper_mm} mm, {printer.dots}", 0, "right")], size="small"),
            Rule("dashed"),
            QR("NEXUS TEST PAGE"),
            Feed(),
            Cut(),
        ],
    )


def _log(act: str, printer: Printer, by: Actor) -> None:
    log.write(act, by=by, subject="printer", key=printer.pk, name=printer.name, shop_id=printer.shop_id)
