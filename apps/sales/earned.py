"""What a customer earned with goods follows them when they come back, and what they spent on them returns."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.loyalty import reversal
from apps.sales.models import Receipt


class Part(Protocol):
    """What comes back of a line: its net, the tax added to it, and the share of redeemed points that lay on it."""

    @property
    def net(self) -> Decimal: ...
    @property
    def tax_added(self) -> Decimal: ...
    @property
    def points(self) -> Decimal: ...


def follow(receipt: Receipt, parts: Sequence[Part], *, most: Decimal, document: str, by: Actor) -> Decimal:
    """Points spent on the parts go back pro rata, points earned with them go.

    Answers the value of those that were earned and spent already, at most ``most``: it is deducted from the refund.
    """
    spend, value = _of(parts)
    done = reversal.reverse(receipt.number, spend=spend, value=value, document=document, by=by)
    return min(done.short_value, most)


def ahead(receipt: Receipt, parts: Sequence[Part], *, most: Decimal) -> Decimal:
    """What ``follow`` would answer now; nothing is written."""
    spend, value = _of(parts)
    return min(reversal.shortage(receipt.number, spend=spend, value=value), most)


def _of(parts: Sequence[Part]) -> tuple[Decimal, Decimal]:
    """What was spent on them, and the points that lay on them."""
    return sum((part.net + part.tax_added for part in parts), ZERO), sum((part.points for part in parts), ZERO)
