"""The books are in order when those of every trade are."""

from collections.abc import Callable

from apps.credits import integrity as credits
from apps.customers import integrity as customers
from apps.inventory import integrity as stock
from apps.loyalty import integrity as loyalty
from apps.preorders import integrity as preorders
from apps.returns import integrity as returns
from apps.sales import integrity as sales
from apps.users import integrity as users

TRADES: tuple[Callable[[], list[str]], ...] = (
    stock.findings,
    customers.findings,
    credits.findings,
    loyalty.findings,
    preorders.findings,
    returns.findings,
    sales.problems,
    users.findings,
)


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    return [sentence for trade in TRADES for sentence in trade()]
