"""What the dialogs of selling ask."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from apps.core.dialogs import DialogForm
from apps.core.inputs import AmountField
from apps.customers import contacts
from apps.customers.models import Customer
from apps.sales import coins, queries
from apps.sales.models import Receipt, Shift
from apps.sales.orders import TenderInput
from apps.stores.backoffice import shops_of
from apps.stores.models import PaymentMethod

MOST_DIGITS = 5


class ReasonForm(DialogForm):
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)


class ResolutionForm(DialogForm):
    resolution = forms.CharField(label=_("What was found or done"), max_length=300, widget=UnfoldAdminTextInputWidget)


class MailForm(DialogForm):
    recipient = forms.EmailField(label=_("To"), widget=UnfoldAdminEmailInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receipt = Receipt.objects.select_related("customer").filter(pk=self.object_id).first()
        if receipt is not None and receipt.customer is not None and contacts.are_seen_by(self.request.user):
            self.fields["recipient"].initial = receipt.customer.email


class StatementForm(DialogForm):
    recipient = forms.EmailField(label=_("To"), widget=UnfoldAdminEmailInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Customer.objects.values_list("email", flat=True).filter(pk=self.object_id).first()
        self.fields["recipient"].initial = known if contacts.are_seen_by(self.request.user) else ""


class CoinsInput(forms.Widget):
    """A number for each note and coin."""

    template_name = "sales/coins_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = value or {}
        context["widget"]["coins"] = [
            {"value": coin, "name": f"{name}_{coin}", "given": given.get(str(coin), "")}
            for coin in coins.denominations()
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {str(coin): data.get(f"{name}_{coin}", "").strip() for coin in coins.denominations()}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class CoinsField(forms.Field):
    """Pieces by value; empty when none was typed."""

    widget = CoinsInput

    def to_python(self, value: Any) -> dict[Decimal, int]:
        typed = {coin: text for coin, text in (value or {}).items() if text}
        if not all(text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS for text in typed.values()):
            raise forms.ValidationError(_("Type how many pieces there are, as whole numbers."))
        return {Decimal(coin): int(text) for coin, text in typed.items()}


class CountForm(DialogForm):
    """The pieces of each note and coin, or only what they come to."""

    pieces = CoinsField(label=_("Notes and coins"), required=False)
    counted = AmountField(
        label=_("Or the whole amount"),
        min_value=Decimal(0),
        max_digits=15,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("When nobody counted the pieces."),
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Needed when the count is not what should be there."),
    )

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return filled
        has_pieces, has_amount = bool(filled["pieces"]), filled["counted"] is not None
        if has_pieces and has_amount:
            raise forms.ValidationError(_("Type the pieces or the amount, not both."))
        if not has_pieces and not has_amount:
            raise forms.ValidationError(
                _("Type what lies in the drawer: the pieces, or the amount (0 when it is empty).")
            )
        return filled

    def count(self) -> dict[Decimal, int] | Decimal:
        counted: dict[Decimal, int] | Decimal = self.cleaned_data["pieces"] or self.cleaned_data["counted"]
        return counted


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
        self.fields["shift"].initial = self._nearest(open_ones)
        self.fields["amount"].initial = self.due()

    def _nearest(self, open_ones: QuerySet[Shift]) -> Shift | None:
        """Cash is most likely put into a drawer of one's own shop."""
        return open_ones.filter(shop=getattr(self.request.user, "shop_id", None)).first()

    def due(self) -> Decimal | None:
        """What the dialog proposes."""
        return Receipt.objects.values_list("due", flat=True).filter(pk=self.object_id).first()

    def tender(self) -> TenderInput:
        values = self.cleaned_data
        return TenderInput(values["method"].pk, values["amount"], values["reference"].strip())


class DebtForm(InstalmentForm):
    """A payment on all that a customer owes."""

    def due(self) -> Decimal | None:
        return queries.owed_by(self.object_id)


def _shift_label(shift: Shift) -> str:
    return f"{shift.number}, {shift.register}"
