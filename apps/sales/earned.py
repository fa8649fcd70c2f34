"""What a customer earned with goods follows them when they come back."""

from decimal import Decimal

from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.sales.models import Receipt


def follow(receipt: Receipt, *, value: Decimal, most: Decimal, document: str, by: Actor) -> Decimal:
    """Points spent on ``value`` of the receipt go back pro rata, points earned with it go.

    Answers the value of those that were earned and spent already, at most ``most``: it is deducted from the refund.
    ``receipt.returned`` is still what came back before. No points are given out yet, so nothing follows.
    """
    return ZERO
