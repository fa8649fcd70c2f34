"""What the page of new goods asks."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.catalog import prices, styles
from apps.catalog.models import Category, Colour, Design, Product, Size, Style
from apps.catalog.products import NewProduct
from apps.core.inputs import AmountField, NumberField
from apps.core.money import KOBO, money
from apps.core.refusals import NexusError
from apps.purchasing import queries
from apps.purchasing.models import Supplier
from apps.stores.models import Place, Shop


class NewGoodsForm(forms.Form):
    """One style in the colours and sizes in which it came in."""

    style = forms.CharField(
        label=_("Name"),
        max_length=160,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Such as Oxford Shirt. Empty: made of design and category."),
    )
    brand = forms.CharField(
        label=_("Brand"), max_length=80, widget=UnfoldAdminTextInputWidget(attrs={"list": "brands"})
    )
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.all(), widget=UnfoldAdminSelectWidget
    )
    design = forms.ModelChoiceField(
        label=_("Design"), queryset=Design.objects.all(), required=False, widget=UnfoldAdminSelectWidget
    )
    cost = AmountField(
        label=_("Cost of a piece"), min_value=0, max_digits=12, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget
    )
    markup_type = forms.ChoiceField(label=_("Markup type"), choices=Product.Markup, widget=UnfoldAdminSelectWidget)
    markup = NumberField(
        label=_("Markup"), min_value=0, max_digits=12, decimal_places=2, initial=0, widget=UnfoldAdminDecimalFieldWidget
    )
    price = AmountField(
        label=_("Selling price"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("Empty: cost and markup."),
    )
    shop = forms.ModelChoiceField(label=_("Shop"), queryset=Shop.objects.none(), widget=UnfoldAdminSelectWidget)
    place = forms.ChoiceField(
        label=_("Place"),
        choices=[(kind.value, kind.label) for kind in (Place.Kind.FLOOR, Place.Kind.WAREHOUSE)],
        widget=UnfoldAdminSelectWidget,
    )
    supplier = forms.ModelChoiceField(
        label=_("Supplier"), queryset=Supplier.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    supplier_reference = forms.CharField(
        label=_("Supplier's reference"), max_length=60, required=False, widget=UnfoldAdminTextInputWidget
    )
    colours = forms.ModelMultipleChoiceField(
        label=_("Colours"), queryset=Colour.objects.all(), required=False, widget=UnfoldAdminSelect2MultipleWidget
    )
    more_colours = forms.CharField(
        label=_("New colours"),
        max_length=400,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Not in the list yet, separated by commas: Sage, Rust."),
    )
    sizes = forms.ModelMultipleChoiceField(
        label=_("Sizes"), queryset=Size.objects.all(), required=False, widget=UnfoldAdminSelect2MultipleWidget
    )
    more_sizes = forms.CharField(
        label=_("New sizes"),
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Not in the list yet, separated by commas: 45, 46."),
    )
    is_another = forms.BooleanField(label=_("It is another delivery"), required=False, widget=UnfoldBooleanSwitchWidget)

    SECTIONS = (
        (_("Style"), ("style", "brand", "category", "design")),
        (_("Price"), ("cost", "markup_type", "markup", "price")),
        (_("Delivery"), ("shop", "place", "supplier", "supplier_reference")),
        (_("Colours and sizes"), ("colours", "sizes", "more_colours", "more_sizes")),
    )

    def __init__(self, *args: Any, shops: QuerySet[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_shops = shops.filter(is_active=True)
        self.fields["shop"].queryset = open_shops  # type: ignore[attr-defined]
        self.fields["shop"].initial = open_shops.first()
        self.fields["supplier"].queryset = Supplier.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]

    def clean_more_sizes(self) -> str:
        return self._names("more_sizes", longest=20)

    def clean_more_colours(self) -> str:
        return self._names("more_colours", longest=80)

    def clean(self) -> dict[str, Any]:
        """The same reference of the same supplier is shown before it is written a second time."""
        filled = super().clean() or self.cleaned_data
        self._refuse_missing_price(filled)
        twin = queries.likely_duplicates(filled.get("supplier"), filled.get("supplier_reference", "")).first()
        if twin and not filled.get("is_another"):
            self.add_error(
                "is_another",
                _("Invoice %(number)s has the same reference. Tick when this is another delivery.")
                % {"number": twin.number},
            )
        return filled

    def _refuse_missing_price(self, filled: dict[str, Any]) -> None:
        if filled.get("price") is not None or not {"cost", "markup_type", "markup"} <= filled.keys():
            return
        try:
            prices.following_price(filled["cost"], filled["markup_type"], filled["markup"])
        except NexusError as refusal:
            self.add_error("price", refusal.sentence)

    def names_of(self, field: str) -> list[str]:
        """The chosen entries of a list and the new ones."""
        chosen = [entry.name for entry in self.cleaned_data.get(field, ())]
        return [*chosen, *self.cleaned_data.get(f"more_{field}", "").split(",")]

    def known_style(self) -> Style | None:
        """The style that the form describes, when there is one already."""
        filled = self.cleaned_data
        if not (filled.get("brand") and filled.get("category")):
            return None
        return styles.find(filled["brand"], filled["category"], filled.get("design"), filled.get("style", ""))

    def selling_price(self) -> Decimal | None:
        """What a piece will be sold at: the price typed, or cost and markup; None while they make none."""
        if not self.is_bound or self.errors:
            return None
        filled = self.cleaned_data
        if filled["price"] is not None:
            return money(filled["price"])
        return prices.following_price(filled["cost"], filled["markup_type"], filled["markup"])

    def pattern(self) -> NewProduct:
        """What the products have in common."""
        filled = self.cleaned_data
        return NewProduct(
            style=filled["style"],
            brand=filled["brand"],
            category=filled["category"],
            design=filled["design"],
            cost=filled["cost"],
            markup_type=filled["markup_type"],
            markup=filled["markup"],
            price=filled["price"],
        )

    def _names(self, field: str, *, longest: int) -> str:
        typed: str = self.cleaned_data[field]
        if any(len(name.strip()) > longest for name in typed.split(",")):
            raise forms.ValidationError(_("A name has at most %(most)d letters.") % {"most": longest})
        return typed


def like_style(style: Style) -> dict[str, Any]:
    """What the form begins with, to top up a style or to add sizes and colours to it."""
    variants = list(style.products.filter(archived_at=None).select_related("colour", "size").order_by("pk"))
    shared = {"style": style.name, "brand": style.brand.name, "category": style.category, "design": style.design}
    shared["colours"] = list(dict.fromkeys(row.colour_id for row in variants if row.colour_id))
    shared["sizes"] = list(dict.fromkeys(row.size_id for row in variants if row.size_id))
    last = variants[-1] if variants else None
    money = {"cost": last.cost, "markup_type": last.markup_type, "markup": last.markup.quantize(KOBO)} if last else {}
    by_hand = {"price": last.price} if last and last.is_price_by_hand else {}
    return shared | money | by_hand
