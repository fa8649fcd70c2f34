"""Printers as staff keep them: tried out, switched off and on, and given their tasks."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.printing import jobs
from apps.printing.document import QR, Columns, Cut, Document, Feed, Label, Rule, Text
from apps.printing.models import Printer, PrintJob, Route, Task

TEST_CODE = "2000000000015"
Cell = tuple[str, int | None]  # a task, and a shop's key or None for the default of all shops


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


@transaction.atomic
def assign(choices: Mapping[Cell, int | None], *, by: Actor) -> int:
    """Write the table of who prints what: a printer's key for a task and shop, ``None`` for no route of its own.

    Only what differs is written; answers how many cells changed.
    """
    known = {(route.task, route.shop_id): route for route in Route.objects.all()}
    changed = 0
    for cell, printer_id in choices.items():
        before = known.get(cell)
        if (before.printer_id if before else None) != printer_id:
            _put(cell, printer_id)
            changed += 1
            _log_route(cell, before, printer_id, by)
    return changed


def _put(cell: Cell, printer_id: int | None) -> None:
    task, shop_id = cell
    here = Route.objects.filter(task=task).filter(Q(shop=shop_id) if shop_id else Q(shop__isnull=True))
    if printer_id is None:
        here.delete()
    elif not here.update(printer=printer_id):
        Route.objects.create(task=task, shop_id=shop_id, printer_id=printer_id)


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


def _log_route(cell: Cell, before: Route | None, printer_id: int | None, by: Actor) -> None:
    task, shop_id = cell
    names = {printer.pk: printer.name for printer in Printer.objects.all()}
    change = {"before": names.get(before.printer_id, "") if before else "", "after": names.get(printer_id or 0, "")}
    name = str(Task(task).label)
    log.write("printing.route", by=by, subject="print route", key=task, name=name, shop_id=shop_id, printer=change)


def _log(act: str, printer: Printer, by: Actor) -> None:
    log.write(act, by=by, subject="printer", key=printer.pk, name=printer.name, shop_id=printer.shop_id)
