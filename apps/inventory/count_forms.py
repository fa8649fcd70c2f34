"""What the pages of counts and write-offs ask."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.catalog.models import Category
from apps.core.dialogs import DialogForm
from apps.core.inputs import WholeNumberField
from apps.inventory.counts import MOST_DUE, Plan
from apps.inventory.models import StockCount, WriteOff
from apps.inventory.transfer_forms import PlaceChoice, ScanForm, places_to_choose
from apps.inventory.write_offs import Loss
from apps.stores.backoffice import shops_of
from apps.stores.models import Place


class NoteForm(DialogForm):
    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget())


class CountForm(NoteForm):
    """Where and what; a whole shop is ``shop:3``, a place ``place:7``."""

    where = forms.ChoiceField(label=_("Where"), widget=UnfoldAdminSelectWidget())
    scope = forms.ChoiceField(label=_("What"), choices=StockCount.Scope, widget=UnfoldAdminSelectWidget())
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.all(),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("When one category is counted."),
    )
    most = WholeNumberField(
        label=_("How many products are due"),
        min_value=1,
        max_value=MOST_DUE,
        initial=20,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("When what is due is counted: what is worth much and was not counted for long."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput())
    field_order = ("where", "scope", "category", "most", "note", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places_to_choose().filter(shop__in=shops_of(self.request)))
        shops = {place.shop_id: place.shop for place in self.places}
        choices = [
            (f"place:{place.pk}", f"{place.name} ({place.shop.location})") for place in self.places if place.shop
        ]
        choices += [
            (f"shop:{key}", _("%(shop)s, floor and warehouse") % {"shop": shop.name})
            for key, shop in shops.items()
            if shop and sum(place.shop_id == key for place in self.places) > 1
        ]
        where: Any = self.fields["where"]
        where.choices = choices
        self.fields["key"].initial = uuid4

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if filled.get("scope") == StockCount.Scope.CATEGORY and not filled.get("category"):
            self.add_error("category", _("Choose the category that is counted."))
        return filled

    def plan(self) -> Plan:
        filled = self.cleaned_data
        kind, _colon, key = filled["where"].partition(":")
        place = next(place for place in self.places if key == str(place.pk if kind == "place" else place.shop_id))
        assert place.shop is not None  # noqa: S101  places to choose are a shop's
        scope = StockCount.Scope(filled["scope"])
        return Plan(
            shop=place.shop,
            place=place if kind == "place" else None,
            scope=scope,
            category=filled["category"] if scope == StockCount.Scope.CATEGORY else None,
            most=filled["most"],
            note=filled["note"],
            key=filled["key"],
        )


class CountScanForm(ScanForm):
    """A scan counts a piece; where floor and warehouse are counted together, it says where."""

    place = PlaceChoice(
        label=_("Where"), queryset=Place.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(places) == 1:
            del self.fields["place"]
            return
        place: Any = self.fields["place"]
        place.queryset = _of(places)


class LossForm(NoteForm):
    place = PlaceChoice(label=_("Where"), queryset=Place.objects.none(), widget=UnfoldAdminSelectWidget())
    reason = forms.ChoiceField(label=_("Why"), choices=WriteOff.Reason, widget=UnfoldAdminSelectWidget())
    key = forms.UUIDField(widget=forms.HiddenInput())
    field_order = ("place", "reason", "note", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.queryset = places_to_choose().filter(shop__in=shops_of(self.request))
        self.fields["key"].initial = uuid4

    def loss(self) -> Loss:
        return Loss(**{name: self.cleaned_data[name] for name in ("place", "reason", "note", "key")})


def _of(places: list[Place]) -> QuerySet[Place]:
    return Place.objects.filter(pk__in=[place.pk for place in places]).select_related("shop__location").order_by("kind")
