"""A discount takes an amount or a percentage off, never less than nothing and never more than there is."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from apps.core.money import HUNDRED, ZERO, format_money, percentage
from apps.core.refusals import InvalidInput


class DiscountTooLarge(InvalidInput):
    """More is to be taken off than there is. Details: ``most``, and ``line`` (from 0) when it is a line's."""

    code = "discount_too_large"


class NegativeAmount(InvalidInput):
    """A quantity, price, fee or discount that takes the wrong direction. Details: ``line`` when it is a line's."""

    code = "negative_amount"


class TooMuch(InvalidInput):
    """More pieces or money than a receipt can hold. Details: ``most``, and ``line`` (from 0) when it is a line's."""

    code = "too_much"


@dataclass(frozen=True, slots=True)
class Discount:
    """``value`` is naira for ``amount``, hundredths for ``percent``."""

    kind: Literal["amount", "percent"]
    value: Decimal


def taken_off(discount: Discount | None, whole: Decimal, **details: int) -> Decimal:
    """What ``discount`` takes off ``whole``; refuses what is negative or more than the whole."""
    if discount is None:
        return ZERO
    if discount.value < 0:
        raise NegativeAmount(_("A discount cannot be negative."), **details)
    if discount.kind == "percent" and discount.value > HUNDRED:
        raise DiscountTooLarge(_("A discount cannot be more than the whole."), most="100.00", **details)
    amount = percentage(whole, discount.value) if discount.kind == "percent" else discount.value
    if amount > whole:
        sentence = _("The discount of %(amount)s is more than the %(whole)s it is taken off.")
        words = {"amount": format_money(amount), "whole": format_money(whole)}
        raise DiscountTooLarge(sentence % words, most=str(whole), **details)
    return amount
