"""Credits for tests."""

from decimal import Decimal
from typing import Any

from apps.core.actor import Actor
from apps.credits import ledger
from apps.credits.ledger import Grant
from apps.credits.models import Credit
from apps.customers.models import Customer
from tests.factories.customers import make_customer


def make_credit(value: str = "5000.00", *, customer: Customer | None = None, **changes: Any) -> Credit:
    """Goodwill without an end, for somebody new unless told otherwise."""
    fields: dict[str, Any] = {"purpose": Credit.Purpose.GOODWILL, "reason": "The zip was broken"} | changes
    by = fields.pop("by", Actor.system())
    return ledger.issue(Grant(customer or make_customer(), value=Decimal(value), **fields), by=by)
