"""What the pages of the catalogue ask."""

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.catalog import barcodes, prices, products
from apps.catalog.label_batches import MOST_COPIES, default_size
from apps.catalog.models import Brand, Category, Product
from apps.catalog.products import FIGURES
from apps.core.backoffice import DialogForm
from apps.core.refusals import NexusError
from apps.printing.models import LabelFormat, Printer


class ReasonForm(DialogForm):
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)


class BarcodeForm(DialogForm):
    """One more code for a product; a refusal stands at the field."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("Scan or type an EAN, a UPC, or any other code on the goods."),
    )

    def clean_code(self) -> str:
        try:
            return barcodes.normalise(self.cleaned_data["code"])
        except NexusError as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Product
        fields = ("colour", "size", "low_stock", "picture", "cost", "markup_type", "markup", "price")
        help_texts = {
            "low_stock": _("Warns from this many pieces in a shop. Empty: as its category, or else the company, says."),
            "picture": _("Empty: the style's."),
            "price": _("A price typed here stays until cost or markup is changed."),
        }

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or self.cleaned_data
        self._refuse_figures(filled)
        twin = Product(pk=self.instance.pk, style_id=self.instance.style_id)
        twin.colour, twin.size = filled.get("colour"), filled.get("size")
        try:
            products.refuse_twin(twin)
        except NexusError as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return filled

    def _refuse_figures(self, filled: dict[str, Any]) -> None:
        changed = {name: filled[name] for name in FIGURES if name in self.changed_data and name in filled}
        try:
            prices.apply(copy.copy(self.instance), **changed)
        except NexusError as refusal:
            self.add_error("price", refusal.sentence)


def _copies(**options: Any) -> forms.IntegerField:
    widget = UnfoldAdminIntegerFieldWidget(attrs={"min": 1, "max": MOST_COPIES})
    return forms.IntegerField(
        label=_("Copies"), min_value=1, max_value=MOST_COPIES, initial=1, widget=widget, **options
    )


class ScanForm(forms.Form):
    """A scan puts a label into the batch, each further one adds to its copies."""

    code = forms.CharField(
        label=_("Scan or type a barcode"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "autofocus": True, "inputmode": "numeric"}),
    )
    copies = _copies()


class FillForm(forms.Form):
    """Many products at once, by words, brand and category."""

    words = forms.CharField(
        label=_("Words"), max_length=100, required=False, widget=UnfoldAdminTextInputWidget(attrs={"type": "search"})
    )
    brand = forms.ModelChoiceField(
        label=_("Brand"), queryset=Brand.objects.all(), required=False, widget=UnfoldAdminSelectWidget
    )
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.all(), required=False, widget=UnfoldAdminSelectWidget
    )
    copies = forms.ChoiceField(
        label=_("Copies"),
        choices=[("one", _("one of each")), ("stock", _("as many as the shop holds"))],
        widget=UnfoldAdminSelectWidget,
    )


class PrintForm(forms.Form):
    """The size of the labels, and the printer: the shop's usual one when none is named."""

    size = forms.ModelChoiceField(
        label=_("Size"), queryset=LabelFormat.objects.all(), widget=UnfoldAdminSelectWidget, empty_label=None
    )
    printer = forms.ModelChoiceField(
        label=_("Printer"), queryset=Printer.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, printers: Any, usual: Printer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["size"].initial = default_size()
        choice: Any = self.fields["printer"]
        choice.queryset = printers
        choice.empty_label = _("as routed: %(printer)s") % {"printer": usual} if usual else _("none is routed yet")


class PrintNowForm(DialogForm):
    """How many labels of one product."""

    copies = _copies()
