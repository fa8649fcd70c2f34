"""Transfers in the back office: what is on its way from where to where, and what became of it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.catalog import label_batches
from apps.core import workbooks
from apps.core.columns import figure_column
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.downloads import file_of
from apps.core.export_page import Exports
from apps.inventory import transfer_papers, transfers
from apps.inventory.admin.desk import TransferDesk, to_do
from apps.inventory.admin.papers import LineInline, PaperAdmin, ReasonForm, StepInline
from apps.inventory.models import Transfer, TransferLine, TransferStep
from apps.inventory.resources import TransferResource
from apps.inventory.transfer_forms import RouteForm
from apps.inventory.transfers import Wish
from apps.stores.backoffice import shops_of
from apps.stores.models import Shop

State = Transfer.State
COLOURS = {
    State.PENDING: "warning",
    State.IN_TRANSIT: "info",
    State.RECEIVED: "danger",
    State.COMPLETED: "success",
    State.CANCELLED: "default",
}


class EndFilter(DropdownFilter):
    """A shop at one end of the transfer."""

    end = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(shop.pk), shop.name) for shop in Shop.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Transfer]) -> QuerySet[Transfer]:
        chosen = self.value() or ""
        return queryset.filter(**{f"{self.end}__shop": chosen}) if chosen.isascii() and chosen.isdigit() else queryset


class SourceFilter(EndFilter):
    title, parameter_name, end = gettext_lazy("from"), "from", "source"


class TargetFilter(EndFilter):
    title, parameter_name, end = gettext_lazy("to"), "to", "target"


class TransferLineInline(LineInline):
    model = TransferLine
    fields = ("product_shown", "asked_shown", "sent_shown", "received_shown", "found_shown", "lost_shown", "open_shown")
    readonly_fields = fields

    asked_shown = figure_column("asked", gettext_lazy("Asked for"))
    sent_shown = figure_column("sent", gettext_lazy("Sent"))
    received_shown = figure_column("received", gettext_lazy("Received"))
    found_shown = figure_column("found", gettext_lazy("Found later"))
    lost_shown = figure_column("lost", gettext_lazy("Written off"))

    @display(description=gettext_lazy("Still open"))
    def open_shown(self, line: TransferLine) -> str:
        if line.open_surplus:
            return _("%(pieces)s too many") % {"pieces": line.open_surplus}
        if line.transfer.state == State.RECEIVED and line.under_way:
            return _("%(pieces)s missing") % {"pieces": line.under_way}
        return "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[TransferLine]:
        lines: QuerySet[TransferLine] = super().get_queryset(request)
        return lines.select_related("product", "transfer")


class TransferStepInline(StepInline):
    model = TransferStep


@admin.register(Transfer)
class TransferAdmin(Exports, PaperAdmin):
    resource = TransferResource
    empty_says = gettext_lazy("“New transfer” sends goods to another shop, or between floor and warehouse.")
    list_display = ("number_shown", "state_shown", "source_shown", "target_shown", "units_shown", "day_shown")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        SourceFilter,
        TargetFilter,
        ("business_date", RangeDateFilter),
    )
    search_fields = ("number", "note", "lines__product__name", "lines__product__barcodes__code")
    search_help_text = gettext_lazy("A number, a product, its barcode or a word of the note.")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "business_date"),
                    ("created_by_name", "note"),
                )
            },
        ),
    )
    inlines = (TransferLineInline, TransferStepInline)
    change_form_before_template = "inventory/transfer_head.html"
    actions_list = ("new_transfer",)
    actions_detail = ("download_pdf", "download_workbook", "print_labels", "call_off")

    # Who sees and may do what.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transfer]:
        """Those from or to a shop within reach."""
        rows: QuerySet[Transfer] = super().get_queryset(request)
        mine = shops_of(request).values("pk")
        rows = rows.filter(Q(source__shop__in=mine) | Q(target__shop__in=mine))
        return rows.select_related("source__shop__location", "target__shop__location")

    def has_new_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("inventory.add_transfer"))

    def has_label_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self.has_paper_permission(request, object_id) and request.user.has_perm("catalog.add_labelbatch")

    def has_cancel_permission(self, request: HttpRequest, object_id: str) -> bool:
        early = self.in_reach(request, object_id).filter(state__in=(State.PENDING, State.IN_TRANSIT))
        return request.user.has_perm("inventory.dispatch_transfer") and early.exists()

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With what there is to do, in sight on a phone too."""
        transfer = self.in_reach(request, object_id).first()
        told = {"transfer": transfer, "doing": to_do(transfer, request)} if transfer else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    # The list.

    def get_urls(self) -> list[Any]:
        desk = self.admin_site.admin_view(TransferDesk.as_view(model_admin=self))
        return [path("<int:paper_id>/desk/", desk, name="inventory_transfer_desk"), *super().get_urls()]

    @display(description=gettext_lazy("State"), ordering="state", label=COLOURS)
    def state_shown(self, transfer: Transfer) -> tuple[str, str]:
        return transfer.state, transfer.get_state_display()

    @display(description=gettext_lazy("From"), ordering="source__name", header=True)
    def source_shown(self, transfer: Transfer) -> list[str]:
        return _end(transfer.source)

    @display(description=gettext_lazy("To"), ordering="target__name", header=True)
    def target_shown(self, transfer: Transfer) -> list[str]:
        return _end(transfer.target)

    units_shown = figure_column("units", gettext_lazy("Pieces"))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the pieces of each row shown, asked for or sent."""
        shown = super().get_changelist_instance(request)
        keys = [transfer.pk for transfer in shown.result_list]
        sums = TransferLine.objects.filter(transfer__in=keys).order_by().values_list("transfer")
        pieces = {key: sent or asked for key, sent, asked in sums.annotate(Sum("sent"), Sum("asked"))}
        for transfer in shown.result_list:
            transfer.units = pieces.get(transfer.pk, 0)
        return shown

    # Actions.

    @dialog_action(
        gettext_lazy("New transfer"),
        permission="new",
        description=gettext_lazy(
            "Choose where the goods go. What goes with them is scanned or chosen on the next page."
        ),
        form=RouteForm,
        icon="add",
        submit=gettext_lazy("Go on"),
        variant=ActionVariant.PRIMARY,
    )
    def new_transfer(self, request: HttpRequest, form: RouteForm) -> HttpResponse:
        wish = Wish(**{name: form.cleaned_data[name] for name in ("source", "target", "note", "key")})
        transfer = transfers.prepare(wish, by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:inventory_transfer_desk", args=[transfer.pk])})

    @action(description=gettext_lazy("PDF"), permissions=["paper"], icon="picture_as_pdf")
    def download_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        transfer = self.in_reach(request, object_id).get()
        return file_of(transfer_papers.transfer_pdf(transfer), f"{transfer.number}.pdf", "application/pdf")

    @action(description=gettext_lazy("Excel"), permissions=["paper"], icon="table")
    def download_workbook(self, request: HttpRequest, object_id: str) -> HttpResponse:
        transfer = self.in_reach(request, object_id).get()
        return file_of(transfer_papers.transfer_workbook(transfer), f"{transfer.number}.xlsx", workbooks.XLSX)

    @dialog_action(
        gettext_lazy("Labels for these goods"),
        permission="label",
        description=gettext_lazy("As many labels as pieces join the batch that you are filling."),
        icon="barcode_reader",
    )
    def print_labels(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        transfer = self.in_reach(request, object_id).get()
        ends = [transfer.target.shop_id or 0, transfer.source.shop_id or 0]
        shop = min(shops_of(request).filter(pk__in=ends), key=lambda shop: ends.index(shop.pk))
        batch = label_batches.open_batch(shop, by=self.actor(request))
        wanted = [(line.product_id, line.received or line.sent or line.asked) for line in transfer.lines.all()]
        added = label_batches.add(batch, wanted, by=self.actor(request))
        messages.success(request, label_batches.added_in_words(added))
        if missing := label_batches.capped_in_words(wanted):
            messages.warning(request, missing)
        return HttpResponse(headers={"HX-Redirect": f"{reverse('admin:catalog_label_manager')}?shop={shop.pk}"})

    @dialog_action(
        gettext_lazy("Cancel the transfer"),
        permission="cancel",
        description=gettext_lazy("What is under way goes back to where it came from."),
        form=ReasonForm,
        icon="undo",
        is_severe=True,
    )
    def call_off(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        transfer = self.in_reach(request, object_id).get()
        transfers.cancel(transfer, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(transfer)s is cancelled.") % {"transfer": transfer.number}


def _end(place: Any) -> list[str]:
    return [place.name, str(place.shop.location)]
