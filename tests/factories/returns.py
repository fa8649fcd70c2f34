"""Goods that come back, for tests."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission

from apps.core.actor import Actor
from apps.returns import completion, decisions, requests
from apps.returns.completion import Way
from apps.returns.models import Return, ReturnLine
from apps.returns.requests import Brought, Wish
from apps.sales.models import Receipt
from apps.users.models import User
from tests.factories.sales import Till, actor_at, make_cashier

Good, Damaged = ReturnLine.Condition.GOOD, ReturnLine.Condition.DAMAGED
CASH, CREDIT = Return.Refund.CASH, Return.Refund.CREDIT
DECIDING = ("approve_return", "overrule_window")


def make_chief(till: Till, *, name: str = "chief", may: tuple[str, ...] = DECIDING) -> Actor:
    """Somebody at the till's shop who may sell and decide about returns."""
    chief = make_cashier(name, till.shop)
    let(chief, *may, "view_return", "add_return", "change_return")
    return actor_at(till.register, chief)


def let(user: User, *rights: str) -> None:
    user.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="returns", codename__in=rights),
        *Permission.objects.filter(content_type__app_label="users", codename__in=rights),
    )


def make_wish(receipt: Receipt, till: Till, *rows: tuple[Any, ...], **changes: Any) -> Wish:
    """Of each row the position, the pieces and, where it is not good, the condition."""
    brought = [Brought(*row) for row in rows or [(1, 1)]]
    told: dict[str, Any] = {"reason": "Too small", "key": uuid4(), "shop": till.shop} | changes
    return Wish(receipt=receipt, brought=brought, **told)


def ask(receipt: Receipt, till: Till, *rows: tuple[Any, ...], by: Actor | None = None, **changes: Any) -> Return:
    return requests.ask(make_wish(receipt, till, *rows, **changes), by=by or till.actor)


def approved(receipt: Receipt, till: Till, *rows: tuple[Any, ...], **changes: Any) -> Return:
    """Asked for by the cashier, approved by the system."""
    return decisions.approve(ask(receipt, till, *rows, **changes), by=Actor.system())


def completed(receipt: Receipt, till: Till, *rows: tuple[Any, ...], way: Way | None = None, **changes: Any) -> Return:
    return completion.complete(approved(receipt, till, *rows, **changes), way or in_cash(till), by=till.actor)


def in_cash(till: Till, **changes: Any) -> Way:
    return Way(refund=CASH, shift=till.shift, **changes)


def as_credit(till: Till, **changes: Any) -> Way:
    return Way(refund=CREDIT, shift=till.shift, **changes)


def naira(amount: str) -> Decimal:
    return Decimal(amount)
