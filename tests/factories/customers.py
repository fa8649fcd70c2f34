"""Customers for tests."""

from itertools import count
from typing import Any

from apps.core.actor import Actor
from apps.customers import people
from apps.customers.models import Customer

_serial = count(1)


def make_customer(**changes: Any) -> Customer:
    """Somebody with a phone number of their own."""
    serial = next(_serial)
    fields: dict[str, Any] = {"name": f"Ada Obi {serial}", "phone": f"0803{serial:07d}"} | changes
    return people.create(by=fields.pop("by", Actor.system()), **fields)
