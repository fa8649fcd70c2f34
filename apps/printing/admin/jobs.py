"""The log of print jobs: what was printed, what waits, and why."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyAdmin
from apps.core.dialogs import dialog_action
from apps.core.doors import open_to
from apps.core.export_page import Exports
from apps.printing import document as documents
from apps.printing import escpos, jobs, queries, virtual
from apps.printing.admin.shown import STYLES, picture_of, png_response, without
from apps.printing.forms import MoveJobsForm, OfPrinterForm, ToPrinterForm
from apps.printing.models import Printer, PrintJob
from apps.printing.resources import PrintJobResource

State = PrintJob.State


@admin.register(PrintJob)
class PrintJobAdmin(Exports, ReadOnlyAdmin):
    resource = PrintJobResource
    empty_says = _("Whatever is sent to a printer stands here, with what became of it.")
    list_display = ("title_shown", "printer", "shop", "state_shown", "error", "created_by_name", "created_at")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("task", ChoicesDropdownFilter),
        ("printer", RelatedDropdownFilter),
        ("shop", RelatedDropdownFilter),
        ("created_at", RangeDateFilter),
    )
    search_fields = ("title", "created_by_name", "error")
    search_help_text = _("A receipt's number, a person, or a word of the error.")

    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("title", "state"),
                    "error",
                    ("printer", "shop"),
                    ("task", "copies", "tries"),
                    ("created_at", "created_by_name"),
                    ("finished_at", "reprint_of"),
                )
            },
        ),
        (_("On paper"), {"fields": ("paper",)}),
    )
    readonly_fields = ("paper",)

    actions_list = ("retry_failed", "move_waiting", "cancel_waiting")
    actions_row = actions_detail = ("reprint", "retry", "reassign", "cancel")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrintJob]:
        return queries.jobs_in_reach(super().get_queryset(request), request.user)  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern]:
        view = open_to("printing.view_printjob")(self.admin_site.admin_view(self.picture))
        own = path("<int:object_id>/picture.png", view, name="printing_printjob_picture")
        return [own, *super().get_urls()]

    @display(description=_("Document"), header=True, ordering="title")
    def title_shown(self, job: PrintJob) -> list[Any]:
        return [job.title, job.get_task_display()]

    @display(
        description=_("State"),
        label={"queued": "info", "printing": "info", "done": "success", "failed": "danger", "cancelled": "warning"},
    )
    def state_shown(self, job: PrintJob) -> tuple[str, str]:
        return job.state, job.get_state_display()

    @display(description="")
    def paper(self, job: PrintJob) -> SafeString:
        return picture_of(reverse("admin:printing_printjob_picture", args=[job.pk]), job.title)

    def picture(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The document as its printer draws it."""
        job = self.chosen(request, object_id)
        printer = job.printer or Printer()
        content = escpos.render(documents.from_json(job.document), printer)
        return png_response(virtual.picture(content, printer))

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """What was printed or given up can only be printed again; what waits was never printed."""
        state = PrintJob.objects.filter(pk=object_id).values_list("state", flat=True).first()
        useless = {PrintJob.State.QUEUED: ["reprint"], PrintJob.State.FAILED: []}.get(  # type: ignore[call-overload]
            state, ["retry", "reassign", "cancel"]
        )
        return without(super().get_actions_detail(request, object_id), *useless)

    def has_print_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        is_in_reach = object_id is None or self.get_queryset(request).filter(pk=object_id).exists()
        return is_in_reach and bool(request.user.has_perm("printing.change_printjob"))

    @dialog_action(
        _("Print again"),
        permission="print",
        description=_("A copy on the printer that serves this task today; receipts are marked COPY."),
        icon="print",
    )
    def reprint(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        job = jobs.reprint(self.chosen(request, object_id), by=self.actor(request))
        return _("“%(title)s” is printed again.") % {"title": job.title}

    @dialog_action(
        _("Try again"),
        permission="print",
        description=_("Prints what waits or failed. Look first whether it lies at the printer already."),
        icon="refresh",
    )
    def retry(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        job = self.chosen(request, object_id)
        jobs.retry(job, by=self.actor(request))
        return _("“%(title)s” is tried again.") % {"title": job.title}

    @dialog_action(
        _("Cancel print"),
        permission="print",
        is_severe=True,
        description=_("It will not be printed any more."),
        icon="cancel",
    )
    def cancel(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        job = self.chosen(request, object_id)
        jobs.cancel(job, by=self.actor(request))
        return _("“%(title)s” is cancelled.") % {"title": job.title}

    @dialog_action(
        _("Print elsewhere"),
        permission="print",
        description=_("What waits or failed comes out of another printer. Look first whether it is printed already."),
        form=ToPrinterForm,
        icon="move_up",
    )
    def reassign(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        job, printer = self.chosen(request, object_id), form.cleaned_data["to"]
        jobs.reassign(job, printer=printer, by=self.actor(request))
        return _("“%(title)s” is on its way to %(printer)s.") % {"title": job.title, "printer": printer}

    @dialog_action(
        _("Try failed again"),
        permission="print",
        description=_("Prints what failed. Look first whether some of it lies at the printer already."),
        form=OfPrinterForm,
        icon="refresh",
    )
    def retry_failed(self, request: HttpRequest, form: Any) -> Any:
        by = self.actor(request)
        done = jobs.for_each(self.several(request, form, State.FAILED), lambda job: jobs.retry(job, by=by))
        return ngettext("%(done)s job is tried again.", "%(done)s jobs are tried again.", done) % {"done": done}

    @dialog_action(
        _("Move waiting"),
        permission="print",
        description=_("What waits for one printer comes out of another."),
        form=MoveJobsForm,
        icon="move_up",
    )
    def move_waiting(self, request: HttpRequest, form: Any) -> Any:
        by, to = self.actor(request), form.cleaned_data["to"]
        waiting = self.several(request, form, State.QUEUED)
        done = jobs.for_each(waiting, lambda job: jobs.reassign(job, printer=to, by=by))
        said = ngettext("%(done)s job is on its way to %(to)s.", "%(done)s jobs are on their way to %(to)s.", done)
        return said % {"done": done, "to": to}

    @dialog_action(
        _("Cancel waiting"),
        permission="print",
        is_severe=True,
        description=_("What waits will not be printed any more."),
        form=OfPrinterForm,
        icon="cancel",
    )
    def cancel_waiting(self, request: HttpRequest, form: Any) -> Any:
        by = self.actor(request)
        done = jobs.for_each(self.several(request, form, State.QUEUED), lambda job: jobs.cancel(job, by=by))
        return ngettext("%(done)s job is cancelled.", "%(done)s jobs are cancelled.", done) % {"done": done}

    def several(self, request: HttpRequest, form: Any, state: str) -> QuerySet[PrintJob]:
        """Within reach, in this state, of the chosen printer; the oldest first."""
        found = self.get_queryset(request).filter(state=state).order_by("pk")
        printer = form.cleaned_data["printer"]
        return found.filter(printer=printer) if printer else found

    def chosen(self, request: HttpRequest, object_id: str | int) -> PrintJob:
        return get_object_or_404(self.get_queryset(request), pk=object_id)

    class Media:
        css = STYLES
