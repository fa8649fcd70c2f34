"""What a new shop prints on before anybody has set up a printer."""

from django.db import transaction

from apps.audit import log
from apps.core.actor import Actor
from apps.printing.models import Printer, Route, Task

RECEIPTS = "Virtual receipt printer"
LABELS = "Virtual label printer"


@transaction.atomic
def ensure_virtual(*, by: Actor) -> Printer:
    """A virtual printer for every task that has no default yet; what staff chose stays. Runs twice unharmed."""
    receipts = _printer(RECEIPTS, by, kind=Printer.Kind.RECEIPT)
    labels = _printer(
        LABELS, by, kind=Printer.Kind.LABEL, paper_mm=55, dpi=300, dots=650, columns=54, opens_drawer=False
    )
    routed = set(Route.objects.filter(shop=None, role=None).values_list("task", flat=True))
    Route.objects.bulk_create(
        Route(task=task, printer=labels if task == Task.BARCODE else receipts)
        for task in Task.values
        if task not in routed
    )
    return receipts


def _printer(name: str, by: Actor, **values: object) -> Printer:
    printer, is_new = Printer.objects.get_or_create(
        name=name, defaults={"connection": Printer.Connection.VIRTUAL, **values}
    )
    if is_new:
        log.write("printing.add_printer", by=by, subject="printer", key=printer.pk, name=name)
    return printer
