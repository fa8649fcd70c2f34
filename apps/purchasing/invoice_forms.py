"""What the pages of purchase invoices ask."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.core import clock
from apps.core.backoffice import by_key
from apps.core.dialogs import DialogForm
from apps.core.inputs import AmountField, DayField, NumberField
from apps.inventory.transfer_forms import places_to_choose
from apps.purchasing import attachments
from apps.purchasing.invoice_tax import Tax
from apps.purchasing.invoices import Paper
from apps.purchasing.models import PurchaseInvoice, Supplier
from apps.stores.models import Place, Shop

ONLY_PAPER = "paper"


class TaxFields(forms.Form):
    """The tax as it is printed; a rate alone is reckoned."""

    tax_rate = NumberField(
        label=_("Tax in %"),
        min_value=0,
        max_value=100,
        max_digits=6,
        decimal_places=3,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("Such as 7.5. Empty: no tax, or only its amount."),
    )
    tax_amount = AmountField(
        label=_("Tax as printed"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("Empty: reckoned from the rate."),
    )
    is_tax_included = forms.BooleanField(
        label=_("The costs include the tax"), required=False, widget=UnfoldBooleanSwitchWidget
    )

    def tax(self) -> Tax:
        """Once the form is filled."""
        told = self.cleaned_data
        return Tax(told.get("tax_rate"), told.get("tax_amount"), bool(told.get("is_tax_included")))


class BillForm(TaxFields):
    """The head of a supplier's invoice; its lines stand below."""

    shop = forms.ModelChoiceField(label=_("Shop"), queryset=Shop.objects.none(), widget=UnfoldAdminSelectWidget)
    supplier = forms.ModelChoiceField(
        label=_("Supplier"), queryset=Supplier.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    reference = forms.CharField(
        label=_("Supplier's reference"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The number on their invoice."),
    )
    dated = DayField(label=_("Date on their paper"), required=False, widget=UnfoldAdminSingleDateWidget)
    goods = forms.ChoiceField(label=_("The goods"), widget=UnfoldAdminSelectWidget)
    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget)
    is_another = forms.BooleanField(label=_("It is another delivery"), required=False, widget=UnfoldBooleanSwitchWidget)

    SECTIONS = (
        (_("Paper"), ("supplier", "reference", "dated", "note")),
        (_("Goods"), ("shop", "goods")),
        (_("Tax"), ("tax_rate", "tax_amount", "is_tax_included")),
    )

    def __init__(self, *args: Any, shops: QuerySet[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shops = shops
        shop: Any = self.fields["shop"]
        shop.queryset = shops.filter(is_active=True)
        shop.initial = shop.queryset.first()
        self.fields["supplier"].queryset = Supplier.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.places: dict[str, Place] = {str(place.pk): place for place in places_to_choose().filter(shop__in=shops)}
        self.fields["goods"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose …")),
            (ONLY_PAPER, _("are in stock already: write only the paper")),
            *((key, _("come in now: %(place)s") % {"place": place.name}) for key, place in self.places.items()),
        ]

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        place, shop = self.places.get(told.get("goods", "")), told.get("shop")
        if place and shop and place.shop_id != shop.pk:
            self.add_error("goods", _("%(place)s is not of this shop.") % {"place": place.name})
        return told

    def place(self) -> Place | None:
        return self.places.get(self.cleaned_data["goods"])


class PaymentForm(DialogForm):
    paid_on = DayField(
        label=_("Paid on"), required=False, widget=UnfoldAdminSingleDateWidget, help_text=_("Empty: today.")
    )
    note = forms.CharField(
        label=_("How"),
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Such as the reference of the transfer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = clock.today


class CorrectForm(TaxFields, DialogForm):
    """What the supplier's paper says besides its lines."""

    reference = forms.CharField(
        label=_("Supplier's reference"), max_length=60, required=False, widget=UnfoldAdminTextInputWidget
    )
    dated = DayField(label=_("Date on their paper"), required=False, widget=UnfoldAdminSingleDateWidget)
    is_another = forms.BooleanField(
        label=_("It is another delivery than that of the same reference"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )
    field_order = ("reference", "dated", "tax_rate", "tax_amount", "is_tax_included", "is_another")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invoice = by_key(PurchaseInvoice.objects.all(), str(self.object_id)).first()
        if invoice:
            self.initial.update(_told(invoice))

    def paper(self) -> Paper:
        told = self.cleaned_data
        return Paper(told["reference"], told["dated"], self.tax())


class AttachForm(forms.Form):
    file = forms.FileField(
        label=_("Their paper"),
        max_length=200,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("A PDF, a picture or an Excel workbook (.xlsx), up to 10 MB."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > attachments.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


def _told(invoice: PurchaseInvoice) -> dict[str, Any]:
    """An amount that follows from its rate is not typed again."""
    tax = Tax(invoice.tax_rate, None, invoice.is_tax_included)
    is_reckoned = invoice.tax == tax.reckoned(invoice.subtotal)
    rate: Decimal | None = invoice.tax_rate.normalize() if invoice.tax_rate is not None else None
    return {
        "reference": invoice.supplier_reference,
        "dated": invoice.supplier_date,
        "tax_rate": None if rate is None else f"{rate:f}",
        "tax_amount": None if is_reckoned else invoice.tax,
        "is_tax_included": invoice.is_tax_included,
    }
