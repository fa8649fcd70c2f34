"""What the dialogs of deliveries ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from apps.core.backoffice import by_key
from apps.core.dialogs import DialogForm
from apps.core.inputs import DayField
from apps.customers import contacts
from apps.sales import delivery_news
from apps.sales.delivery_plans import Plan
from apps.sales.models import Delivery, Receipt

CONTACTS = ("address", "phone")


def _text(label: Any, most: int, *, required: bool = False, told: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, widget=UnfoldAdminTextInputWidget, help_text=told
    )


class PlanForm(DialogForm):
    """For a sale that was made without."""

    kind = forms.ChoiceField(
        label=_("How"), choices=Delivery.Kind.choices, initial=Delivery.Kind.DELIVERY, widget=UnfoldAdminSelectWidget
    )
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )
    phone = _text(_("Phone"), 40)
    due_on = DayField(label=_("For the day"), required=False, widget=UnfoldAdminSingleDateWidget)
    courier = _text(_("Courier"), 80)
    note = _text(_("Note"), 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin()

    def begin(self) -> None:
        """With what is known of the customer, for whoever may see it; left empty it is used all the same."""
        receipt = by_key(Receipt.objects.select_related("customer"), str(self.object_id or "")).first()
        customer = receipt.customer if receipt else None
        if customer is not None and contacts.are_seen_by(self.request.user):
            self.fields["address"].initial, self.fields["phone"].initial = customer.address, customer.phone
        elif customer is not None:
            for name in CONTACTS:
                self.fields[name].help_text = _("Left empty, it is the customer's own.")

    def plan(self) -> Plan:
        return Plan(**{name: self.cleaned_data[name] for name in Plan.__dataclass_fields__})


class ChangeDeliveryForm(PlanForm):
    reason = _text(_("Why"), 200, required=True, told=_("Kept with the change beside your name."))

    def begin(self) -> None:
        delivery = _delivery_of(self)
        for name in Plan.__dataclass_fields__:
            self.fields[name].initial = getattr(delivery, name, None)
        if not contacts.are_seen_by(self.request.user):
            for name in CONTACTS:
                del self.fields[name]

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in Plan.__dataclass_fields__}


class SendOutForm(DialogForm):
    courier = _text(_("Courier"), 80, told=_("Who brings it; empty when it is you."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["courier"].initial = getattr(_delivery_of(self), "courier", "")


class HandedForm(DialogForm):
    received_by = _text(_("Received by"), 120, told=_("Who took it at the door; empty for the customer."))
    note = _text(_("Note"), 300)


class FailForm(DialogForm):
    note = _text(_("What happened"), 300, required=True)
    due_on = DayField(
        label=_("Try again on"),
        required=False,
        widget=UnfoldAdminSingleDateWidget,
        help_text=_("Empty keeps its day."),
    )


class TellForm(DialogForm):
    recipient = forms.EmailField(label=_("To"), widget=UnfoldAdminEmailInputWidget)
    message = forms.CharField(label=_("Message"), max_length=1000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        delivery = _delivery_of(self)
        if delivery is None:
            return
        self.fields["message"].initial = delivery_news.news_of(delivery)
        customer = delivery.receipt.customer
        if customer is not None and contacts.are_seen_by(self.request.user):
            self.fields["recipient"].initial = customer.email


def _delivery_of(form: DialogForm) -> Delivery | None:
    rows = Delivery.objects.select_related("receipt__customer", "receipt__shop")
    return by_key(rows, str(form.object_id or "")).first()
