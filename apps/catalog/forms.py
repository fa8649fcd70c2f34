"""What the pages of the catalogue ask."""

import copy
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.catalog import barcodes, prices, products
from apps.catalog.label_batches import MOST_COPIES, default_size
from apps.catalog.models import Barcode, Brand, Category, Product
from apps.catalog.price_edits import Edit
from apps.catalog.products import FIGURES
from apps.catalog.repricing import MOST_PERCENT, OF_PRICE, Rule, Way
from apps.core.backoffice import by_key
from apps.core.dialogs import DialogForm
from apps.core.inputs import AmountField, NumberField, WholeNumberField
from apps.core.money import KOBO, format_money, money
from apps.core.refusals import NexusError
from apps.printing.models import LabelFormat, Printer
from apps.stores import company

FIGURE = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "autocomplete": "off"})
STEPS = tuple(map(Decimal, (50, 100, 500, 1000)))


class AboutProduct(DialogForm):
    """A dialog that names the product of which it speaks."""

    @cached_property
    def product(self) -> Product | None:
        return by_key(Product.objects.all(), str(self.object_id)).first()

    def about(self) -> str:
        return self.product.name if self.product else ""


class BarcodeForm(AboutProduct):
    """One more code for a product; a refusal stands at the field."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("Scan or type an EAN, a UPC, or any other code on the goods."),
    )
    reason = forms.CharField(label=_("Why"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget)

    def clean_code(self) -> str:
        try:
            return barcodes.refuse_taken(self.cleaned_data["code"])
        except NexusError as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class ReasonForm(AboutProduct):
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)


class ChosenCodeForm(AboutProduct):
    """One of the product's codes: the one whose button was pressed."""

    code = forms.ModelChoiceField(
        label=_("Code"), queryset=Barcode.objects.none(), widget=UnfoldAdminSelectWidget, empty_label=None
    )
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Barcode.objects.filter(product=self.product, is_primary=False)
        self.fields["code"].queryset = others
        self.fields["code"].initial = by_key(others, self.request.GET.get("code", "")).first()


class ManyForm(forms.Form):
    """Why many products change at once; the pages that need more ask it before."""

    reason = forms.CharField(label=_("Why"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, sees_cost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sees_cost = sees_cost


class MoveForm(ManyForm):
    category = forms.ModelChoiceField(
        label=_("To category"), queryset=Category.objects.all(), widget=UnfoldAdminSelectWidget
    )
    field_order = ("category", "reason")


class RepriceForm(ManyForm):
    """By how much, and how it is rounded; who does not see cost chooses nothing that tells it."""

    way = forms.ChoiceField(label=_("What"), choices=Way, widget=UnfoldAdminSelectWidget)
    percent = NumberField(
        label=_("Percent"),
        min_value=0,
        max_value=MOST_PERCENT,
        decimal_places=2,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    rounding = forms.ChoiceField(label=_("Round to"), required=False, widget=UnfoldAdminSelectWidget)
    field_order = ("way", "percent", "rounding", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = company.current().price_rounding
        usual = _("As the company does: %(step)s") % {"step": format_money(own)} if own else _("As the company does")
        steps = [(str(step), format_money(step)) for step in STEPS]
        self.fields["rounding"].choices = [("", usual), *steps, ("0", _("Not at all"))]  # type: ignore[attr-defined]
        if not self.sees_cost:
            self.fields["way"].choices = [(way.value, way.label) for way in OF_PRICE]  # type: ignore[attr-defined]

    def rule(self) -> Rule | None:
        """What was chosen; None while it is not whole."""
        if not self.is_bound or {"way", "percent", "rounding"} & self.errors.keys():
            return None
        chosen = self.cleaned_data["rounding"]
        return Rule(
            way=Way(self.cleaned_data["way"]),
            percent=self.cleaned_data["percent"],
            rounding=money(chosen) if chosen else company.current().price_rounding,
        )


class AsksPrice:
    """A form that asks for price and markup over those that stood there."""

    cleaned_data: dict[str, Any]

    def edit(self) -> Edit:
        filled = self.cleaned_data
        return Edit(
            was_price=filled["was_price"],
            was_markup=filled["was_markup"],
            price=filled["price"],
            markup=filled.get("markup"),
        )


class EditForm(AsksPrice, forms.Form):
    """A row of the page on which prices are typed: what is typed, and what stood there."""

    was_price = AmountField(widget=forms.HiddenInput)
    was_markup = NumberField(widget=forms.HiddenInput)
    price = AmountField(label=_("Price"), min_value=0, max_digits=12, decimal_places=2, widget=FIGURE)
    markup = NumberField(label=_("Markup"), min_value=0, max_digits=12, decimal_places=2, required=False, widget=FIGURE)

    def __init__(self, product: Product, *args: Any, sees_cost: bool, **kwargs: Any) -> None:
        shown = {"price": product.price, "markup": product.markup.quantize(KOBO)}
        kwargs |= {"prefix": str(product.pk), "initial": shown}
        super().__init__(*args, **kwargs)
        self.fields["price"].widget.attrs["aria-label"] = _("New price of %(product)s") % {"product": product.name}
        self.fields["markup"].widget.attrs["aria-label"] = _("Markup of %(product)s") % {"product": product.name}
        if not sees_cost:
            del self.fields["markup"]


class PriceForm(AsksPrice, AboutProduct):
    """Price and markup of one product, from its row in the list."""

    price = AmountField(label=_("Selling price"), min_value=0, max_digits=12, decimal_places=2, widget=FIGURE)
    markup = NumberField(
        label=_("Markup"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=FIGURE,
        help_text=_("With a new markup, and the price left alone, the price follows."),
    )
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)
    was_price = AmountField(widget=forms.HiddenInput)
    was_markup = NumberField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if product := self.product:
            shown = {"price": product.price, "markup": product.markup.quantize(KOBO)}
            self.initial |= shown | {"was_price": product.price, "was_markup": product.markup}
        if not self.request.user.has_perm("users.view_cost"):
            del self.fields["markup"]


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    for_other_sizes = forms.BooleanField(
        label=_("Also for the other sizes"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Shows the picture for this colour in every size of the style."),
    )

    class Meta:
        model = Product
        fields = ("colour", "size", "low_stock", "picture", "cost", "markup_type", "markup", "price")
        help_texts = {
            "low_stock": _("Warns from this many pieces in a shop. Empty: as its category, or else the shop, says."),
            "picture": _("Empty: the style's."),
            "price": _("A price typed here stays until cost or markup is changed."),
        }

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or self.cleaned_data
        self._refuse_figures(filled)
        if filled.get("for_other_sizes") and not filled.get("picture"):
            self.add_error("for_other_sizes", _("There is no picture to show: choose one first."))
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


def _copies(**options: Any) -> WholeNumberField:
    widget = UnfoldAdminIntegerFieldWidget(attrs={"min": 1, "max": MOST_COPIES})
    return WholeNumberField(label=_("Copies"), min_value=1, max_value=MOST_COPIES, initial=1, widget=widget, **options)


class ScanForm(forms.Form):
    """A scan puts a label into the batch, each further one adds to its copies."""

    code = forms.CharField(
        label=_("Scan or type a barcode"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "autofocus": True, "inputmode": "numeric"}),
    )
    copies = _copies()


class ChooseForm(forms.Form):
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

    def chosen(self, products: QuerySet[Product]) -> QuerySet[Product]:
        """Those of the brand and the category, once the form is filled."""
        for field, name in (("style__brand", "brand"), ("style__category", "category")):
            if self.cleaned_data[name]:
                products = products.filter(**{field: self.cleaned_data[name]})
        return products


class FillForm(ChooseForm):
    """How many labels of each."""

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


class PrintNowForm(AboutProduct):
    """How many labels of one product."""

    copies = _copies()
