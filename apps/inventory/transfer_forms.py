"""What the pages of transfers ask."""

from collections import Counter
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from apps.catalog.forms import ChooseForm
from apps.core.buttons import filled
from apps.core.dialogs import DialogForm
from apps.core.inputs import WholeNumberField
from apps.core.sheets import files
from apps.inventory import pasted
from apps.inventory.transfers import MOST_PIECES
from apps.stores.models import Place


class PlaceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Places by shop: ``Wuse II, shop floor (Abuja)``."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.shop.location})"


class RouteForm(DialogForm):
    """From where to where."""

    source = PlaceChoice(label=_("From"), queryset=Place.objects.none(), widget=UnfoldAdminSelectWidget())
    target = PlaceChoice(label=_("To"), queryset=Place.objects.none(), widget=UnfoldAdminSelectWidget())
    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget())
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            field: Any = self.fields[name]
            field.queryset = places_to_choose()
        self.fields["key"].initial = uuid4


class ScanForm(forms.Form):
    """A scan puts a piece in, each further one another."""

    code = forms.CharField(
        label=_("Scan or type a barcode"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "autofocus": True, "inputmode": "numeric"}),
    )
    pieces = WholeNumberField(
        label=_("Pieces"),
        min_value=-MOST_PIECES,
        max_value=MOST_PIECES,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget(),
    )


class FillForm(ChooseForm):
    """Many products at once, of what lies at the source."""

    pieces = forms.ChoiceField(
        label=_("Pieces"),
        choices=[("one", _("one of each")), ("all", _("all that lie there"))],
        widget=UnfoldAdminSelectWidget,
    )


class PasteForm(forms.Form):
    """Two columns of a workbook, barcode and pieces: pasted, or the workbook itself."""

    rows = forms.CharField(
        label=_("Barcode and pieces, a product a line"),
        max_length=100_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "placeholder": "2000000000015  3"}),
        help_text=_("Copy both columns out of a workbook and paste them here."),
    )
    file = forms.FileField(
        label=_("Or the workbook itself"),
        required=False,
        max_length=200,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("An .xlsx or .csv file with the columns barcode and quantity."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors and bool(told["rows"].strip()) == bool(told["file"]):
            raise forms.ValidationError(_("Paste two columns, or choose a workbook: one of both."))
        if told.get("file") and told["file"].size > files.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return told


def pasted_in(request: HttpRequest) -> Counter[int]:
    """The pieces by product that somebody pasted or uploaded. InvalidInput tells each line that is wrong."""
    told = filled(PasteForm(request.POST, request.FILES))
    return pasted.pieces_in(told["file"].read()) if told["file"] else pasted.pieces_of(told["rows"])


def places_to_choose() -> QuerySet[Place]:
    """Floors and warehouses of shops that are open."""
    ours = Place.objects.filter(kind__in=(Place.Kind.FLOOR, Place.Kind.WAREHOUSE), shop__is_active=True)
    return ours.select_related("shop__location").order_by("shop__location__name", "shop__name", "kind")
