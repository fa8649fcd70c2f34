"""What the pages of shops ask."""

import re
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from apps.stores.models import Company, Shop

MOST_ADDRESSES = 20
PARTED = re.compile(r"[\s,;]+")


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
            *("cash_rounding", "price_rounding", "credit_limit", "credit_days", "return_days"),
            *("reminds_debtors", "timezone"),
            *("low_stock", "critical_stock"),
            *("mails_low_stock", "low_stock_addresses"),
            *("recount_pieces", "recount_value", "write_off_limit"),
        )

    def clean_timezone(self) -> str:
        return zone_of(self.cleaned_data["timezone"])

    def clean_low_stock_addresses(self) -> str:
        return "\n".join(addresses_in(self.cleaned_data["low_stock_addresses"]))

    def clean(self) -> dict[str, Any]:
        filled = _with_critical_below_low(self, super().clean())
        if filled.get("mails_low_stock") and filled.get("low_stock_addresses") == "":
            self.add_error("low_stock_addresses", _("Say who gets the mail: at least one address."))
        return filled


class ShopForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Shop
        fields: Any = (
            *("name", "code", "location", "address", "phone", "moves_in_two_steps", "is_active"),
            *("low_stock", "critical_stock"),
        )
        help_texts = {
            "low_stock": gettext_lazy("Warns from this many pieces. Empty: as the company says."),
            "critical_stock": gettext_lazy("Warns in red from this many. Empty: as the company says."),
        }

    def clean(self) -> dict[str, Any]:
        return _with_critical_below_low(self, super().clean())


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


def _with_critical_below_low(form: Any, cleaned: dict[str, Any] | None) -> dict[str, Any]:
    filled: dict[str, Any] = cleaned or form.cleaned_data
    low, critical = filled.get("low_stock"), filled.get("critical_stock")
    if low is not None and critical is not None and critical > low:
        form.add_error("critical_stock", _("What is critical is low already: at most %(low)d.") % {"low": low})
    return filled


def addresses_in(text: str) -> list[str]:
    """E-mail addresses as people list them, each once; a ValidationError names what is none."""
    found = [part for part in dict.fromkeys(PARTED.split(text)) if part]
    for address in found:
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(_("“%(to)s” is not an e-mail address.") % {"to": address}) from None
    if len(found) > MOST_ADDRESSES:
        raise ValidationError(_("At most %(most)d addresses, please.") % {"most": MOST_ADDRESSES})
    return found


def zone_of(name: str) -> str:
    """The name of a time zone, or a ValidationError."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone. Write one such as Africa/Lagos.") % {"name": name})
    return name
