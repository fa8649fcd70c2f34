"""What the pages of shops ask."""

import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from apps.stores.models import Company, Shop


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"),
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Where the company's day begins, such as Africa/Lagos."),
    )

    class Meta:
        model = Company
        fields = (
            *("name", "tax_number", "address", "phone", "email", "logo"),
            *("receipt_header", "receipt_footer", "display_messages", "currency_code", "currency_symbol"),
            *("cash_rounding", "price_rounding", "credit_limit", "timezone", "low_stock", "critical_stock"),
        )

    def clean_timezone(self) -> str:
        return zone_of(self.cleaned_data["timezone"])


class NewShopForm(forms.ModelForm):  # type: ignore[type-arg]
    with_warehouse = forms.BooleanField(
        label=gettext_lazy("Has a warehouse"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget,
        help_text=gettext_lazy("A shop floor it has anyhow. A warehouse can also come later."),
    )

    class Meta:
        model = Shop
        fields: Any = ("location", "code", "name", "address", "phone")


def zone_of(name: str) -> str:
    """The name of a time zone, or a ValidationError."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone. Write one such as Africa/Lagos.") % {"name": name})
    return name
