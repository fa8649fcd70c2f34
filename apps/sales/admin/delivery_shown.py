"""What the list and the page of a delivery show."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from apps.core import clock, masks
from apps.core.backoffice import ReadOnlyTabularInline
from apps.core.columns import NO_FIGURE, amount_html, moment_html
from apps.customers import contacts
from apps.sales.models import Delivery, DeliveryStep

ADDRESS, PHONE = "address", "phone"
MASKED = {ADDRESS: "address_masked", PHONE: "phone_masked"}
State = Delivery.State
COLOURS = {"late": "danger", State.PENDING: "warning", State.OUT: "info", State.DELIVERED: "success", "void": "danger"}


class DeliveryStepInline(ReadOnlyTabularInline):
    model = DeliveryStep
    verbose_name_plural = gettext_lazy("Who did what")
    fields = readonly_fields = ("kind", "when_shown", "user_name", "note", "proof_shown")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.sees_contacts = contacts.are_seen_by(request.user)
        return super().get_formset(request, obj, **kwargs)

    @display(description=gettext_lazy("When"))
    def when_shown(self, step: DeliveryStep) -> SafeString:
        return moment_html(step.at)

    @display(description=gettext_lazy("Proof"))
    def proof_shown(self, step: DeliveryStep) -> SafeString | str:
        """Links that open the pictures, for who may see where people live."""
        named = [("photo", step.photo, _("photo")), ("signature", step.signature, _("signature"))]
        kept = [(what, title) for what, file, title in named if file]
        if not kept or not self.sees_contacts:
            return ", ".join(title for _what, title in kept) or "–"
        name = "admin:sales_delivery_proof"
        rows = ((reverse(name, args=[step.delivery_id, step.pk, what]), title) for what, title in kept)
        return format_html_join(", ", '<a class="text-link" href="{}" target="_blank">{}</a>', rows)


class Shown:
    """The columns; put it before the page's base class."""

    @display(description=gettext_lazy("Delivery"), ordering="pk", header=True)
    def number_shown(self, delivery: Delivery) -> list[str]:
        return [delivery.number, delivery.receipt.number]

    @display(description=gettext_lazy("Kind"), ordering="kind", header=True)
    def kind_shown(self, delivery: Delivery) -> list[str]:
        return [delivery.get_kind_display().capitalize(), delivery.courier or delivery.receipt.shop.name]

    @display(description=gettext_lazy("For the day"), ordering="due_on")
    def due_shown(self, delivery: Delivery) -> str:
        return date_format(delivery.due_on, "j M Y") if delivery.due_on else "–"

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

    @display(description=gettext_lazy("Still due"), ordering="receipt__due")
    def owes_shown(self, delivery: Delivery) -> SafeString:
        return amount_html(delivery.receipt.due) if delivery.receipt.due else NO_FIGURE

    @display(description=gettext_lazy("State"), label=COLOURS)
    def state_shown(self, delivery: Delivery) -> tuple[str, str]:
        if hasattr(delivery.receipt, "void"):
            return "void", _("void")
        if delivery.is_overdue(clock.today()):
            return "late", _("overdue")
        return delivery.state.value, str(delivery.state.label)

    @display(description=gettext_lazy("State"))
    def state_in_words(self, delivery: Delivery) -> str:
        return str(self.state_shown(delivery)[1])

    @display(description=gettext_lazy("Delivered"))
    def delivered_shown(self, delivery: Delivery) -> SafeString | str:
        """When, by whom, and to whom."""
        if delivery.delivered_at is None:
            return "–"
        told = [delivery.delivered_by_name]
        if delivery.received_by:
            told.append(_("received by %(name)s") % {"name": delivery.received_by})
        return format_html("{} · {}", moment_html(delivery.delivered_at), ", ".join(told))

    @display(description=gettext_lazy("Receipt"))
    def receipt_link(self, delivery: Delivery) -> SafeString:
        address = reverse("admin:sales_receipt_change", args=[delivery.receipt_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, delivery.receipt.number)
