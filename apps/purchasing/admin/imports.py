"""Imports in the back office: upload, follow the reading, look at every row, confirm, see what came of it."""

from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.core import workbooks
from apps.core.background_page import FollowsWork
from apps.core.backoffice import ReadOnlyAdmin, by_key
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.doors import open_to
from apps.core.downloads import file_of
from apps.core.sheets.refusals import UnreadableFile
from apps.purchasing.admin import columns, previews
from apps.purchasing.import_forms import ConfirmForm, UploadForm
from apps.purchasing.imports import claims, jobs, kept
from apps.purchasing.imports.kinds import KINDS
from apps.purchasing.models import ImportJob
from apps.stores.backoffice import ShopScoped, shops_of

ADD, SEE_CUSTOMERS = "purchasing.add_importjob", "customers.view_customer"
State = ImportJob.State


@admin.register(ImportJob)
class ImportJobAdmin(FollowsWork, ShopScoped, ReadOnlyAdmin):
    empty_says = gettext_lazy("Upload a list to see what it would bring, before anything is written.")
    list_display = ("file_shown", "kind_shown", "state_shown", "found", "shop", "invoice_shown", "created_by_name",
                    "created_at")  # fmt: skip
    list_display_links = ("file_shown",)
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("state", ChoicesDropdownFilter),
        ("shop", RelatedDropdownFilter),
    )
    list_select_related = ("shop", "invoice")
    search_fields = ("file_name", "invoice__number")
    list_before_template = "purchasing/imports_head.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("file_name", "kind", "state"),
                    ("shop", "supplier"),
                    ("known", "invoice_shown"),
                    ("created_by_name", "created_at"),
                    ("confirmed_by_name", "finished_at"),
                )
            },
        ),
    )
    readonly_fields = ("file_name", "invoice_shown")
    change_form_outer_before_template = "purchasing/import_preview.html"
    actions_list = ("download_template", "template_of_stock", "template_of_customers", "template_of_suppliers")
    actions_detail = ("confirm_import", "read_again", "change_columns", "download_faults", "stop_work", "cancel_import")

    class Media:
        css = {"all": ("purchasing/imports.css",)}

    # What staff may do.

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportJob]:
        rows: QuerySet[ImportJob] = super().get_queryset(request)
        sees_people = request.user.has_perm(SEE_CUSTOMERS)
        return rows if sees_people else rows.exclude(kind=ImportJob.Kind.CUSTOMERS)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(ADD) and _kinds_of(request))

    def has_template_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_ready_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._may(request, object_id, (State.READY,))

    def has_waiting_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._may(request, object_id, jobs.WAITING)

    def has_working_permission(self, request: HttpRequest, object_id: str) -> bool:
        """As long as it can be stopped: a list that is begun is brought to its end."""
        job = by_key(self.get_queryset(request), object_id).first()
        return job is not None and job.began_at is None and self._may(request, object_id, claims.WORKING)

    def has_faults_permission(self, request: HttpRequest, object_id: str) -> bool:
        job = by_key(self.get_queryset(request), object_id).first()
        return self.has_view_permission(request) and job is not None and bool(jobs.summary(job).get("faulty"))

    def may_go_on(self, request: HttpRequest, job: ImportJob) -> bool:
        return bool(request.user.has_perm(ADD) and request.user.has_perm(KINDS[job.kind].RIGHT))

    def _may(self, request: HttpRequest, object_id: str, states: tuple[State, ...]) -> bool:
        job = by_key(self.get_queryset(request), object_id).filter(state__in=states).first()
        return job is not None and self.may_go_on(request, job)

    # Pages.

    def get_urls(self) -> list[URLPattern]:
        view = open_to(ADD)(self.admin_site.admin_view(self.columns))
        return [path("<int:object_id>/columns/", view, name="purchasing_importjob_columns"), *super().get_urls()]

    def columns(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return columns.page(self, request, object_id)

    def work_of(self, row: ImportJob) -> str:
        return claims.key_of(row.pk) if row.state in claims.WORKING else ""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload a list; what makes no list at all is refused at once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        asked = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = UploadForm(*asked, shops=shops_of(request), kinds=_kinds_of(request))
        if form.is_valid():
            try:
                job = self._upload(form, request)
            except UnreadableFile as refusal:
                form.add_error("file", refusal.sentence)
            else:
                return HttpResponseRedirect(reverse("admin:purchasing_importjob_change", args=[job.pk]))
        context = self.admin_site.each_context(request) | {
            "title": _("Import a list"),
            "crumb": _("Import a list"),
            "opts": self.opts,
            "form": form,
            "layouts": [(label, KINDS[kind].LAYOUT) for kind, label in ImportJob.Kind.choices if kind != "products"],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "purchasing/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        job = self.get_object(request, object_id)
        if job and job.state == State.UNCLEAR and self.may_go_on(request, job):
            return HttpResponseRedirect(reverse("admin:purchasing_importjob_columns", args=[job.pk]))
        context = (extra_context or {}) | (previews.shown(job, request) if job else {})
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def _upload(self, form: UploadForm, request: HttpRequest) -> ImportJob:
        file = form.cleaned_data["file"]
        return jobs.upload(
            file.read(),
            file_name=file.name,
            shop=form.cleaned_data["shop"],
            kind=form.cleaned_data["kind"],
            known=form.cleaned_data["known"],
            supplier=form.cleaned_data["supplier"],
            by=self.actor(request),
        )

    # Columns.

    @display(description=gettext_lazy("List"), ordering="file_name")
    def file_shown(self, job: ImportJob) -> str:
        return job.file_name

    @display(description=gettext_lazy("Kind"), ordering="kind")
    def kind_shown(self, job: ImportJob) -> str:
        return job.get_kind_display()

    @display(
        description=gettext_lazy("State"),
        label={
            **dict.fromkeys(jobs.WORKING, "primary"),
            **dict.fromkeys(jobs.WAITING, "warning"),
            State.DONE: "success",
            State.CANCELLED: "info",
            State.UNREADABLE: "danger",
        },
    )
    def state_shown(self, job: ImportJob) -> tuple[str, str]:
        return job.state, job.get_state_display()

    @display(description=gettext_lazy("Found"))
    def found(self, job: ImportJob) -> str:
        told = jobs.summary(job)
        if "faulty" not in told:
            return "–"
        return _("%(new)s new, %(changed)s changed, %(faulty)s with faults") % {
            name: intcomma(told[name]) for name in ("new", "changed", "faulty")
        }

    @display(description=gettext_lazy("Invoice"))
    def invoice_shown(self, job: ImportJob) -> SafeString | str:
        if job.invoice is None:
            return "–"
        address = reverse("admin:purchasing_purchaseinvoice_change", args=[job.invoice_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, job.invoice.number)

    # Actions.

    @dialog_action(
        gettext_lazy("Import"),
        permission="ready",
        description=gettext_lazy("Everything that the preview shows is written at once, or nothing."),
        form=ConfirmForm,
        icon="check",
        variant=ActionVariant.PRIMARY,
    )
    def confirm_import(self, request: HttpRequest, form: ConfirmForm, object_id: str) -> str:
        job = self.get_queryset(request).get(pk=object_id)
        jobs.confirm(job, leave_out_faults=bool(form.cleaned_data.get("leave_out")), by=self.actor(request))
        return _("The list is being written.")

    @dialog_action(
        gettext_lazy("Read again"),
        permission="waiting",
        description=gettext_lazy("Compares the same file with the shop as it is now."),
        icon="refresh",
    )
    def read_again(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        jobs.read_again(self.get_queryset(request).get(pk=object_id))
        return _("The list is compared with the shop as it is now.")

    @dialog_action(
        gettext_lazy("Stop"),
        permission="working",
        description=gettext_lazy("Whatever was begun is taken back: nothing of the list is written."),
        icon="stop_circle",
        is_severe=True,
    )
    def stop_work(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        jobs.stop(self.get_queryset(request).get(pk=object_id), by=self.actor(request))
        return _("It is being stopped.")

    @dialog_action(
        gettext_lazy("Put aside"),
        permission="waiting",
        description=gettext_lazy("Nothing of the list is written."),
        icon="close",
        is_severe=True,
    )
    def cancel_import(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        jobs.cancel(self.get_queryset(request).get(pk=object_id), by=self.actor(request))
        return _("The list was put aside; nothing was written.")

    @action(description=gettext_lazy("Columns"), permissions=["waiting"], icon="view_column")
    def change_columns(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:purchasing_importjob_columns", args=[object_id]))

    @action(description=gettext_lazy("Faults as Excel"), permissions=["faults"], icon="download")
    def download_faults(self, request: HttpRequest, object_id: str) -> HttpResponse:
        job = self.get_queryset(request).get(pk=object_id)
        headers = (_("Row"), _("Column"), _("Reason"), _("What"))
        return file_of(
            workbooks.workbook("Faults", headers, kept.faults_of(job)), f"faults-{job.pk}.xlsx", workbooks.XLSX
        )

    @action(description=gettext_lazy("Template: products"), permissions=["template"], icon="download")
    def download_template(self, request: HttpRequest) -> HttpResponse:
        return _template(ImportJob.Kind.PRODUCTS)

    @action(description=gettext_lazy("Template: opening stock"), permissions=["template"], icon="download")
    def template_of_stock(self, request: HttpRequest) -> HttpResponse:
        return _template(ImportJob.Kind.STOCK)

    @action(description=gettext_lazy("Template: customers"), permissions=["template"], icon="download")
    def template_of_customers(self, request: HttpRequest) -> HttpResponse:
        return _template(ImportJob.Kind.CUSTOMERS)

    @action(description=gettext_lazy("Template: suppliers"), permissions=["template"], icon="download")
    def template_of_suppliers(self, request: HttpRequest) -> HttpResponse:
        return _template(ImportJob.Kind.SUPPLIERS)


def _kinds_of(request: HttpRequest) -> list[str]:
    """The kinds of list whose rows the person may add one by one as well."""
    return [name for name, kind in KINDS.items() if request.user.has_perm(kind.RIGHT)]


def _template(kind: str) -> HttpResponse:
    from apps.purchasing.imports import template  # heavy: not before a list is wanted

    return file_of(template.workbook(kind), f"{kind}-template.xlsx", workbooks.XLSX)
