"""Printers, who prints what, the log of jobs and the virtual printer's paper, as staff see them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyAdmin, TradeAdmin, by_key, dialog_action
from apps.core.doors import open_to
from apps.core.export_page import Exports
from apps.printing import document as documents
from apps.printing import escpos, jobs, printers, queries, routes, searches, virtual
from apps.printing.forms import (
    FindForm,
    MoveJobsForm,
    OfPrinterForm,
    PrinterForm,
    RoutesForm,
    ToPrinterForm,
    WhoPrintsForm,
)
from apps.printing.models import LabelFormat, PrintedSheet, Printer, PrintJob, Route
from apps.printing.resources import PrintJobResource
from apps.printing.search_pages import SearchPages
from apps.stores.backoffice import ShopScoped

STYLES = {"all": ["printing/backoffice.css"]}
State = PrintJob.State
IS_NETWORK, IS_CUPS = "connection == 'network'", "connection == 'cups'"
IS_ROLL, IS_LABEL = "kind != 'a4'", "kind == 'label'"


@admin.register(Printer)
class PrinterAdmin(TradeAdmin):
    form = PrinterForm

    list_display = ("name_shown", "shop", "paper_shown", "state_shown", "waiting_shown", "seen_at", "last_error")
    list_filter = (("shop", RelatedDropdownFilter), ("connection", ChoicesDropdownFilter))
    search_fields = ("name", "host", "queue")

    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "profile",
                    ("kind", "shop"),
                    "language",
                    "connection",
                    ("host", "port"),
                    "queue",
                    "is_enabled",
                )
            },
        ),
        (
            _("Paper"),
            {
                "fields": (("paper_mm", "dpi"), ("dots", "columns"), "naira", "copies", ("cuts", "opens_drawer")),
                "description": _("80 mm paper has 576 dots and 48 characters, 58 mm paper 384 and 32."),
            },
        ),
    )
    conditional_fields = {
        "host": IS_NETWORK,
        "port": IS_NETWORK,
        "queue": IS_CUPS,
        "language": IS_LABEL,
        **dict.fromkeys(("paper_mm", "dpi", "dots", "columns", "naira", "cuts", "opens_drawer"), IS_ROLL),
    }

    actions_list = ("find",)
    actions_row = actions_detail = ("test_print", "enable", "disable")

    class Media:
        css = STYLES
        js = (Script("printing/profiles.js", type="module"),)

    def get_urls(self) -> list[URLPattern]:
        return [*SearchPages(self).urls(), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Printer]:
        found = queries.printers_in_reach(super().get_queryset(request), request.user)  # type: ignore[arg-type]
        return queries.printers_with_queue(found)

    @display(description=_("Printer"), header=True, ordering="name")
    def name_shown(self, printer: Printer) -> list[str]:
        where = {
            Printer.Connection.NETWORK: f"{printer.host}:{printer.port}",
            Printer.Connection.CUPS: printer.queue,
        }
        return [printer.name, where.get(Printer.Connection(printer.connection), printer.get_connection_display())]

    @display(description=_("Paper"))
    def paper_shown(self, printer: Printer) -> str:
        return "A4" if printer.kind == Printer.Kind.A4 else f"{printer.paper_mm} mm"

    @display(description=_("State"), label={"ready": "success", "error": "danger", "disabled": "info"})
    def state_shown(self, printer: Printer) -> tuple[str, Any]:
        if not printer.is_enabled:
            return "disabled", _("disabled")
        return ("error", _("does not print")) if printer.last_error else ("ready", _("ready"))

    @display(description=_("Waiting"))
    def waiting_shown(self, printer: Printer) -> int:
        return getattr(printer, "waiting", None) or 0

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """A printer's own page offers to enable it or to disable it, not both."""
        is_enabled = Printer.objects.filter(pk=object_id, is_enabled=True).exists()
        return without(super().get_actions_detail(request, object_id), "enable" if is_enabled else "disable")

    def has_operate_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        is_in_reach = object_id is None or by_key(self.get_queryset(request), object_id).exists()
        return is_in_reach and bool(request.user.has_perm("printing.change_printer"))

    @dialog_action(
        _("Find printers"),
        permission="add",
        description=_("Asks this server's system, and knocks at every address of a range on the printers' port."),
        form=FindForm,
        icon="travel_explore",
    )
    def find(self, request: HttpRequest, form: Any) -> Any:
        search = searches.begin(form.cleaned_data["addresses"], by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:printing_printer_search", args=[search.pk])})

    @dialog_action(
        _("Test print"),
        permission="operate",
        description=_("Prints a page that shows width, ₦, letters and a QR code."),
        icon="receipt",
    )
    def test_print(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        printer = self.chosen(request, object_id)
        printers.test_print(printer, by=self.actor(request))
        return _("A test page is on its way to %(printer)s.") % {"printer": printer}

    @dialog_action(_("Enable"), permission="operate", description=_("It prints again, beginning with what waits."))
    def enable(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        printer = self.chosen(request, object_id)
        printers.enable(printer, by=self.actor(request))
        return _("%(printer)s is enabled.") % {"printer": printer}

    @dialog_action(
        _("Disable"), permission="operate", is_severe=True, description=_("Its jobs wait until it is enabled again.")
    )
    def disable(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        printer = self.chosen(request, object_id)
        printers.disable(printer, by=self.actor(request))
        return _("%(printer)s is disabled.") % {"printer": printer}

    def chosen(self, request: HttpRequest, object_id: str) -> Printer:
        return get_object_or_404(self.get_queryset(request), pk=object_id)


@admin.register(Route)
class RouteAdmin(ShopScoped, ReadOnlyAdmin):
    """One page instead of a list: a table of tasks and shops, with a printer in each cell."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The table, not a form of one cell."""
        return obj is None and bool(super().has_view_permission(request, obj))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = request.user.has_perm("printing.change_route")
        filled = request.POST if request.method == "POST" and may_change else None
        opened = request.GET.get("open", "")
        form = RoutesForm(filled, user=request.user, opened=opened)  # type: ignore[arg-type]
        if form.is_valid():
            changed = routes.assign(form.choices_made(), by=self.actor(request))
            self.message_user(request, _("%(changed)s of the choices changed.") % {"changed": changed})
            return redirect(request.get_full_path())
        asked = WhoPrintsForm(request.GET if "person" in request.GET else None, user=request.user)  # type: ignore[arg-type]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Which printer prints what"),
            "form": form,
            "asked": asked,
            "answer": asked.answer() if asked.is_valid() else None,
            "may_change": may_change,
            "media": self.media,
        }
        return render(request, "printing/routes.html", context)

    class Media:
        css = STYLES


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


@admin.register(PrintedSheet)
class PrintedSheetAdmin(ReadOnlyAdmin):
    """The virtual printer's paper tray."""

    empty_says = _("Print something to a virtual printer, such as a test print, and look at the paper here.")
    list_display = ("paper", "title", "printer", "printed_at")
    list_display_links = ("title",)
    list_filter = (("printer", RelatedDropdownFilter), ("printed_at", RangeDateFilter))
    search_fields = ("title",)
    list_per_page = 12

    fieldsets = ((None, {"fields": (("title", "printer", "printed_at"), "paper")}),)
    readonly_fields = ("paper",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrintedSheet]:
        found = queries.sheets_in_reach(super().get_queryset(request), request.user)  # type: ignore[arg-type]
        return found.defer("content")

    def get_urls(self) -> list[URLPattern]:
        view = open_to("printing.view_printedsheet")(self.admin_site.admin_view(self.picture))
        own = path("<int:object_id>/picture.png", view, name="printing_printedsheet_picture")
        return [own, *super().get_urls()]

    @display(description=_("Paper"))
    def paper(self, sheet: PrintedSheet) -> SafeString:
        return picture_of(reverse("admin:printing_printedsheet_picture", args=[sheet.pk]), sheet.title)

    def picture(self, request: HttpRequest, object_id: int) -> HttpResponse:
        sheet = get_object_or_404(self.get_queryset(request), pk=object_id)
        return png_response(virtual.picture(bytes(sheet.content), sheet.printer))

    class Media:
        css = STYLES


@admin.register(LabelFormat)
class LabelFormatAdmin(TradeAdmin):
    may_be_deleted = True
    list_display = ("name", "size_shown", "sheet_shown", "is_default")
    search_fields = ("name",)

    fieldsets = (
        (None, {"fields": ("name", ("width_mm", "height_mm"), "is_default", "is_sheet")}),
        (
            _("On the sheet"),
            {"fields": (("columns", "rows"), ("left_mm", "top_mm"), ("gap_x_mm", "gap_y_mm"))},
        ),
    )
    conditional_fields = dict.fromkeys(
        ("columns", "rows", "left_mm", "top_mm", "gap_x_mm", "gap_y_mm"), "is_sheet == true"
    )

    def save_model(self, request: HttpRequest, obj: LabelFormat, form: Any, change: bool) -> None:
        if obj.is_default:
            LabelFormat.objects.exclude(pk=obj.pk).update(is_default=False)
        super().save_model(request, obj, form, change)

    @display(description=_("Size"))
    def size_shown(self, found: LabelFormat) -> str:
        return f"{found.width_mm:g} × {found.height_mm:g} mm"

    @display(description=_("Sheet"))
    def sheet_shown(self, found: LabelFormat) -> str:
        return f"A4, {found.columns} × {found.rows}" if found.is_sheet else str(_("roll"))


def without(actions: list[Any], *names: str) -> list[Any]:
    return [action for action in actions if not action.action_name.endswith(tuple(f"_{name}" for name in names))]


def picture_of(address: str, title: str) -> SafeString:
    return format_html('<img class="paper" src="{}" alt="{}" loading="lazy">', address, title)


def png_response(png: bytes) -> HttpResponse:
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})
