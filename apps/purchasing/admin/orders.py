"""Purchase orders in the back office: placed, filled, sent to the supplier, received in parts, cancelled."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.core import workbooks
from apps.core.backoffice import ReadOnlyAdmin, ReadOnlyTabularInline, by_key
from apps.core.columns import figure_column, moment_html, money_column
from apps.core.dialogs import dialog_action
from apps.core.downloads import file_of
from apps.core.export_page import Exports
from apps.purchasing import order_mail, order_papers, orders, receiving
from apps.purchasing.admin.order_desk import OrderDesk
from apps.purchasing.admin.reorder import ReorderAddPage, ReorderCart, ReorderDonePage
from apps.purchasing.models import GoodsReceipt, PurchaseOrder, PurchaseOrderLine, PurchaseOrderStep
from apps.purchasing.order_forms import NewOrderForm, ReasonForm, SendForm, UnloadForm
from apps.purchasing.order_steps import AWAITED
from apps.purchasing.orders import Wish
from apps.purchasing.receiving import Delivery
from apps.purchasing.resources import PurchaseOrderResource
from apps.stores.backoffice import ShopScoped

State = PurchaseOrder.State
COLOURS = {State.OPEN: "warning", State.PART: "info", State.RECEIVED: "success", State.CANCELLED: "default"}


COST = "users.view_cost"
ABOUT_COST = ("cost_shown", "total_shown")


class LineInline(ReadOnlyTabularInline):
    model = PurchaseOrderLine
    per_page = 50
    fields = readonly_fields = ("product_shown", "quantity_shown", "received_shown", "open_shown", *ABOUT_COST)

    quantity_shown = figure_column("quantity", gettext_lazy("Ordered"))
    received_shown = figure_column("received", gettext_lazy("Received"))
    open_shown = figure_column("still_open", gettext_lazy("Still open"))
    cost_shown = money_column("unit_cost", gettext_lazy("Unit cost"))
    total_shown = money_column("total", gettext_lazy("Total"))

    @display(description=gettext_lazy("Product"))
    def product_shown(self, line: PurchaseOrderLine) -> SafeString:
        address = reverse("admin:catalog_product_change", args=[line.product_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, line.product.name)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for name in self.fields if name not in ABOUT_COST or request.user.has_perm(COST)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PurchaseOrderLine]:
        lines: QuerySet[PurchaseOrderLine] = super().get_queryset(request)
        return lines.select_related("product")


class ReceiptInline(ReadOnlyTabularInline):
    model = GoodsReceipt
    fk_name = "order"
    verbose_name_plural = gettext_lazy("What came")
    fields = readonly_fields = ("number_shown", "state", "day_shown", "place", "units_shown", "invoice_shown")

    units_shown = figure_column("units", gettext_lazy("Pieces"))

    @display(description=gettext_lazy("Goods receipt"))
    def number_shown(self, receipt: GoodsReceipt) -> SafeString:
        address = reverse("admin:purchasing_goodsreceipt_change", args=[receipt.pk])
        return format_html('<a class="text-link" href="{}">{}</a>', address, receipt.number)

    @display(description=gettext_lazy("Day"))
    def day_shown(self, receipt: GoodsReceipt) -> str:
        return date_format(receipt.business_date, "j M Y")

    @display(description=gettext_lazy("Invoice"))
    def invoice_shown(self, receipt: GoodsReceipt) -> SafeString | str:
        if receipt.invoice is None:
            return "–"
        address = reverse("admin:purchasing_purchaseinvoice_change", args=[receipt.invoice.pk])
        return format_html('<a class="text-link" href="{}">{}</a>', address, receipt.invoice)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """An invoice is all about cost."""
        return [name for name in self.fields if name != "invoice_shown" or request.user.has_perm(COST)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GoodsReceipt]:
        receipts: QuerySet[GoodsReceipt] = super().get_queryset(request)
        return receipts.select_related("place", "invoice")


class StepInline(ReadOnlyTabularInline):
    model = PurchaseOrderStep
    verbose_name_plural = gettext_lazy("Who did what")
    fields = readonly_fields = ("kind", "when_shown", "user_name", "pieces_shown", "note")

    pieces_shown = figure_column("pieces", gettext_lazy("Pieces"))

    @display(description=gettext_lazy("When"))
    def when_shown(self, step: PurchaseOrderStep) -> SafeString:
        return moment_html(step.at)


@admin.register(PurchaseOrder)
class PurchaseOrderAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = PurchaseOrderResource
    empty_says = gettext_lazy(
        "“New order” asks a supplier for goods; what comes is booked against it, in one part or several."
    )
    list_display = ("number_shown", "state_shown", "supplier", "shop", "units_shown", "total_shown", "expected_shown")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("shop", RelatedDropdownFilter),
        ("supplier", RelatedDropdownFilter),
        ("business_date", RangeDateFilter),
    )
    list_select_related = ("shop__location", "supplier")
    search_fields = ("number", "note", "supplier__name", "lines__product__name", "lines__product__barcodes__code")
    search_help_text = gettext_lazy("A number, a supplier, a product, its barcode or a word of the note.")
    readonly_fields = ("total_shown",)
    inlines = (LineInline, ReceiptInline, StepInline)
    change_form_before_template = "purchasing/order_head.html"
    actions_list = ("new_order", "open_cart")
    actions_detail = ("unload", "send_mail", "download_pdf", "download_workbook", "call_off")

    class Media:
        css = {"all": ("inventory/desk.css", "purchasing/buying.css")}

    units_shown = figure_column("units", gettext_lazy("Pieces"))
    total_shown = money_column("total", gettext_lazy("Total"))

    # Who sees and may do what.

    def has_new_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(["purchasing.add_purchaseorder", COST]))

    def has_paper_permission(self, request: HttpRequest, object_id: str) -> bool:
        """The papers tell what it costs."""
        may_see = bool(self.has_view_permission(request)) and request.user.has_perm(COST)
        return may_see and self._in_reach(request, object_id).exists()

    def has_awaited_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._may_change(request) and self._awaited(request, object_id).exists()

    def has_mail_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._may_change(request) and self._awaited(request, object_id).filter(units__gt=0).exists()

    def has_unload_permission(self, request: HttpRequest, object_id: str) -> bool:
        with_goods = self._awaited(request, object_id).filter(units__gt=0)
        return request.user.has_perm("purchasing.add_goodsreceipt") and with_goods.exists()

    def _may_change(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(["purchasing.change_purchaseorder", COST]))

    def _awaited(self, request: HttpRequest, object_id: str) -> QuerySet[PurchaseOrder]:
        return self._in_reach(request, object_id).filter(state__in=AWAITED)

    def _in_reach(self, request: HttpRequest, object_id: str) -> QuerySet[PurchaseOrder]:
        return by_key(self.get_queryset(request), object_id)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = super().get_list_display(request)
        return [name for name in shown if name not in ABOUT_COST or request.user.has_perm(COST)]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        pieces = ("units", "total_shown") if request.user.has_perm(COST) else "units"
        return [(None, {"fields": (("number", "business_date"), pieces, ("expected_on", "created_by_name"), "note")})]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With what there is to do, in sight on a phone too."""
        order = self._in_reach(request, object_id).select_related("shop__location", "supplier").first()
        told: dict[str, Any] = {}
        if order:
            may_change = order.state == State.OPEN and self._may_change(request)
            told = {"order": order, "may_change": may_change}
            if request.user.has_perm("purchasing.change_goodsreceipt"):
                told["counting"] = order.receipts.filter(state=GoodsReceipt.State.COUNTING)
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    # The list.

    def get_urls(self) -> list[Any]:
        """Reordering has its pages here: what comes of it are orders."""
        pages = (
            ("<int:order_id>/desk/", OrderDesk, "purchasing_order_desk"),
            ("reorder/", ReorderCart, "purchasing_reorder"),
            ("reorder/add/", ReorderAddPage, "purchasing_reorder_add"),
            ("reorder/done/<uuid:batch>/", ReorderDonePage, "purchasing_reorder_done"),
        )
        own = [
            path(address, self.admin_site.admin_view(page.as_view(model_admin=self)), name=name)
            for address, page, name in pages
        ]
        return [*own, *super().get_urls()]

    @display(description=gettext_lazy("Order"), ordering="pk", header=True)
    def number_shown(self, order: PurchaseOrder) -> list[str]:
        return [order.number, f"{date_format(order.business_date, 'j M Y')}, {order.created_by_name}"]

    @display(description=gettext_lazy("State"), ordering="state", label=COLOURS)
    def state_shown(self, order: PurchaseOrder) -> tuple[str, str]:
        return order.state, order.get_state_display()

    @display(description=gettext_lazy("Expected on"), ordering="expected_on")
    def expected_shown(self, order: PurchaseOrder) -> str:
        return date_format(order.expected_on, "j M Y") if order.expected_on else "–"

    # Actions.

    @dialog_action(
        gettext_lazy("New order"),
        permission="new",
        description=gettext_lazy("Choose who delivers to which shop. The goods are scanned or typed on the next page."),
        form=NewOrderForm,
        icon="add",
        submit=gettext_lazy("Go on"),
        variant=ActionVariant.PRIMARY,
    )
    def new_order(self, request: HttpRequest, form: NewOrderForm) -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in ("supplier", "shop", "expected_on", "note", "key")}
        order = orders.place(Wish(**told), by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:purchasing_order_desk", args=[order.pk])})

    @action(description=gettext_lazy("Reorder cart"), permissions=["new"], icon="shopping_cart")
    def open_cart(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:purchasing_reorder")

    @dialog_action(
        gettext_lazy("Receive goods"),
        permission="unload",
        description=gettext_lazy("What comes out of the boxes is counted on the next page, and booked there."),
        form=UnloadForm,
        icon="inventory",
        submit=gettext_lazy("Go on"),
        variant=ActionVariant.PRIMARY,
    )
    def unload(self, request: HttpRequest, form: UnloadForm, object_id: str) -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in ("place", "reference", "key")}
        delivery = Delivery(order=self._in_reach(request, object_id).get(), **told)
        receipt = receiving.begin(delivery, by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:purchasing_receiving_desk", args=[receipt.pk])})

    @dialog_action(
        gettext_lazy("Mail to the supplier"),
        permission="mail",
        form=SendForm,
        icon="outgoing_mail",
        submit=gettext_lazy("Send"),
    )
    def send_mail(self, request: HttpRequest, form: SendForm, object_id: str) -> str:
        order, told = self._in_reach(request, object_id).get(), form.cleaned_data
        order_mail.send(order, told["recipient"], message=told["message"], by=self.actor(request))
        return _("%(order)s is on its way to %(to)s.") % {"order": order.number, "to": told["recipient"]}

    @action(description=gettext_lazy("PDF"), permissions=["paper"], icon="picture_as_pdf")
    def download_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        order = self._in_reach(request, object_id).get()
        return file_of(order_papers.order_pdf(order), f"{order.number}.pdf", "application/pdf")

    @action(description=gettext_lazy("Excel"), permissions=["paper"], icon="table")
    def download_workbook(self, request: HttpRequest, object_id: str) -> HttpResponse:
        order = self._in_reach(request, object_id).get()
        return file_of(order_papers.order_workbook(order), f"{order.number}.xlsx", workbooks.XLSX)

    @dialog_action(
        gettext_lazy("Cancel the order"),
        permission="awaited",
        description=gettext_lazy("What has not come is not awaited any more. What came stays."),
        form=ReasonForm,
        icon="undo",
        is_severe=True,
    )
    def call_off(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        order = self._in_reach(request, object_id).get()
        orders.cancel(order, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(order)s is cancelled.") % {"order": order.number}
