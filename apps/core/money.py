"""Money is a Decimal in the shop's one currency, and is rounded here and nowhere else."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

KOBO = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
MOST = Decimal("999999999999.99")  # of one amount, a receipt's goods included: sums of 90,000 such still fit 64 bits


def money(value: Decimal | int | str) -> Decimal:
    """Round half up to the currency's smallest coin; never a negative zero."""
    return Decimal(value).quantize(KOBO, ROUND_HALF_UP) + ZERO


def to_kobo(amount: Decimal) -> int:
    """The amount as whole kobo, as it is stored; refuses a fraction of a kobo (ValueError)."""
    kobo = amount * HUNDRED
    if kobo != kobo.to_integral_value():
        raise ValueError(f"{amount} has a fraction of a kobo")
    return int(kobo)


def from_kobo(kobo: int) -> Decimal:
    return Decimal(kobo).scaleb(-2)


def parse_money(text: str) -> Decimal:
    """An amount as people type it (``₦1,234.50``); ValueError when it is none or has a fraction of a kobo."""
    cleaned = text.replace("₦", "").replace("NGN", "").replace(",", "").replace(" ", "").replace("\u00a0", "")
    try:
        amount = Decimal(cleaned)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount") from None
    if not amount.is_finite() or amount != money(amount):
        raise ValueError(f"{text!r} is not an amount in naira and kobo")
    return money(amount)


def percentage(amount: Decimal, percent: Decimal) -> Decimal:
    """``percent`` hundredths of ``amount``."""
    return money(amount * percent / HUNDRED)


def nearest(amount: Decimal, step: Decimal) -> Decimal:
    """The multiple of ``step`` (above 0) nearest to ``amount``, half up."""
    return money((amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def format_money(amount: Decimal, symbol: str = "₦") -> str:
    """For people: ``₦1,234.50``, ``−₦5.00``."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{symbol}{abs(amount):,.2f}"


def share(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split ``amount`` in proportion to ``weights`` (each ≥ 0), so that the parts add up to it.

    Rounds the running total, not the parts. ValueError when every weight is zero and the amount is not.
    """
    whole = sum(weights, Decimal(0))
    if not whole:
        if amount:
            raise ValueError("there is nothing to share the amount over")
        return [ZERO for _ in weights]
    parts: list[Decimal] = []
    given, weight_so_far = ZERO, Decimal(0)
    for weight in weights:
        weight_so_far += weight
        due = money(amount * weight_so_far / whole)
        parts.append(due - given)
        given = due
    return parts
