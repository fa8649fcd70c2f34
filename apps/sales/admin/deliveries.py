"""Deliveries and pickups: what still waits, and who brought what when."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display
from unfold.enums import ActionVariant

from apps.core import masks
from apps.core.backoffice import DialogForm, ReadOnlyAdmin, amount_html, dialog_action
from apps.core.export_page import Exports
from apps.customers import contacts
from apps.sales import deliveries
from apps.sales.admin.filters import OpenFilter, ReceiptShopFilter
from apps.sales.models import Delivery
from apps.sales.resources import DeliveryResource
from apps.stores.backoffice import ShopScoped


class DeliveredFilter(OpenFilter):
    title, parameter_name, path = gettext_lazy("state"), "state", "delivered_at"
    open_word, done_word = gettext_lazy("pending"), gettext_lazy("delivered")


ADDRESS, PHONE = "address", "phone"
MASKED = {ADDRESS: "address_masked", PHONE: "phone_masked"}


@admin.register(Delivery)
class DeliveryAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = DeliveryResource
    empty_says = gettext_lazy("A sale that is to be delivered or picked up later stands here until it is.")
    shop_path = "receipt__shop"
    list_display = ("number_shown", "kind", "due_on", "customer_shown", ADDRESS, "fee_shown", "state_shown")
    list_filter = (
        DeliveredFilter,
        ("kind", ChoicesDropdownFilter),
        ReceiptShopFilter,
        ("due_on", RangeDateFilter),
    )
    search_fields = ("number", "receipt__number", "receipt__customer_name", "courier", ADDRESS, PHONE)
    search_help_text = gettext_lazy("A number, a customer, an address, a phone or a courier.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "receipt_link"),
                    ("state_in_words", "kind"),
                    ("due_on", "fee_shown"),
                    (ADDRESS, PHONE),
                    ("courier", "note"),
                    ("delivered_at", "delivered_by_name"),
                )
            },
        ),
    )
    actions_detail = ("deliver",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        rows: QuerySet[Delivery] = super().get_queryset(request)
        return rows.select_related("receipt__void")

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [self._as_seen(name, request) for name in self.list_display]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [name for name in self.search_fields if self._as_seen(name, request) == name]

    def get_fieldsets(self, request: HttpRequest, obj: Delivery | None = None) -> Any:
        rows = self.fieldsets[0][1]["fields"]
        return ((None, {"fields": tuple(tuple(self._as_seen(name, request) for name in row) for row in rows)}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Delivery | None = None) -> list[str]:
        return [name for _title, part in self.get_fieldsets(request, obj) for row in part["fields"] for name in row]

    def _as_seen(self, name: str, request: HttpRequest) -> str:
        """Where somebody lives and their phone, only for those who see how people are reached."""
        return name if contacts.are_seen_by(request.user) else MASKED.get(name, name)

    def has_deliver_permission(self, request: HttpRequest, object_id: str) -> bool:
        waiting = self.get_queryset(request).filter(pk=object_id, delivered_at__isnull=True)
        return request.user.has_perm("sales.change_delivery") and waiting.exists()

    @display(description=gettext_lazy("Delivery"), ordering="pk", header=True)
    def number_shown(self, delivery: Delivery) -> list[str]:
        return [delivery.number, delivery.receipt.number]

    @display(description=gettext_lazy("Customer"), ordering="receipt__customer_name")
    def customer_shown(self, delivery: Delivery) -> str:
        return delivery.receipt.customer_name or "–"

    @display(description=gettext_lazy("Address"))
    def address_masked(self, delivery: Delivery) -> str:
        return masks.DOTS if delivery.address else "–"

    @display(description=gettext_lazy("Phone"))
    def phone_masked(self, delivery: Delivery) -> str:
        return masks.phone(delivery.phone) or "–"

    @display(description=gettext_lazy("Fee"), ordering="receipt__delivery_fee")
    def fee_shown(self, delivery: Delivery) -> SafeString:
        return amount_html(delivery.receipt.delivery_fee)

    @display(description=gettext_lazy("State"), label={"pending": "warning", "delivered": "success", "void": "danger"})
    def state_shown(self, delivery: Delivery) -> tuple[str, str]:
        if hasattr(delivery.receipt, "void"):
            return "void", _("void")
        return ("delivered", _("delivered")) if delivery.delivered_at else ("pending", _("pending"))

    @display(description=gettext_lazy("State"))
    def state_in_words(self, delivery: Delivery) -> str:
        return str(self.state_shown(delivery)[1])

    @display(description=gettext_lazy("Receipt"))
    def receipt_link(self, delivery: Delivery) -> SafeString:
        address = reverse("admin:sales_receipt_change", args=[delivery.receipt_id])
        return format_html('<a class="text-primary-600" href="{}">{}</a>', address, delivery.receipt.number)

    @dialog_action(
        gettext_lazy("Mark as delivered"),
        permission="deliver",
        icon="task_alt",
        description=gettext_lazy("The customer has the goods."),
        variant=ActionVariant.PRIMARY,
    )
    def deliver(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        delivery = deliveries.mark_delivered(self.get_queryset(request).get(pk=object_id), by=self.actor(request))
        return _("%(number)s is delivered.") % {"number": delivery.number}
