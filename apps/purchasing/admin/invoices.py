"""Purchase invoices in the back office: found, summed up, printed, paid."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RadioFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.catalog import label_batches
from apps.core import workbooks
from apps.core.backoffice import ReadOnlyAdmin, ReadOnlyTabularInline, by_key, titled
from apps.core.columns import NO_FIGURE, amount_html, figure_column, money_column
from apps.core.dialogs import dialog_action
from apps.core.doors import open_to
from apps.core.downloads import file_of
from apps.core.export_page import Exports
from apps.core.money import format_money
from apps.core.refusals import Conflict, NexusError
from apps.purchasing import documents, invoices, queries
from apps.purchasing.admin import invoice_papers
from apps.purchasing.admin.by_hand import ByHandPage
from apps.purchasing.admin.goods import NewGoodsPage, keep
from apps.purchasing.admin.invoice_papers import InvoicePapers
from apps.purchasing.invoice_forms import CorrectForm, PaymentForm
from apps.purchasing.models import PurchaseInvoice, PurchaseInvoiceLine
from apps.purchasing.order_forms import ReasonForm
from apps.purchasing.resources import PurchaseInvoiceResource
from apps.stores.backoffice import ShopScoped

PAID_COLOURS = {"paid": "success", "unpaid": "warning", "expected": "info", "cancelled": "default"}


class PaidFilter(RadioFilter):
    title, parameter_name = gettext_lazy("payment"), "paid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", gettext_lazy("Unpaid")), ("yes", gettext_lazy("Paid"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        complete = queryset.filter(state=PurchaseInvoice.State.COMPLETE)
        wanted = {"no": True, "yes": False}.get(self.value())
        return queryset if wanted is None else complete.filter(paid_at__isnull=wanted)


class LineInline(ReadOnlyTabularInline):
    model = PurchaseInvoiceLine
    per_page = 50
    hide_title = True
    fields = ("product_shown", "barcode", "place", "quantity_shown", "cost_shown", "price_shown", "total_shown")
    readonly_fields = fields

    quantity_shown = figure_column("quantity", gettext_lazy("Pieces"))
    cost_shown = money_column("unit_cost", gettext_lazy("Unit cost"))
    total_shown = money_column("total", gettext_lazy("Total"))

    @display(description=gettext_lazy("Selling price"))
    def price_shown(self, line: PurchaseInvoiceLine) -> SafeString:
        return amount_html(line.price) if line.product_id else NO_FIGURE

    @display(description=gettext_lazy("Product"))
    def product_shown(self, line: PurchaseInvoiceLine) -> SafeString:
        """The name as it was bought; it leads to the product as it is, where it is one."""
        if line.product_id is None:
            return format_html("{}", line.name)
        address = reverse("admin:catalog_product_change", args=[line.product_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, line.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PurchaseInvoiceLine]:
        lines: QuerySet[PurchaseInvoiceLine] = super().get_queryset(request)
        return lines.select_related("place")


@admin.register(PurchaseInvoice)
class PurchaseInvoiceAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = PurchaseInvoiceResource
    empty_says = gettext_lazy(
        "Orders, goods receipts, new goods and imported price lists each bring an invoice; others are written by hand."
    )
    list_display = (
        "number_shown",
        "business_date",
        "shop",
        "supplier_shown",
        "units_shown",
        "total_shown",
        "paid_shown",
    )
    list_filter = (
        PaidFilter,
        ("state", ChoicesDropdownFilter),
        ("shop", RelatedDropdownFilter),
        ("supplier", RelatedDropdownFilter),
        ("source", titled(ChoicesDropdownFilter, gettext_lazy("how it came"))),
        ("business_date", RangeDateFilter),
    )
    list_select_related = ("shop", "supplier")
    list_before_template = "purchasing/invoices_head.html"
    search_fields = ("number", "supplier__name", "supplier_reference", "lines__name", "lines__barcode")
    search_help_text = gettext_lazy("A number, a supplier, their reference, a product or its barcode.")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "business_date"),
                    ("shop", "source"),
                    ("state", "order_shown"),
                    ("supplier", "supplier_reference"),
                    ("supplier_date", "brings_goods"),
                    ("units", "subtotal_shown"),
                    ("tax_shown", "total_shown"),
                    ("paid_on", "paid_by_name"),
                    ("payment_note", "note"),
                    ("created_by_name", "created_at"),
                )
            },
        ),
    )
    readonly_fields = ("subtotal_shown", "tax_shown", "total_shown", "order_shown")
    inlines = (LineInline,)
    change_form_before_template = "purchasing/invoice_head.html"
    actions_list = ("new_goods", "write_by_hand")
    actions_detail = (*("pay", "correct_paper", "print_labels", "download_pdf", "download_workbook", "unpay"),)

    class Media:
        css = {"all": ("purchasing/imports.css", "inventory/desk.css", "purchasing/buying.css", "purchasing/bill.css")}

    units_shown = figure_column("units", gettext_lazy("Pieces"))
    subtotal_shown = money_column("subtotal", gettext_lazy("Lines"))
    total_shown = money_column("total", gettext_lazy("Total"))

    # What staff may do.

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An invoice is all about cost."""
        return bool(super().has_view_permission(request, obj)) and request.user.has_perm("users.view_cost")

    def has_paper_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(self.has_view_permission(request)) and self._in_reach(request, object_id).exists()

    def has_label_permission(self, request: HttpRequest, object_id: str) -> bool:
        may_print = self.has_paper_permission(request, object_id) and request.user.has_perm("catalog.add_labelbatch")
        return may_print and self._complete(request, object_id).filter(units__gt=0).exists()

    def has_pay_permission(self, request: HttpRequest, object_id: str) -> bool:
        owed = self._complete(request, object_id).filter(paid_at=None)
        return self._may_settle(request) and owed.exists()

    def has_unpay_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._may_settle(request) and self._in_reach(request, object_id).filter(paid_at__isnull=False).exists()

    def _may_settle(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("purchasing.change_purchaseinvoice"))

    def _in_reach(self, request: HttpRequest, object_id: str) -> QuerySet[PurchaseInvoice]:
        return by_key(self.get_queryset(request), object_id)

    def _complete(self, request: HttpRequest, object_id: str) -> QuerySet[PurchaseInvoice]:
        """Its goods are here."""
        return self._in_reach(request, object_id).filter(state=PurchaseInvoice.State.COMPLETE)

    def has_goods_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("purchasing.add_purchaseinvoice"))

    def has_hand_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(["purchasing.add_purchaseinvoice", "users.view_cost"]))

    # The list.

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(NewGoodsPage.as_view(model_admin=self))
        keep = open_to("purchasing.add_purchaseinvoice")(self.admin_site.admin_view(self.keep_draft))
        by_hand = self.admin_site.admin_view(ByHandPage.as_view(model_admin=self))
        papers = self.admin_site.admin_view(InvoicePapers.as_view(model_admin=self))
        paper = open_to("purchasing.view_purchaseinvoice")(self.admin_site.admin_view(self.show_paper))
        own = [
            path("new-goods/", page, name="purchasing_new_goods"),
            path("new-goods/keep/", keep, name="purchasing_keep_draft"),
            path("by-hand/", by_hand, name="purchasing_by_hand"),
            path("<int:invoice_id>/papers/", papers, name="purchasing_invoice_papers"),
            path("<int:invoice_id>/papers/<int:paper_id>/", paper, name="purchasing_invoice_paper"),
        ]
        return [*own, *super().get_urls()]

    def show_paper(self, request: HttpRequest, invoice_id: int, paper_id: int) -> HttpResponse:
        return invoice_papers.paper(self, request, invoice_id, paper_id)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With what is owed, and the supplier's own papers, in sight on a phone too."""
        invoice = self._in_reach(request, object_id).select_related("shop__location", "supplier").first()
        told: dict[str, Any] = {}
        if invoice:
            standing, shown = self.paid_shown_of(invoice)
            told = {"invoice": invoice, "standing": standing, "standing_shown": shown}
            told |= {"papers": list(invoice.attachments.all()), "may_attach": self._may_settle(request)}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    def keep_draft(self, request: HttpRequest) -> HttpResponse:
        """The form of new goods as it stands, sent by its page whenever typing pauses."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            draft = keep(request, by=self.actor(request))
        except NexusError as refusal:
            return JsonResponse({"said": refusal.sentence}, status=409 if isinstance(refusal, Conflict) else 400)
        return JsonResponse(
            {"said": _("Kept as a draft at %(time)s.") % {"time": time_format(localtime(draft.saved_at))}}
        )

    @action(description=gettext_lazy("New goods"), permissions=["goods"], icon="add", variant=ActionVariant.PRIMARY)
    def new_goods(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:purchasing_new_goods")

    @action(description=gettext_lazy("Invoice by hand"), permissions=["hand"], icon="edit_document")
    def write_by_hand(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:purchasing_by_hand")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """With the totals of what is filtered."""
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", None) or {}
        if "cl" in page:
            filtered = page["cl"].queryset.order_by().values("pk")
            page["totals"] = queries.totals(PurchaseInvoice.objects.filter(pk__in=filtered))
        return response

    @display(description=gettext_lazy("Invoice"), ordering="pk", header=True)
    def number_shown(self, invoice: PurchaseInvoice) -> list[str]:
        return [invoice.number, capfirst(invoice.get_source_display())]

    @display(description=gettext_lazy("Supplier"), ordering="supplier__name", header=True)
    def supplier_shown(self, invoice: PurchaseInvoice) -> list[str]:
        return [str(invoice.supplier or "–"), invoice.supplier_reference]

    @display(description=gettext_lazy("Paid"), ordering="paid_at", label=PAID_COLOURS)
    def paid_shown(self, invoice: PurchaseInvoice) -> tuple[str, str]:
        return self.paid_shown_of(invoice)

    def paid_shown_of(self, invoice: PurchaseInvoice) -> tuple[str, str]:
        if invoice.state != PurchaseInvoice.State.COMPLETE:
            return invoice.state, invoice.get_state_display()
        return ("paid", _("paid")) if invoice.paid_at else ("unpaid", _("unpaid"))

    @display(description=gettext_lazy("Order"))
    def order_shown(self, invoice: PurchaseInvoice) -> SafeString | str:
        """Leads to the order that it belongs to."""
        if invoice.order is None:
            return "–"
        address = reverse("admin:purchasing_purchaseorder_change", args=[invoice.order.pk])
        return format_html('<a class="text-link" href="{}">{}</a>', address, invoice.order)

    @display(description=gettext_lazy("Tax"))
    def tax_shown(self, invoice: PurchaseInvoice) -> SafeString:
        """``7.5 %, added: ₦750.00``."""
        if not invoice.tax:
            return amount_html(invoice.tax)
        how = _("in the costs") if invoice.is_tax_included else _("added")
        rate = "" if invoice.tax_rate is None else f"{invoice.tax_rate.normalize():f} %, "
        return format_html("{}{}: {}", rate, how, format_money(invoice.tax))

    # Actions.

    @dialog_action(
        gettext_lazy("Labels for what came"),
        permission="label",
        description=gettext_lazy("As many labels as pieces came join the batch that you are filling."),
        icon="barcode_reader",
    )
    def print_labels(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        invoice = self._in_reach(request, object_id).get()
        batch = label_batches.open_batch(invoice.shop, by=self.actor(request))
        came = (
            invoice.lines.filter(product__isnull=False).order_by().values("product_id").annotate(pieces=Sum("quantity"))
        )
        wanted = [(line["product_id"], line["pieces"]) for line in came]
        added = label_batches.add(batch, wanted, by=self.actor(request))
        messages.success(request, label_batches.added_in_words(added))
        if missing := label_batches.capped_in_words(wanted):
            messages.warning(request, missing)
        manager = reverse("admin:catalog_label_manager")
        return HttpResponse(headers={"HX-Redirect": f"{manager}?shop={invoice.shop_id}"})

    @action(description=gettext_lazy("PDF"), permissions=["paper"], icon="picture_as_pdf")
    def download_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        invoice = self._in_reach(request, object_id).get()
        return file_of(documents.invoice_pdf(invoice), documents.file_name(invoice, "pdf"), "application/pdf")

    @action(description=gettext_lazy("Excel"), permissions=["paper"], icon="table")
    def download_workbook(self, request: HttpRequest, object_id: str) -> HttpResponse:
        invoice = self._in_reach(request, object_id).get()
        return file_of(documents.invoice_workbook(invoice), documents.file_name(invoice, "xlsx"), workbooks.XLSX)

    @dialog_action(
        gettext_lazy("Mark as paid"),
        permission="pay",
        description=gettext_lazy("The supplier has the money."),
        form=PaymentForm,
        icon="payments",
        variant=ActionVariant.PRIMARY,
    )
    def pay(self, request: HttpRequest, form: PaymentForm, object_id: str) -> str:
        found, told = self._in_reach(request, object_id).get(), form.cleaned_data
        invoice = invoices.mark_paid(found, by=self.actor(request), paid_on=told["paid_on"], note=told["note"])
        return _("%(number)s is paid.") % {"number": invoice.number}

    @dialog_action(
        gettext_lazy("Tax and reference"),
        permission="pay",
        description=gettext_lazy("As the supplier's paper has them. The lines stay as they were written."),
        form=CorrectForm,
        icon="percent",
        submit=gettext_lazy("Keep"),
    )
    def correct_paper(self, request: HttpRequest, form: CorrectForm, object_id: str) -> str:
        found, is_another = self._in_reach(request, object_id).get(), form.cleaned_data["is_another"]
        invoice = invoices.correct(found, form.paper(), by=self.actor(request), is_another=is_another)
        words = {"number": invoice.number, "total": format_money(invoice.total)}
        return _("%(number)s is kept: %(total)s are to be paid.") % words

    @dialog_action(gettext_lazy("Not paid after all"), permission="unpay", is_severe=True, form=ReasonForm, icon="undo")
    def unpay(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        found = self._in_reach(request, object_id).get()
        invoice = invoices.mark_unpaid(found, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(number)s is unpaid again.") % {"number": invoice.number}
