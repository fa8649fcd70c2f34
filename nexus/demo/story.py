"""Sixty days, from an empty database to this morning."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from apps.core import clock
from apps.core.actor import Actor
from apps.loyalty import accounts
from nexus.demo import opening, owing, stockroom, trading
from nexus.demo.opening import LAGOS

DAYS = 60
SEED = 20260101
MONDAY = 0


def tell(until: datetime, days: int = DAYS) -> None:
    """Make the demo shop and let it trade until ``until``; the same moment makes the same shop."""
    chance = random.Random(SEED)
    today = until.astimezone(LAGOS).date()
    first = today - timedelta(days=days)
    with timezone.override(LAGOS), clock.at(opening.morning(first)):
        market = opening.set_up(first, chance)
        for number in range(days + 1):
            day = first + timedelta(days=number)
            if number and day.weekday() == MONDAY:
                opening.restock(market, day)
            stockroom.tend(market, day, days - number, days)
            trading.trade(market, day, until)
            owing.owe(market, day, days_ago=days - number)
            with clock.at(opening.morning(day)):
                accounts.place_in_tiers(by=Actor.system("Nexus demo"))
