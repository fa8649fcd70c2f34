"""Questions from tills to people who are not there."""

from typing import Any
from uuid import uuid4

from apps.stores.models import Register
from apps.users import requests
from apps.users.actors import actor_for
from apps.users.models import ApprovalRequest, User
from apps.users.requests import Question


def question(**changes: Any) -> Question:
    """A sale to be voided, unless told otherwise."""
    asked = {
        "key": uuid4(),
        "action": "void",
        "subject": "RCP-202611-001",
        "what": "RCP-202611-001 shall be voided.",
        "reason": "Wrong size",
    }
    return Question(**(asked | changes))


def ask(cashier: User, register: Register, **changes: Any) -> ApprovalRequest:
    by = actor_for(cashier, register=register)
    return requests.ask(question(**changes), asked_by=cashier, at=register, by=by)
