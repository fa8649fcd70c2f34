"""Goods receipts in the back office: begun, counted, booked, labelled, and what they cost."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.catalog import label_batches
from apps.core import workbooks
from apps.core.backoffice import ReadOnlyAdmin, ReadOnlyTabularInline, by_key
from apps.core.columns import figure_column, money_column
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.downloads import file_of
from apps.core.export_page import Exports
from apps.purchasing import order_papers, receiving
from apps.purchasing.admin.receiving_desk import ReceivingDesk, to_do
from apps.purchasing.models import GoodsReceipt, GoodsReceiptLine, PurchaseInvoice, PurchaseOrder
from apps.purchasing.order_forms import NewReceiptForm, ReasonForm
from apps.purchasing.receiving import Delivery
from apps.purchasing.resources import GoodsReceiptResource
from apps.stores.backoffice import ShopScoped

State = GoodsReceipt.State
COLOURS = {State.COUNTING: "warning", State.BOOKED: "success", State.CANCELLED: "default"}
COST = "users.view_cost"
ABOUT_COST = ("cost_shown", "total_shown", "charge_shown", "landed_shown")


class LineInline(ReadOnlyTabularInline):
    model = GoodsReceiptLine
    per_page = 50
    fields = readonly_fields = ("product_shown", "quantity_shown", *ABOUT_COST)

    quantity_shown = figure_column("quantity", gettext_lazy("Pieces"))
    cost_shown = money_column("unit_cost", gettext_lazy("Unit cost"))
    total_shown = money_column("total", gettext_lazy("Goods"))
    charge_shown = money_column("charge", gettext_lazy("Freight and duty"))
    landed_shown = money_column("landed_cost", gettext_lazy("A piece, here"))

    @display(description=gettext_lazy("Product"))
    def product_shown(self, line: GoodsReceiptLine) -> SafeString:
        address = reverse("admin:catalog_product_change", args=[line.product_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, line.product.name)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = [name for name in self.fields if name not in ABOUT_COST]
        return list(self.fields) if request.user.has_perm(COST) else shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[GoodsReceiptLine]:
        lines: QuerySet[GoodsReceiptLine] = super().get_queryset(request)
        return lines.select_related("product")


@admin.register(GoodsReceipt)
class GoodsReceiptAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = GoodsReceiptResource
    empty_says = gettext_lazy("“Receive goods” takes in a delivery, with an order or without one.")
    list_display = (
        "number_shown",
        "state_shown",
        "supplier_shown",
        "place",
        "order_shown",
        "units_shown",
        "total_shown",
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("shop", RelatedDropdownFilter),
        ("supplier", RelatedDropdownFilter),
        ("business_date", RangeDateFilter),
    )
    list_select_related = ("place", "supplier", "order", "shop__location", "invoice")
    search_fields = ("number", "supplier_reference", "supplier__name", "order__number", "lines__product__name")
    search_help_text = gettext_lazy("A number, a supplier, their reference, an order or a product.")
    readonly_fields = ("order_shown", "invoice_shown", "total_shown", "freight_shown", "duty_shown")
    inlines = (LineInline,)
    change_form_before_template = "purchasing/receipt_head.html"
    actions_list = ("new_receipt",)
    actions_detail = ("print_labels", "download_pdf", "download_workbook", "call_off")

    class Media:
        css = {"all": ("inventory/desk.css", "purchasing/buying.css")}

    units_shown = figure_column("units", gettext_lazy("Pieces"))
    total_shown = money_column("total", gettext_lazy("Goods"))
    freight_shown = money_column("freight", gettext_lazy("Freight"))
    duty_shown = money_column("duty", gettext_lazy("Duty"))

    # Who sees and may do what.

    def has_new_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("purchasing.add_goodsreceipt"))

    def has_paper_permission(self, request: HttpRequest, object_id: str) -> bool:
        """The papers are about cost."""
        return self._may_see(request, object_id) and request.user.has_perm(COST)

    def has_label_permission(self, request: HttpRequest, object_id: str) -> bool:
        is_booked = self._in_reach(request, object_id).filter(state=State.BOOKED).exists()
        return is_booked and request.user.has_perms(["catalog.add_labelbatch", "purchasing.view_goodsreceipt"])

    def has_cancel_permission(self, request: HttpRequest, object_id: str) -> bool:
        counting = self._in_reach(request, object_id).filter(state=State.COUNTING)
        return request.user.has_perm("purchasing.change_goodsreceipt") and counting.exists()

    def _may_see(self, request: HttpRequest, object_id: str) -> bool:
        return bool(self.has_view_permission(request)) and self._in_reach(request, object_id).exists()

    def _in_reach(self, request: HttpRequest, object_id: str) -> QuerySet[GoodsReceipt]:
        return by_key(self.get_queryset(request), object_id)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = super().get_list_display(request)
        return [name for name in shown if name != "total_shown" or request.user.has_perm(COST)]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        cost = (("total_shown", "spread"), ("freight_shown", "duty_shown")) if request.user.has_perm(COST) else ()
        ends = (
            ("cancelled_by_name", "note") if obj and obj.state == State.CANCELLED else ("booked_by_name", "booked_at")
        )
        papers = ("order_shown", "invoice_shown") if cost else "order_shown"  # an invoice is all about cost
        named = (("number", "business_date"), papers, ("supplier", "supplier_reference"))
        return [(None, {"fields": (*named, *cost, ("created_by_name", "created_at"), ends)})]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With what there is to do, in sight on a phone too."""
        receipt = self._in_reach(request, object_id).select_related(*self.list_select_related).first()
        told = {"receipt": receipt, "doing": to_do(receipt, request)} if receipt else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    # The list and the page.

    def get_urls(self) -> list[Any]:
        desk = self.admin_site.admin_view(ReceivingDesk.as_view(model_admin=self))
        return [path("<int:receipt_id>/desk/", desk, name="purchasing_receiving_desk"), *super().get_urls()]

    @display(description=gettext_lazy("Goods receipt"), ordering="pk", header=True)
    def number_shown(self, receipt: GoodsReceipt) -> list[str]:
        who = receipt.booked_by_name or receipt.created_by_name
        return [receipt.number, f"{date_format(receipt.business_date, 'j M Y')}, {who}"]

    @display(description=gettext_lazy("State"), ordering="state", label=COLOURS)
    def state_shown(self, receipt: GoodsReceipt) -> tuple[str, str]:
        return receipt.state, receipt.get_state_display()

    @display(description=gettext_lazy("Supplier"), ordering="supplier__name", header=True)
    def supplier_shown(self, receipt: GoodsReceipt) -> list[str]:
        return [str(receipt.supplier or "–"), receipt.supplier_reference]

    @display(description=gettext_lazy("Order"), ordering="order")
    def order_shown(self, receipt: GoodsReceipt) -> SafeString | str:
        return _link(receipt.order, "purchaseorder") if receipt.order else "–"

    @display(description=gettext_lazy("Invoice"))
    def invoice_shown(self, receipt: GoodsReceipt) -> SafeString | str:
        return _link(receipt.invoice, "purchaseinvoice") if receipt.invoice else "–"

    # Actions.

    @dialog_action(
        gettext_lazy("Receive goods"),
        permission="new",
        description=gettext_lazy("A delivery that was not ordered here. For an order, open it and receive it there."),
        form=NewReceiptForm,
        icon="add",
        submit=gettext_lazy("Go on"),
        variant=ActionVariant.PRIMARY,
    )
    def new_receipt(self, request: HttpRequest, form: NewReceiptForm) -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in ("place", "supplier", "reference", "key")}
        receipt = receiving.begin(Delivery(**told), by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:purchasing_receiving_desk", args=[receipt.pk])})

    @dialog_action(
        gettext_lazy("Labels for what came"),
        permission="label",
        description=gettext_lazy("As many labels as pieces came join the batch that you are filling."),
        icon="barcode_reader",
    )
    def print_labels(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        receipt = self._in_reach(request, object_id).get()
        batch = label_batches.open_batch(receipt.shop, by=self.actor(request))
        wanted = list(receipt.lines.values_list("product_id", "quantity"))
        added = label_batches.add(batch, wanted, by=self.actor(request))
        messages.success(request, label_batches.added_in_words(added))
        if missing := label_batches.capped_in_words(wanted):
            messages.warning(request, missing)
        manager = reverse("admin:catalog_label_manager")
        return HttpResponse(headers={"HX-Redirect": f"{manager}?shop={receipt.shop_id}"})

    @action(description=gettext_lazy("PDF"), permissions=["paper"], icon="picture_as_pdf")
    def download_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        receipt = self._in_reach(request, object_id).get()
        return file_of(order_papers.receipt_pdf(receipt), f"{receipt.number}.pdf", "application/pdf")

    @action(description=gettext_lazy("Excel"), permissions=["paper"], icon="table")
    def download_workbook(self, request: HttpRequest, object_id: str) -> HttpResponse:
        receipt = self._in_reach(request, object_id).get()
        return file_of(order_papers.receipt_workbook(receipt), f"{receipt.number}.xlsx", workbooks.XLSX)

    @dialog_action(
        gettext_lazy("Throw the count away"),
        permission="cancel",
        description=gettext_lazy("Nothing of it comes into stock. The number stays."),
        form=ReasonForm,
        icon="undo",
        is_severe=True,
    )
    def call_off(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        receipt = self._in_reach(request, object_id).get()
        receiving.cancel(receipt, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(receipt)s is cancelled.") % {"receipt": receipt.number}


def _link(document: PurchaseOrder | PurchaseInvoice, table: str) -> SafeString:
    address = reverse(f"admin:purchasing_{table}_change", args=[document.pk])
    return format_html('<a class="text-link" href="{}">{}</a>', address, document)
