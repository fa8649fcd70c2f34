"""What the pages of the stock ask."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from apps.core import clock
from apps.core.inputs import AmountField, DayField, WholeNumberField
from apps.stores.models import Place

MOST_PIECES = 1_000_000


class DayForm(forms.Form):
    """Which evening to look at."""

    on = DayField(
        label=_("On the evening of"), required=False, widget=UnfoldAdminTextInputWidget(attrs={"type": "date"})
    )

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Nobody knows that evening yet: choose today or a day before it."))
        return day

    @property
    def day(self) -> date | None:
        """None when none was asked for, or none that there was."""
        return self.cleaned_data["on"] if self.is_valid() else None


class OpeningForm(forms.Form):
    """The first pieces of a product. The cost is asked of those who may see it."""

    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none(), widget=UnfoldAdminSelectWidget())
    quantity = WholeNumberField(
        label=_("Pieces"), min_value=1, max_value=MOST_PIECES, widget=UnfoldAdminIntegerFieldWidget()
    )
    unit_cost = AmountField(
        label=_("Cost of one"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget(),
        help_text=_("Empty: the product's own cost."),
    )

    def __init__(self, *args: object, places: QuerySet[Place], asks_cost: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        if not asks_cost:
            del self.fields["unit_cost"]
