"""Receipts in the back office: found, summed up, shown, printed, sent, paid, voided."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import action
from unfold.enums import ActionVariant

from apps.core.backoffice import ReadOnlyAdmin
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.export_page import Exports
from apps.core.money import ZERO
from apps.customers import contacts
from apps.customers.searching import FindsByContact
from apps.mail import outbox
from apps.sales import documents, instalments, links, mailing, queries, reprints, voids
from apps.sales.admin.dialogs import InstalmentForm, MailForm, ReasonForm
from apps.sales.admin.filters import CashierFilter, MethodFilter, ShopFilter, StateFilter
from apps.sales.admin.goods_on_receipts import GoodsActs
from apps.sales.admin.receipts_shown import ExceptionInline, LineInline, ReceiptShown, TenderInline
from apps.sales.models import Receipt
from apps.sales.resources import ReceiptResource
from apps.sales.views import pdf_response
from apps.stores.backoffice import ShopScoped

PHONE = "customer__phone"
OPENED = "receipts_opened"  # in the session: those of other shops, opened by their number
MOST_OPENED = 50
NEW_TAB = {"target": "_blank"}


@admin.register(Receipt)
class ReceiptAdmin(ReceiptShown, FindsByContact, GoodsActs, Exports, ShopScoped, ReadOnlyAdmin):
    resource = ReceiptResource
    empty_says = gettext_lazy("The first sale at the till writes the first receipt.")
    list_display = ("number_shown", "sold_at", "shop", "cashier_name", "customer_shown", "total_shown", "state_shown")
    list_filter = (
        ("business_date", RangeDateFilter),
        StateFilter,
        ShopFilter,
        CashierFilter,
        MethodFilter,
    )
    list_before_template = "sales/receipts_head.html"
    search_fields = ("number", "provisional_number", "customer_name", PHONE, "shift__number")
    search_help_text = gettext_lazy("A number of a receipt or shift, a customer or their phone.")
    ordering = ("-pk",)
    change_form_before_template = "sales/receipt_head.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "state_in_words"),
                    ("sold_at", "cashier_name"),
                    ("shop", "register"),
                    ("shift", "customer"),
                    ("delivery_shown", "preorder_shown"),
                    ("returns_shown", "note"),
                )
            },
        ),
        (None, {"fields": (("provisional_number", "arrived_at"),)}),
        (
            gettext_lazy("Figures"),
            {
                "fields": (
                    ("gross_shown", "line_discount_shown"),
                    ("gift_value_shown", "order_discount_shown"),
                    ("points_discount_shown", "points_shown"),
                    ("net_shown", "delivery_fee_shown"),
                    ("rounding_shown", "total_shown"),
                    ("returned_shown",),
                    ("taxes_shown",),
                )
            },
        ),
    )
    inlines = (LineInline, TenderInline, ExceptionInline)
    actions_detail = (
        "take_instalment",
        "print_copy",
        "open_pdf",
        {
            "title": gettext_lazy("Gift receipt"),
            "icon": "redeem",
            "items": ["print_gift_receipt", "open_gift_receipt"],
        },
        "plan_delivery",
        {"title": gettext_lazy("Send"), "icon": "share", "items": ["send_mail", "whatsapp"]},
        "take_back",
        "void_sale",
    )

    class Media:
        css = {"all": ("sales/backoffice.css",)}

    # What is shown to whom.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Receipt]:
        rows: QuerySet[Receipt] = super().get_queryset(request)
        return rows.select_related("shop", "void")

    def get_readonly_fields(self, request: HttpRequest, obj: Receipt | None = None) -> Sequence[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Receipt | None:
        """Within reach by its key; any other by its number or link, as somebody who holds it knows them."""
        found: Receipt | None = super().get_object(request, object_id, from_field)
        if found is None and object_id.isdecimal():
            receipt = Receipt.objects.select_related("void", "shop").filter(pk=object_id).first()
            if receipt is not None and request.GET.get("number") == receipt.number:
                request.session[OPENED] = [*request.session.get(OPENED, [])[-MOST_OPENED:], receipt.pk]
                return receipt
        return found

    def has_see_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Within reach, or opened by its number in this session."""
        if not self.has_view_permission(request) or not str(object_id).isdecimal():
            return False
        opened = int(object_id) in request.session.get(OPENED, [])
        return opened or self.get_queryset(request).filter(pk=object_id).exists()

    def has_mail_permission(self, request: HttpRequest, object_id: str) -> bool:
        return request.user.has_perm("sales.mail_receipt") and self.has_see_permission(request, object_id)

    def has_pay_permission(self, request: HttpRequest, object_id: str) -> bool:
        is_due = Receipt.objects.filter(pk=object_id, due__gt=ZERO).exists()
        return is_due and request.user.has_perm("sales.sell") and self.has_see_permission(request, object_id)

    def has_take_back_permission(self, request: HttpRequest, object_id: str) -> bool:
        rows = Receipt.objects.filter(void__isnull=True, kind__in=(Receipt.Kind.SALE, Receipt.Kind.GIFT))
        may = request.user.has_perm("returns.add_return") and self.has_see_permission(request, object_id)
        return may and rows.filter(pk=object_id, lines__claimed__lt=F("lines__quantity")).exists()

    def has_void_permission(self, request: HttpRequest, object_id: str) -> bool:
        rows = self.get_queryset(request).filter(pk=object_id, void__isnull=True, shift__closed_at__isnull=True)
        rows = rows.filter(preorder="").exclude(lines__claimed__gt=0)  # a pre-order's is undone on its own page
        return request.user.has_perm("sales.void_receipt") and rows.exists()

    # The list.

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = (extra_context or {}) | {"allowed_by": queries.allowed_by(object_id)}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A whole number opens its receipt, of whichever shop; else the list with the totals of what is filtered."""
        receipt = queries.named(request.GET.get("q", ""))
        if receipt is not None:
            return HttpResponseRedirect(links.back_office_address(receipt))
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", None) or {}
        if "cl" in page:
            page["totals"] = queries.totals(page["cl"].queryset)
        return response

    # The page.

    def get_fieldsets(self, request: HttpRequest, obj: Receipt | None = None) -> Any:
        """What a sale at a till has besides, and when one made without a connection arrived."""
        whole, at_till, figures = self.fieldsets
        if obj is None or not obj.provisional_number:
            return whole, figures
        return whole, at_till if obj.was_offline else (None, {"fields": ("provisional_number",)}), figures

    def get_inlines(self, request: HttpRequest, obj: Receipt | None) -> Sequence[Any]:
        """Exceptions are shown where there are any."""
        if obj is not None and obj.exceptions.exists():
            return self.inlines
        return [inline for inline in self.inlines if inline is not ExceptionInline]

    # Actions.

    @dialog_action(
        gettext_lazy("Take a payment"),
        permission="pay",
        form=InstalmentForm,
        icon="payments",
        description=gettext_lazy("What is due becomes less by it, and the shift's cash more."),
        variant=ActionVariant.PRIMARY,
    )
    def take_instalment(self, request: HttpRequest, form: InstalmentForm, object_id: str) -> str:
        receipt = Receipt.objects.get(pk=object_id)
        values = form.cleaned_data
        instalments.pay(receipt, [form.tender()], key=values["key"], by=self.actor(request), shift=values["shift"])
        receipt.refresh_from_db()
        return _("Paid. %(due)s is still due.") % {"due": documents.money(receipt.due)}

    @dialog_action(
        gettext_lazy("Print"),
        permission="see",
        icon="print",
        description=gettext_lazy("On the receipt printer of its shop, marked COPY when it was printed before."),
    )
    def print_copy(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        job = reprints.reprint(Receipt.objects.get(pk=object_id), by=self.actor(request))
        if job.printer is None:
            return job.error
        return _("It prints on %(printer)s.") % {"printer": job.printer}

    @action(description=gettext_lazy("PDF"), permissions=["see"], icon="picture_as_pdf", attrs=NEW_TAB)
    def open_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        receipt = Receipt.objects.get(pk=object_id)
        return pdf_response(documents.receipt_document(receipt, copy=True), receipt.number)

    @dialog_action(
        gettext_lazy("E-mail"),
        permission="mail",
        form=MailForm,
        icon="mail",
        description=gettext_lazy("The receipt goes as a PDF."),
        submit=gettext_lazy("Send"),
    )
    def send_mail(self, request: HttpRequest, form: MailForm, object_id: str) -> str:
        recipient = form.cleaned_data["recipient"]
        mailing.mail(Receipt.objects.get(pk=object_id), recipient, by=self.actor(request))
        if not outbox.is_connected():
            return _("The receipt for %(recipient)s is kept as a file: no mail server is set up.") % {
                "recipient": recipient
            }
        return _("The receipt goes to %(recipient)s.") % {"recipient": recipient}

    @action(description=gettext_lazy("WhatsApp"), permissions=["see"], icon="share", attrs=NEW_TAB)
    def whatsapp(self, request: HttpRequest, object_id: str) -> HttpResponse:
        receipt = Receipt.objects.select_related("customer").get(pk=object_id)
        with_phone = contacts.are_seen_by(request.user)
        return HttpResponseRedirect(links.whatsapp_link(receipt, request, with_phone=with_phone))

    @action(description=gettext_lazy("Take goods back"), permissions=["take_back"], icon="assignment_return")
    def take_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """On the page of returns, where the pieces are typed."""
        number = Receipt.objects.values_list("number", flat=True).get(pk=object_id)
        return HttpResponseRedirect(f"{reverse('admin:returns_desk')}?{urlencode({'receipt': number})}")

    @dialog_action(
        gettext_lazy("Void"),
        permission="void",
        is_severe=True,
        form=ReasonForm,
        icon="block",
        description=gettext_lazy("Goods, payments and debt go back; the number stays."),
        submit=gettext_lazy("Void the sale"),
    )
    def void_sale(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        receipt = self.get_queryset(request).get(pk=object_id)
        voids.void(receipt, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(number)s is void.") % {"number": receipt.number}
