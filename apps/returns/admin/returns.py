"""Returns in the back office: what waits, who says yes, what was given back."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.core.backoffice import ReadOnlyAdmin, ReadOnlyTabularInline, by_key, titled
from apps.core.columns import figure_column, moment_html, money_column
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.export_page import Exports
from apps.core.money import format_money
from apps.customers.searching import FindsByContact
from apps.returns import completion, decisions, papers, queries, reprints
from apps.returns.admin.desk import ReturnDesk
from apps.returns.forms import CompletionForm, NoteForm, ReasonForm
from apps.returns.models import Return, ReturnLine, ReturnStep
from apps.returns.resources import ReturnResource
from apps.sales import links
from apps.sales.views import pdf_response
from apps.stores.backoffice import ShopScoped
from apps.users.models import User

State = Return.State
COLOURS = {State.PENDING: "warning", State.APPROVED: "info", State.REJECTED: "danger", State.COMPLETED: "success"}


class LineInline(ReadOnlyTabularInline):
    model = ReturnLine
    verbose_name_plural = gettext_lazy("Goods")
    fields = readonly_fields = ("product_shown", "quantity_shown", "condition", "refund_shown")

    quantity_shown = figure_column("quantity", gettext_lazy("Pieces"))
    refund_shown = money_column("refund", gettext_lazy("Was paid with"))

    @display(description=gettext_lazy("Product"))
    def product_shown(self, line: ReturnLine) -> SafeString:
        address = reverse("admin:catalog_product_change", args=[line.sold.product_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, line.sold.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReturnLine]:
        lines: QuerySet[ReturnLine] = super().get_queryset(request)
        return lines.select_related("sold")


class StepInline(ReadOnlyTabularInline):
    model = ReturnStep
    verbose_name_plural = gettext_lazy("Who did what")
    fields = readonly_fields = ("kind", "when_shown", "user_name", "note")

    @display(description=gettext_lazy("When"))
    def when_shown(self, step: ReturnStep) -> SafeString:
        return moment_html(step.at)


@admin.register(Return)
class ReturnAdmin(FindsByContact, Exports, ShopScoped, ReadOnlyAdmin):
    resource = ReturnResource
    empty_says = gettext_lazy("“Take goods back” finds the receipt and asks what comes back. The till does it too.")
    list_display = ("number_shown", "state_shown", "receipt_shown", "customer_shown", "value_shown", "refund_shown")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("shop", RelatedDropdownFilter),
        ("refund", ChoicesDropdownFilter),
        ("is_self_approved", titled(BooleanRadioFilter, gettext_lazy("approved by who asked"))),
        ("business_date", RangeDateFilter),
    )
    list_select_related = ("shop", "receipt", "customer")
    search_fields = ("number", "receipt__number", "reason", "customer__name", "customer__phone", "lines__sold__name")
    search_help_text = gettext_lazy(
        "A number of a return or receipt, a customer, their phone, a product or the reason."
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("receipt_shown", "customer"),
                    ("reason", "note"),
                    ("shop", "created_by_name"),
                    ("new_receipt_shown", "credit_shown"),
                )
            },
        ),
    )
    readonly_fields = ("receipt_shown", "new_receipt_shown", "credit_shown")
    inlines = (LineInline, StepInline)
    change_form_before_template = "returns/return_head.html"
    actions_list = ("take_back",)
    actions_detail = ("approve", "complete", "reject", "print_slip", "open_pdf")

    class Media:
        css = {"all": ("inventory/desk.css", "sales/backoffice.css", "returns/returns.css")}

    value_shown = money_column("value", gettext_lazy("Value"))

    # Who sees and may do what.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Return]:
        rows: QuerySet[Return] = super().get_queryset(request)
        return rows.select_related("shop", "receipt", "customer", "new_receipt")

    def in_reach(self, request: HttpRequest, object_id: str) -> QuerySet[Return]:
        return by_key(self.get_queryset(request), object_id)

    def has_take_back_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("returns.add_return"))

    def has_approve_permission(self, request: HttpRequest, object_id: str) -> bool:
        waits = self.in_reach(request, object_id).filter(state=State.PENDING)
        return request.user.has_perm(decisions.RIGHT) and waits.exists()

    def has_complete_permission(self, request: HttpRequest, object_id: str) -> bool:
        approved = self.in_reach(request, object_id).filter(state=State.APPROVED)
        return request.user.has_perm("returns.change_return") and approved.exists()

    def has_reject_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Approvers, and those who asked for it themselves, as long as nothing was given back."""
        goods = self.in_reach(request, object_id).filter(state__in=queries.OPEN).first()
        return goods is not None and decisions.may_reject(goods, cast(User, request.user))

    def has_paper_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(self.has_view_permission(request)) and self.in_reach(request, object_id).exists()

    # The list and the page.

    def get_urls(self) -> list[Any]:
        desk = self.admin_site.admin_view(ReturnDesk.as_view(model_admin=self))
        return [path("new/", desk, name="returns_desk"), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Return | None = None) -> Sequence[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    @display(description=gettext_lazy("Return"), ordering="pk", header=True)
    def number_shown(self, goods: Return) -> list[str]:
        when = date_format(localtime(goods.created_at), "j M Y, H:i")
        return [goods.number, f"{when} · {goods.created_by_name}"]

    @display(description=gettext_lazy("State"), ordering="state", label=COLOURS)
    def state_shown(self, goods: Return) -> tuple[str, str]:
        return goods.state, goods.get_state_display()

    @display(description=gettext_lazy("Receipt"), ordering="receipt__number")
    def receipt_shown(self, goods: Return) -> SafeString:
        address = links.back_office_address(goods.receipt)
        return format_html('<a class="text-link" href="{}">{}</a>', address, goods.receipt.number)

    @display(description=gettext_lazy("Customer"), ordering="customer__name", header=True)
    def customer_shown(self, goods: Return) -> list[str]:
        return [goods.customer.name if goods.customer else "–", f"{goods.reason} · {goods.shop.name}"]

    @display(description=gettext_lazy("Given back in"), ordering="refund")
    def refund_shown(self, goods: Return) -> str:
        if goods.state != State.COMPLETED:
            return "–"
        parts = [goods.get_refund_display()] if goods.refund else []
        parts += [_("exchange")] if goods.exchanged else []
        parts += [_("off the balance due")] if goods.debt else []
        parts += [_("credit that had paid")] if goods.credit else []
        return " + ".join(parts) or _("nothing")

    @display(description=gettext_lazy("Receipt of the new goods"))
    def new_receipt_shown(self, goods: Return) -> SafeString | str:
        if goods.new_receipt is None:
            return "–"
        address = links.back_office_address(goods.new_receipt)
        return format_html('<a class="text-link" href="{}">{}</a>', address, goods.new_receipt.number)

    @display(description=gettext_lazy("Store credit"))
    def credit_shown(self, goods: Return) -> str:
        return goods.credit_number or "–"

    # Actions.

    @action(
        description=gettext_lazy("Take goods back"),
        permissions=["take_back"],
        icon="assignment_return",
        variant=ActionVariant.PRIMARY,
        url_path="take-back",
    )
    def take_back(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:returns_desk")

    @dialog_action(
        gettext_lazy("Approve"),
        permission="approve",
        description=gettext_lazy("Then the goods may be taken, and what was paid given back."),
        form=NoteForm,
        icon="check",
        variant=ActionVariant.PRIMARY,
    )
    def approve(self, request: HttpRequest, form: NoteForm, object_id: str) -> str:
        goods = self.in_reach(request, object_id).get()
        decisions.approve(goods, by=self.actor(request), note=form.cleaned_data["note"])
        return _("%(number)s is approved.") % {"number": goods.number}

    @dialog_action(
        gettext_lazy("Complete"),
        permission="complete",
        description=gettext_lazy(
            "The goods are here now: they come back into stock, or are lost when damaged. A balance due becomes less "
            "first, then credits that had paid get theirs, and the rest is given back."
        ),
        form=CompletionForm,
        icon="assignment_turned_in",
        submit=gettext_lazy("Take the goods, give back"),
        variant=ActionVariant.PRIMARY,
    )
    def complete(self, request: HttpRequest, form: CompletionForm, object_id: str) -> str:
        goods = self.in_reach(request, object_id).get()
        done = completion.complete(goods, form.way(), by=self.actor(request))
        words = {"number": done.number, "amount": format_money(done.paid_back), "credit": done.credit_number}
        if done.credit_number:
            return _("%(number)s is completed: %(credit)s is worth %(amount)s.") % words
        if done.paid_back:
            return _("%(number)s is completed: give %(amount)s back in cash.") % words
        return _("%(number)s is completed: nothing is to be paid out.") % words

    @dialog_action(
        gettext_lazy("Reject"),
        permission="reject",
        description=gettext_lazy("The customer keeps the goods. They may be asked for again."),
        form=ReasonForm,
        icon="block",
        is_severe=True,
    )
    def reject(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        goods = self.in_reach(request, object_id).get()
        decisions.reject(goods, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(number)s is rejected.") % {"number": goods.number}

    @dialog_action(
        gettext_lazy("Print"),
        permission="paper",
        icon="print",
        description=gettext_lazy("On the printer for returns of its shop, marked COPY."),
    )
    def print_slip(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        job = reprints.reprint(self.in_reach(request, object_id).get(), by=self.actor(request))
        if job.printer is None:
            return job.error
        return _("It prints on %(printer)s.") % {"printer": job.printer}

    @action(description=gettext_lazy("PDF"), permissions=["paper"], icon="picture_as_pdf", attrs={"target": "_blank"})
    def open_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        goods = self.in_reach(request, object_id).get()
        return pdf_response(papers.slip(goods, copy=True), goods.number)
