"""What the dialogs of selling ask."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from apps.core.backoffice import DialogForm
from apps.core.inputs import AmountField
from apps.sales.models import Receipt, Shift
from apps.sales.orders import TenderInput
from apps.stores.backoffice import shops_of
from apps.stores.models import PaymentMethod


class ReasonForm(DialogForm):
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)


class ResolutionForm(DialogForm):
    resolution = forms.CharField(label=_("What was found or done"), max_length=300, widget=UnfoldAdminTextInputWidget)


class MailForm(DialogForm):
    recipient = forms.EmailField(label=_("To"), widget=UnfoldAdminEmailInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receipt = Receipt.objects.select_related("customer").filter(pk=self.object_id).first()
        if receipt is not None and receipt.customer is not None:
            self.fields["recipient"].initial = receipt.customer.email


class CountForm(DialogForm):
    counted = AmountField(
        label=_("Cash in the drawer"),
        min_value=Decimal(0),
        max_digits=15,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    comment = forms.CharField(label=_("Comment"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget)


class InstalmentForm(DialogForm):
    """One payment into one open shift; the hidden key makes a second press the same payment."""

    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    method = forms.ModelChoiceField(
        label=_("Paid by"), queryset=PaymentMethod.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget
    )
    amount = AmountField(
        label=_("Amount"),
        min_value=Decimal("0.01"),
        max_digits=15,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False, widget=UnfoldAdminTextInputWidget)
    shift = forms.ModelChoiceField(
        label=_("Into the shift"),
        queryset=Shift.objects.none(),
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Cash goes into this till's drawer."),
        error_messages={"required": _("No till is open. Open a shift at a till first, then take the payment.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        methods = PaymentMethod.objects.filter(is_active=True).exclude(kind__in=PaymentMethod.WITHOUT_MONEY)
        self.fields["method"].queryset = methods
        open_ones = Shift.objects.filter(closed_at__isnull=True, shop__in=shops_of(self.request))
        self.fields["shift"].queryset = open_ones.select_related("register__shop")
        self.fields["shift"].label_from_instance = _shift_label
        self.fields["amount"].initial = Receipt.objects.values_list("due", flat=True).filter(pk=self.object_id).first()

    def tender(self) -> TenderInput:
        values = self.cleaned_data
        return TenderInput(values["method"].pk, values["amount"], values["reference"].strip())


def _shift_label(shift: Shift) -> str:
    return f"{shift.number}, {shift.register}"
