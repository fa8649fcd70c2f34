"""What the pages of orders and goods receipts ask."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from apps.core.backoffice import by_key
from apps.core.dialogs import DialogForm
from apps.core.inputs import AmountField, DayField, WholeNumberField
from apps.inventory.transfer_forms import PlaceChoice, places_to_choose
from apps.purchasing.models import GoodsReceipt, PurchaseOrder, Supplier
from apps.purchasing.receiving import Charges
from apps.stores.backoffice import shops_of
from apps.stores.models import Place, Shop


class ReasonForm(DialogForm):
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)


class NewOrderForm(DialogForm):
    """From whom, for which shop."""

    supplier = forms.ModelChoiceField(
        label=_("Supplier"), queryset=Supplier.objects.none(), widget=UnfoldAdminSelectWidget
    )
    shop = forms.ModelChoiceField(label=_("For"), queryset=Shop.objects.none(), widget=UnfoldAdminSelectWidget)
    expected_on = DayField(label=_("Expected on"), required=False, widget=UnfoldAdminSingleDateWidget)
    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget)
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supplier, shop = self.fields["supplier"], self.fields["shop"]
        supplier.queryset = Supplier.objects.filter(is_active=True)
        shop.queryset = shops_of(self.request).filter(is_active=True)
        shop.initial = shop.queryset.first()
        self.fields["key"].initial = uuid4


class SendForm(DialogForm):
    """To whom the order goes by mail."""

    recipient = forms.EmailField(label=_("To"), widget=UnfoldAdminEmailInputWidget)
    message = forms.CharField(
        label=_("Message"),
        max_length=2_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Stands above the usual text. The order is attached as a PDF."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = by_key(PurchaseOrder.objects.select_related("supplier"), str(self.object_id)).first()
        self.fields["recipient"].initial = order.supplier.email if order else ""


class UnloadForm(DialogForm):
    """Where the goods of an order are unloaded."""

    place = PlaceChoice(label=_("They go to"), queryset=Place.objects.none(), widget=UnfoldAdminSelectWidget())
    reference = forms.CharField(
        label=_("Supplier's reference"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The number on their invoice or delivery note."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        place.queryset = self.places()
        place.initial = place.queryset.first()
        self.fields["key"].initial = uuid4

    def places(self) -> Any:
        order = by_key(PurchaseOrder.objects.all(), str(self.object_id)).first()
        return places_to_choose().filter(shop=order.shop_id if order else None)


class NewReceiptForm(UnloadForm):
    """Goods that nobody ordered in Nexus."""

    supplier = forms.ModelChoiceField(
        label=_("Supplier"), queryset=Supplier.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    field_order = ("supplier", "place", "reference")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = Supplier.objects.filter(is_active=True)

    def places(self) -> Any:
        return places_to_choose().filter(shop__in=shops_of(self.request))


class BillForm(forms.Form):
    """What is on the supplier's paper, and what the way here cost."""

    reference = forms.CharField(
        label=_("Supplier's reference"), max_length=60, required=False, widget=UnfoldAdminTextInputWidget
    )
    freight = AmountField(
        label=_("Freight"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    duty = AmountField(
        label=_("Duty"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    spread = forms.ChoiceField(
        label=_("Freight and duty are shared"), choices=GoodsReceipt.Spread, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, sees_cost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_cost:
            for name in ("freight", "duty", "spread"):
                del self.fields[name]

    def charges(self) -> Charges | None:
        """Once it is filled; None for somebody who sees no cost."""
        told = self.cleaned_data
        if "spread" not in told:
            return None
        named = {name: told[name] for name in ("freight", "duty") if told[name] is not None}
        return Charges(spread=told["spread"], **named)


class CoverForm(forms.Form):
    """For which shop, and how many days are to be covered."""

    shop = forms.ModelChoiceField(
        label=_("For"), queryset=Shop.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget
    )
    horizon_days = WholeNumberField(
        label=_("Days to cover"), min_value=1, max_value=365, widget=UnfoldAdminIntegerFieldWidget
    )
    safety_days = WholeNumberField(
        label=_("Days of safety"), min_value=0, max_value=365, widget=UnfoldAdminIntegerFieldWidget
    )

    def __init__(self, *args: Any, shops: QuerySet[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shop"].queryset = shops  # type: ignore[attr-defined]
