"""Amounts, numbers and days as people type them; what does not fit is refused with a sentence that says what does."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SURPLUS = re.compile(r"[₦,\s]|NGN", re.IGNORECASE)


class NumberField(forms.DecimalField):
    default_error_messages = {
        "invalid": _("Type a number such as 7.5."),
        "max_digits": _("This number is too large. Check its digits."),
        "max_whole_digits": _("This number is too large. Check its digits."),
        "max_decimal_places": _("Digits after the point: at most %(max)s."),
        "min_value": _("Type %(limit_value)s or more."),
        "max_value": _("Type %(limit_value)s or less."),
    }

    def to_python(self, value: Any) -> Any:
        return super().to_python(SURPLUS.sub("", value) if isinstance(value, str) else value)


class AmountField(NumberField):
    """The sign of the currency, commas and spaces are understood."""

    default_error_messages = {
        "invalid": _("Type an amount such as 1,234.50."),
        "max_digits": _("This amount is too large. Check its zeros."),
        "max_whole_digits": _("This amount is too large. Check its zeros."),
        "max_decimal_places": _("An amount has at most %(max)s digits after the point."),
        "min_value": _("Type an amount of %(limit_value)s or more."),
        "max_value": _("Type an amount of %(limit_value)s or less."),
    }


class WholeNumberField(forms.IntegerField):
    default_error_messages = {
        "invalid": _("Type a whole number such as 12."),
        "min_value": _("Type %(limit_value)s or more."),
        "max_value": _("Type %(limit_value)s or less."),
    }


class DayField(forms.DateField):
    default_error_messages = {"invalid": _("Type a day such as 31/12/2026, or choose it in the calendar.")}
