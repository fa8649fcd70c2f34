"""Price lists in the back office: upload, look at every fault, confirm, see what came of it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.core import workbooks
from apps.core.backoffice import DialogForm, ReadOnlyAdmin, by_key, dialog_action
from apps.purchasing.forms import ConfirmForm, UploadForm
from apps.purchasing.imports import confirm, jobs, template
from apps.purchasing.imports.refusals import UnreadableFile
from apps.purchasing.models import ImportJob
from apps.stores.backoffice import ShopScoped, shops_of

ADD = "purchasing.add_importjob"


@admin.register(ImportJob)
class ImportJobAdmin(ShopScoped, ReadOnlyAdmin):
    empty_says = gettext_lazy("Upload a price list to see what it would bring, before anything is written.")
    list_display = ("file_shown", "state_shown", "found", "shop", "invoice_shown", "created_by_name", "created_at")
    list_display_links = ("file_shown",)
    list_filter = (("state", ChoicesDropdownFilter), ("shop", RelatedDropdownFilter))
    list_select_related = ("shop", "invoice")
    search_fields = ("file_name", "invoice__number")
    list_before_template = "purchasing/imports_head.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("file_name", "state"),
                    ("shop", "supplier"),
                    ("known", "invoice_shown"),
                    ("created_by_name", "created_at"),
                )
            },
        ),
    )
    readonly_fields = ("file_name", "invoice_shown")
    change_form_before_template = "purchasing/import_preview.html"
    actions_list = ("download_template",)
    actions_detail = ("confirm_import", "read_again", "download_faults", "cancel_import")

    class Media:
        css = {"all": ("purchasing/imports.css",)}

    # What staff may do.

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(ADD))

    def has_template_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_waiting_permission(self, request: HttpRequest, object_id: str) -> bool:
        waiting = by_key(self.get_queryset(request), object_id).filter(state=ImportJob.State.READY)
        return self.has_add_permission(request) and waiting.exists()

    def has_faults_permission(self, request: HttpRequest, object_id: str) -> bool:
        job = by_key(self.get_queryset(request), object_id).first()
        return self.has_view_permission(request) and job is not None and bool(jobs.summary(job).get("faults"))

    # Pages.

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload a list; it is read at once, and a file that cannot be read says why."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, shops=shops_of(request))
        if form.is_valid():
            try:
                job = self._upload(form, request)
            except UnreadableFile as refusal:
                form.add_error("file", refusal.sentence)
            else:
                return HttpResponseRedirect(reverse("admin:purchasing_importjob_change", args=[job.pk]))
        context = self.admin_site.each_context(request) | {  # type: ignore[attr-defined]
            "title": _("Import a price list"),
            "crumb": _("Import a price list"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "purchasing/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        job = self.get_object(request, object_id)
        found = {"preview": jobs.summary(job), "job": job} if job else {}
        response: HttpResponse = super().change_view(request, object_id, form_url, (extra_context or {}) | found)
        return response

    def _upload(self, form: UploadForm, request: HttpRequest) -> ImportJob:
        file = form.cleaned_data["file"]
        return jobs.upload(
            file.read(),
            file_name=file.name,
            shop=form.cleaned_data["shop"],
            known=form.cleaned_data["known"],
            supplier=form.cleaned_data["supplier"],
            by=self.actor(request),
        )

    # Columns.

    @display(description=gettext_lazy("Price list"), ordering="file_name")
    def file_shown(self, job: ImportJob) -> str:
        return job.file_name

    @display(
        description=gettext_lazy("State"),
        label={ImportJob.State.READY: "warning", ImportJob.State.DONE: "success", ImportJob.State.CANCELLED: "info"},
    )
    def state_shown(self, job: ImportJob) -> tuple[str, str]:
        return job.state, job.get_state_display()

    @display(description=gettext_lazy("Found"))
    def found(self, job: ImportJob) -> str:
        told = jobs.summary(job)
        return _("%(new)s new, %(changed)s changed, %(faulty_rows)s with faults") % told

    @display(description=gettext_lazy("Invoice"))
    def invoice_shown(self, job: ImportJob) -> SafeString | str:
        if job.invoice is None:
            return "–"
        address = reverse("admin:purchasing_purchaseinvoice_change", args=[job.invoice_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, job.invoice.number)

    # Actions.

    @dialog_action(
        gettext_lazy("Import"),
        permission="waiting",
        description=gettext_lazy("Everything that the preview shows is written at once, or nothing."),
        form=ConfirmForm,
        icon="check",
        variant=ActionVariant.PRIMARY,
    )
    def confirm_import(self, request: HttpRequest, form: ConfirmForm, object_id: str) -> str:
        job = self.get_queryset(request).get(pk=object_id)
        done = confirm.confirm(job, leave_out_faults=bool(form.cleaned_data.get("leave_out")), by=self.actor(request))
        if done.invoice is None:
            return _("Imported. The list brought no new pieces, so there is no invoice.")
        return _("Imported with invoice %(number)s.") % {"number": done.invoice.number}

    @dialog_action(
        gettext_lazy("Read again"),
        permission="waiting",
        description=gettext_lazy("Compares the same file with the shop as it is now."),
        icon="refresh",
    )
    def read_again(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        jobs.read_again(self.get_queryset(request).get(pk=object_id))
        return _("The list was compared with the shop as it is now.")

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

    @action(description=gettext_lazy("Faults as Excel"), permissions=["faults"], icon="download")
    def download_faults(self, request: HttpRequest, object_id: str) -> HttpResponse:
        job = self.get_queryset(request).get(pk=object_id)
        headers = (_("Row"), _("Column"), _("Reason"))
        return _file(workbooks.workbook("Faults", headers, jobs.summary(job)["faults"]), f"faults-{job.pk}.xlsx")

    @action(description=gettext_lazy("Template workbook"), permissions=["template"], icon="download")
    def download_template(self, request: HttpRequest) -> HttpResponse:
        return _file(template.workbook(), "products-template.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=workbooks.XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
