"""What the list and the page of a pre-order show."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from apps.core import clock
from apps.core.backoffice import ReadOnlyTabularInline
from apps.core.columns import amount_html, moment_html, money_column
from apps.preorders.models import PreOrder, PreOrderStep

State = PreOrder.State
COLOURS = {
    "overdue": "danger",
    State.PENDING: "warning",
    State.ARRIVED: "info",
    State.FULFILLED: "success",
    State.CANCELLED: "default",
}


class StepInline(ReadOnlyTabularInline):
    model = PreOrderStep
    verbose_name_plural = gettext_lazy("Who did what")
    fields = readonly_fields = ("kind", "when_shown", "user_name", "amount_shown", "document", "note")

    @display(description=gettext_lazy("When"))
    def when_shown(self, step: PreOrderStep) -> SafeString:
        return moment_html(step.at)

    @display(description=gettext_lazy("Amount"))
    def amount_shown(self, step: PreOrderStep) -> SafeString | str:
        return amount_html(step.amount) if step.amount else "–"


class Shown:
    """The columns; put it before the page's base class."""

    total_shown = money_column("total", gettext_lazy("Total"), ordering="unit_price")
    held_shown = money_column("held", gettext_lazy("Deposit"), ordering=None)
    price_shown = money_column("unit_price", gettext_lazy("Agreed price of a piece"))

    @display(description=gettext_lazy("Pre-order"), ordering="pk", header=True)
    def number_shown(self, preorder: PreOrder) -> list[str]:
        return [preorder.number, f"{date_format(preorder.business_date, 'j M Y')}, {preorder.created_by_name}"]

    @display(description=gettext_lazy("Customer"), ordering="customer__name", header=True)
    def customer_shown(self, preorder: PreOrder) -> list[str]:
        return [preorder.customer.name, preorder.customer.phone or ""]

    @display(description=gettext_lazy("What"), ordering="what")
    def what_shown(self, preorder: PreOrder) -> str:
        return preorder.words

    @display(description=gettext_lazy("State"), ordering="state", label=COLOURS)
    def state_shown(self, preorder: PreOrder) -> tuple[str, str]:
        if preorder.is_overdue(clock.today()):
            return "overdue", _("overdue")
        if preorder.state == State.ARRIVED and preorder.told_at is not None:
            return State.ARRIVED, _("arrived, told")
        return preorder.state, preorder.get_state_display()

    @display(description=gettext_lazy("Expected on"), ordering="expected_on")
    def expected_shown(self, preorder: PreOrder) -> str:
        return date_format(preorder.expected_on, "j M Y")

    @display(description=gettext_lazy("Customer"))
    def customer_link(self, preorder: PreOrder) -> SafeString | str:
        told = ", ".join(filter(None, (preorder.customer.name, preorder.customer.phone)))
        return _link("customers_customer", preorder.customer_id, told)

    @display(description=gettext_lazy("Wishes"))
    def wishes_shown(self, preorder: PreOrder) -> str:
        wishes = (preorder.brand, preorder.category, preorder.colour, preorder.design, preorder.size)
        return ", ".join(filter(None, wishes)) or "–"

    @display(description=gettext_lazy("Taken"))
    def taken_shown(self, preorder: PreOrder) -> SafeString:
        return format_html("{}, {}", moment_html(preorder.created_at), preorder.created_by_name)

    @display(description=gettext_lazy("Arrived"))
    def arrived_shown(self, preorder: PreOrder) -> SafeString | str:
        if preorder.converted_at is None:
            return "–"
        return format_html("{}, {}", moment_html(preorder.converted_at), preorder.converted_by_name)

    @display(description=gettext_lazy("Product"))
    def product_link(self, preorder: PreOrder) -> SafeString | str:
        return _link("catalog_product", preorder.product_id, preorder.product)

    @display(description=gettext_lazy("Purchase invoice"))
    def invoice_link(self, preorder: PreOrder) -> SafeString | str:
        return _link("purchasing_purchaseinvoice", preorder.invoice_id, preorder.invoice)

    @display(description=gettext_lazy("Receipt"))
    def receipt_link(self, preorder: PreOrder) -> SafeString | str:
        return _link("sales_receipt", preorder.receipt_id, preorder.receipt)

    @display(description=gettext_lazy("Delivered"))
    def delivered_shown(self, preorder: PreOrder) -> SafeString | str:
        if preorder.delivered_at is None:
            return "–"
        return format_html("{}, {}", moment_html(preorder.delivered_at), preorder.delivered_by_name)


def _link(page: str, key: int | None, told: Any) -> SafeString | str:
    if key is None:
        return "–"
    return format_html('<a class="text-link" href="{}">{}</a>', reverse(f"admin:{page}_change", args=[key]), told)
