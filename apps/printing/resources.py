"""What the log of print jobs hands out as a file."""

from django.utils.translation import gettext_lazy as _

from apps.core.resources import Column, ListResource, label_of, moment_column, number_column
from apps.printing.models import PrintJob, Task


class PrintJobResource(ListResource):
    title = Column(_("Document"), "title")
    task = Column(_("Task"), "task", shown=label_of(Task))
    printer = Column(_("Printer"), "printer__name")
    shop = Column(_("Shop"), "shop__name")
    state = Column(_("State"), "state", shown=label_of(PrintJob.State))
    error = Column(_("Error"), "error")
    asked_by = Column(_("Asked by"), "created_by_name")
    asked = moment_column(_("Asked"), "created_at")
    finished = moment_column(_("Finished"), "finished_at", is_extra=True)
    copies = number_column(_("Copies"), "copies", is_extra=True)
    tries = number_column(_("Tries"), "tries", is_extra=True)
