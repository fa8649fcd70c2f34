"""What people type is understood, or refused with a sentence that says what would be."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from apps.core.inputs import AmountField, DayField, NumberField, WholeNumberField

AMOUNT: dict[str, Any] = {"max_digits": 15, "decimal_places": 2, "min_value": Decimal(0), "max_value": Decimal(5000)}


@pytest.mark.parametrize("typed", ["1234.5", "₦1,234.50", " 1 234.50", "NGN 1,234.50"])
def test_an_amount_is_understood_with_sign_commas_and_spaces(typed: str) -> None:
    assert AmountField(**AMOUNT).clean(typed) == Decimal("1234.50")


@pytest.mark.parametrize("typed", ["31/12/2026", "2026-12-31", "31 Dec 2026", "31.12.2026"])
def test_a_day_begins_with_the_day(typed: str) -> None:
    assert DayField().clean(typed) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (AmountField(**AMOUNT), "abc", "Type an amount such as 1,234.50."),
        (AmountField(**AMOUNT), "NaN", "Type an amount such as 1,234.50."),
        (AmountField(**AMOUNT), "1.005", "An amount has at most 2 digits after the point."),
        (AmountField(max_digits=15, decimal_places=2), "9" * 14, "This amount is too large. Check its zeros."),
        (AmountField(max_digits=15, decimal_places=2), "9" * 99, "This amount is too large. Check its zeros."),
        (AmountField(**AMOUNT), "-1", "Type an amount of 0 or more."),
        (AmountField(**AMOUNT), "5001", "Type an amount of 5000 or less."),
        (NumberField(max_digits=5, decimal_places=2), "1234", "This number is too large. Check its digits."),
        (NumberField(max_digits=5, decimal_places=1), "7.55", "Digits after the point: at most 1."),
        (NumberField(max_digits=5, decimal_places=1), "x", "Type a number such as 7.5."),
        (WholeNumberField(min_value=1), "2.5", "Type a whole number such as 12."),
        (WholeNumberField(min_value=1), "0", "Type 1 or more."),
        (WholeNumberField(max_value=9), "10", "Type 9 or less."),
        (DayField(), "31/31/2026", "Type a day such as 31/12/2026, or choose it in the calendar."),
    ],
)
def test_what_does_not_fit_is_refused_with_one_clear_sentence(field: forms.Field, typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        field.clean(typed)

    assert refusal.value.messages == [sentence]
