"""Label batches: the manager in which one fills them, and those that were printed."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.catalog import label_batches
from apps.catalog.admin.manager import LabelManager, address_of_manager
from apps.catalog.models import LabelBatch, LabelLine
from apps.core.backoffice import ReadOnlyAdmin, ReadOnlyTabularInline, by_key
from apps.core.dialogs import dialog_action
from apps.core.downloads import file_of
from apps.core.refusals import NexusError
from apps.printing import sheets
from apps.printing.document import Label
from apps.printing.models import LabelFormat
from apps.stores.backoffice import ShopScoped

PICTURES = 500


class LabelInline(ReadOnlyTabularInline):
    model = LabelLine
    fields = readonly_fields = ("product", "copies", "job_shown")
    per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[LabelLine]:
        lines: QuerySet[LabelLine] = super().get_queryset(request)
        return lines.select_related("product", "job")

    @display(description=gettext_lazy("Printed"))
    def job_shown(self, line: LabelLine) -> str:
        return line.job.get_state_display() if line.job else "–"


@admin.register(LabelBatch)
class LabelBatchAdmin(ShopScoped, ReadOnlyAdmin):
    empty_says = gettext_lazy("Fill a batch in the label manager and print it; it then stands here.")
    list_display = ("batch_shown", "shop", "count_shown", "state_shown", "created_by_name", "printed_at")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("shop", RelatedDropdownFilter),
        ("created_at", RangeDateFilter),
    )
    list_select_related = ("shop", "size")
    search_fields = ("created_by_name", "lines__product__name")
    fieldsets = ((None, {"fields": (("shop", "state"), ("size", "created_by_name"), ("created_at", "printed_at"))}),)
    inlines = (LabelInline,)
    actions_list = ("open_manager",)
    actions_detail = ("download_pdf", "download_pictures", "begin_again", "note_done")

    class Media:
        css = {"all": ("catalog/labels.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[LabelBatch]:
        batches: QuerySet[LabelBatch] = super().get_queryset(request)
        return batches.annotate(products=Count("lines"), copies=Sum("lines__copies")).order_by("-pk")

    def get_urls(self) -> list[URLPattern]:
        manager = self.admin_site.admin_view(LabelManager.as_view(model_admin=self))
        return [
            path("manager/", manager, name="catalog_label_manager"),
            *super().get_urls(),
        ]

    # Who may.

    def has_manage_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return bool(request.user.has_perm("catalog.add_labelbatch"))

    def has_file_permission(self, request: HttpRequest, object_id: str) -> bool:
        filled = by_key(self.get_queryset(request), object_id).filter(lines__isnull=False)
        return bool(self.has_view_permission(request)) and filled.exists()

    def has_again_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self.has_manage_permission(request) and self.has_file_permission(request, object_id)

    # Columns.

    @display(description=gettext_lazy("Batch"), ordering="pk")
    def batch_shown(self, batch: LabelBatch) -> str:
        return str(batch)

    @display(description=gettext_lazy("Labels"))
    def count_shown(self, batch: LabelBatch) -> str:
        told = {"labels": getattr(batch, "copies", 0) or 0, "products": getattr(batch, "products", 0)}
        return _("%(labels)s of %(products)s products") % told

    @display(description=gettext_lazy("State"), label={"open": "warning", "printed": "success"})
    def state_shown(self, batch: LabelBatch) -> tuple[str, str]:
        return batch.state, batch.get_state_display()

    # Actions.

    @action(
        description=gettext_lazy("Label manager"),
        permissions=["manage"],
        icon="barcode",
        variant=ActionVariant.PRIMARY,
    )
    def open_manager(self, request: HttpRequest) -> HttpResponse:
        return redirect(address_of_manager())

    @action(description=gettext_lazy("PDF"), permissions=["file"], icon="picture_as_pdf")
    def download_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """In the size that the address names, else in the batch's own; ``skip`` places of the first sheet stay free."""
        batch = self.get_queryset(request).get(pk=object_id)
        size, skipped = self._size(request, batch), _whole(request.GET.get("skip", ""))
        try:
            skipped = skipped % (size.columns * size.rows) if size.is_sheet else 0
            pdf = sheets.labels_pdf(label_batches.document_of(batch, size, skipped=skipped))
        except NexusError as refusal:
            return _refused(self, request, refusal)
        return file_of(pdf, f"{slugify(str(batch))}.pdf", "application/pdf")

    @action(description=gettext_lazy("Pictures"), permissions=["file"], icon="image")
    def download_pictures(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A PNG of each label in a ZIP file, named by its code."""
        batch = self.get_queryset(request).get(pk=object_id)
        document = label_batches.document_of(batch, self._size(request, batch))
        written = BytesIO()
        try:
            with ZipFile(written, "w", ZIP_STORED) as archive:
                for block in document.blocks[: PICTURES + 1]:
                    if isinstance(block, Label):
                        archive.writestr(f"{slugify(block.code)}.png", sheets.label_png(block))
        except NexusError as refusal:
            return _refused(self, request, refusal)
        return file_of(written.getvalue(), f"{slugify(str(batch))}.zip", "application/zip")

    @dialog_action(
        gettext_lazy("Print again"),
        permission="again",
        description=gettext_lazy("The same labels, as the products are today, join the batch that you are filling."),
        icon="print",
    )
    def begin_again(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        batch = label_batches.begin_again(self.get_queryset(request).get(pk=object_id), by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": address_of_manager(batch.shop)})

    @dialog_action(
        gettext_lazy("Labels are on the goods"),
        permission="again",
        description=gettext_lazy("Those whose product did not change since count as up to date."),
        icon="check",
    )
    def note_done(self, request: HttpRequest, form: Any, object_id: str) -> str:
        done = label_batches.note_done(self.get_queryset(request).get(pk=object_id), by=self.actor(request))
        said = ngettext("%(done)s label is up to date now.", "%(done)s labels are up to date now.", done)
        return said % {"done": intcomma(done)}

    def _size(self, request: HttpRequest, batch: LabelBatch) -> LabelFormat:
        asked = LabelFormat.objects.filter(pk=_whole(request.GET.get("size", ""))).first()
        size = asked or batch.size or label_batches.default_size()
        return size or LabelFormat(name="", width_mm=55, height_mm=25)


def _whole(text: str) -> int:
    return int(text[:9]) if text.isascii() and text[:9].isdigit() else 0


def _refused(page: LabelBatchAdmin, request: HttpRequest, refusal: NexusError) -> HttpResponse:
    page.message_user(request, refusal.sentence, level="error")
    return redirect(address_of_manager())
