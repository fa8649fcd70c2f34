"""What the pages of the catalogue ask."""

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.catalog import barcodes, prices, products
from apps.catalog.models import Product
from apps.catalog.products import FIGURES
from apps.core.backoffice import DialogForm
from apps.core.refusals import NexusError


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
