"""Payments, one by one; those that are only promised are confirmed or denied here, from a phone too."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import DropdownFilter, RangeDateTimeFilter
from unfold.decorators import display
from unfold.enums import ActionVariant

from apps.core.backoffice import ReadOnlyAdmin
from apps.core.columns import money_column
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.export_page import Exports
from apps.customers.searching import FindsByContact
from apps.sales import confirmations, documents, queries
from apps.sales.admin.dialogs import ReasonForm
from apps.sales.admin.filters import Lookups, ReceiptShopFilter
from apps.sales.models import Tender
from apps.sales.resources import TenderResource
from apps.stores.backoffice import ShopScoped
from apps.stores.models import PaymentMethod

LABELS = {"awaited": "warning", "confirmed": "success", "denied": "danger"}


class TenderStateFilter(DropdownFilter):
    title, parameter_name = gettext_lazy("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return list(Tender.State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tender]) -> QuerySet[Tender]:
        """What is awaited is what can still be answered: of no void sale."""
        if self.value() == Tender.State.AWAITED:
            return queryset.filter(queries.AWAITED)
        return queryset.filter(state=self.value()) if self.value() in Tender.State.values else queryset


class TenderMethodFilter(DropdownFilter):
    title, parameter_name = gettext_lazy("method"), "method"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(method.key, method.name) for method in PaymentMethod.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tender]) -> QuerySet[Tender]:
        return queryset.filter(method__key=self.value()) if self.value() else queryset


@admin.register(Tender)
class TenderAdmin(FindsByContact, Exports, ShopScoped, ReadOnlyAdmin):
    resource = TenderResource
    empty_says = gettext_lazy("Every payment at a till stands here. Those that wait for the bank are answered here.")
    shop_path = "receipt__shop"
    list_display = ("receipt_shown", "amount_shown", "method_shown", "customer_shown", "at", "state_shown")
    list_filter = (TenderStateFilter, TenderMethodFilter, ReceiptShopFilter, ("at", RangeDateTimeFilter))
    search_fields = ("receipt__number", "reference", "receipt__customer_name", "receipt__customer__phone")
    search_help_text = gettext_lazy("A receipt, a reference, a customer or their phone.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("receipt_link", "amount_shown"),
                    ("method_name", "reference"),
                    ("state_in_words", "customer_shown"),
                    ("at", "user_name"),
                    ("shift",),
                )
            },
        ),
    )
    actions_row = ("confirm", "deny")
    actions_detail = ("confirm", "deny")

    amount_shown = money_column("amount", gettext_lazy("Amount"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tender]:
        rows: QuerySet[Tender] = super().get_queryset(request)
        return rows.select_related("receipt__void", "receipt__shop", "shift")

    def get_readonly_fields(self, request: HttpRequest, obj: Tender | None = None) -> list[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    def has_answer_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        if not request.user.has_perm(confirmations.RIGHT):
            return False
        if object_id is None:
            return True
        return self.get_queryset(request).filter(queries.AWAITED, pk=object_id).exists()

    @display(description=gettext_lazy("Payment"), ordering="pk", header=True)
    def receipt_shown(self, tender: Tender) -> list[str]:
        return [tender.receipt.number, tender.receipt.shop.name]

    @display(description=gettext_lazy("By"), ordering="method_name")
    def method_shown(self, tender: Tender) -> str:
        return ", ".join(filter(None, (tender.method_name, tender.reference)))

    @display(description=gettext_lazy("Customer"), ordering="receipt__customer_name")
    def customer_shown(self, tender: Tender) -> str:
        return tender.receipt.customer_name or "–"

    @display(description=gettext_lazy("State"), label=LABELS)
    def state_shown(self, tender: Tender) -> tuple[str, str]:
        return tender.state, tender.get_state_display()

    @display(description=gettext_lazy("State"))
    def state_in_words(self, tender: Tender) -> str:
        return tender.get_state_display()

    @display(description=gettext_lazy("Receipt"))
    def receipt_link(self, tender: Tender) -> SafeString:
        address = reverse("admin:sales_receipt_change", args=[tender.receipt_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, tender.receipt.number)

    @dialog_action(
        gettext_lazy("The money has arrived"),
        permission="answer",
        icon="task_alt",
        description=gettext_lazy("It counts as paid for good. Look at the bank's own list first."),
        submit=gettext_lazy("Confirm"),
        variant=ActionVariant.PRIMARY,
    )
    def confirm(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        tender = confirmations.confirm(self.get_queryset(request).get(pk=object_id), by=self.actor(request))
        return _("%(amount)s of %(receipt)s is confirmed.") % _words(tender)

    @dialog_action(
        gettext_lazy("It never came"),
        permission="answer",
        is_severe=True,
        form=ReasonForm,
        icon="money_off",
        description=gettext_lazy("The amount is due again, and the sale stands under “Exceptions”."),
        submit=gettext_lazy("Deny"),
    )
    def deny(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        tender = self.get_queryset(request).get(pk=object_id)
        confirmations.deny(tender, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(amount)s of %(receipt)s is due again.") % _words(tender)


def _words(tender: Tender) -> dict[str, str]:
    return {"amount": documents.money(tender.amount), "receipt": tender.receipt.number}
