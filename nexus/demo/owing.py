"""What the demo shop owes: store credit for customers whom something went wrong for, or who shall come again."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from apps.core import clock
from apps.credits import issuing, voiding
from apps.credits.issuing import Wish
from apps.credits.models import Credit
from nexus.demo import opening
from nexus.demo.opening import Market

Purpose = Credit.Purpose


@dataclass(frozen=True, slots=True)
class Promise:
    """Made so many days before today, to a customer by their place; good for so many days, or for ever."""

    days_ago: int
    customer: int
    purpose: Credit.Purpose
    value: int
    reason: str
    days: int | None
    is_mistaken: bool = False


PROMISES = (
    Promise(45, 3, Purpose.PROMOTION, 5_000, "Opening week", 14),
    Promise(21, 1, Purpose.GOODWILL, 4_000, "The zip of her jeans broke after a week", 90),
    Promise(9, 1, Purpose.PROMOTION, 2_500, "Rainy season", 28),
    Promise(6, 2, Purpose.REFUND, 18_500, "Brought back without its receipt", None),
    Promise(2, 4, Purpose.GOODWILL, 1_000, "Waited an hour for a tailor", 90, is_mistaken=True),
)


def owe(market: Market, day: date, *, days_ago: int) -> None:
    """What was promised on this day of the story."""
    by = market.actor("md", next(iter(market.shops)))
    for number, promise in enumerate(PROMISES, start=1):
        if promise.days_ago == days_ago:
            with clock.at(opening.morning(day)):
                credit = issuing.issue(_wish(market, promise, uuid.UUID(int=number, version=4)), by=by)
                if promise.is_mistaken:
                    voiding.void(credit, by=by, reason="Promised twice")


def _wish(market: Market, promise: Promise, key: uuid.UUID) -> Wish:
    until = None if promise.days is None else clock.today() + timedelta(days=promise.days)
    customer = market.customers[promise.customer % len(market.customers)]
    return Wish(customer, promise.purpose, Decimal(promise.value), promise.reason, until, key)
