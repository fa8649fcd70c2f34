"""An approver's word holds for one action, once, for a while."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.actor import Actor
from apps.users import approvals, pins
from apps.users.actors import actor_for
from apps.users.models import Approval, User
from tests.factories.stores import make_register
from tests.factories.users import make_cashier, make_manager, make_md

PIN = "4827"
TEN = Decimal("10.00")
pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    user = make_md()
    pins.set_pin(user, PIN, by=Actor.system())
    return user


@pytest.fixture
def cashier() -> User:
    return make_cashier()


def ask(boss: User, cashier: User, **changes: object) -> str:
    asked = {"action": "discount", "subject": "cart-1", "limit": TEN, "asked_by": cashier, "register": None} | changes
    return approvals.grant(boss, PIN, **asked)  # type: ignore[arg-type]


def test_an_approval_names_both_people(boss: User, cashier: User) -> None:
    register = make_register()
    by = actor_for(cashier, register=register)

    token = ask(boss, cashier, register=register)
    actor = approvals.use(token, action="discount", subject="cart-1", limit=TEN, by=by)

    assert actor == replace(by, approver_id=boss.pk, approver_name="Ada Obi")


def test_an_approval_covers_less_than_it_allows(boss: User, cashier: User) -> None:
    token = ask(boss, cashier)

    actor = approvals.use(token, action="discount", subject="cart-1", limit=Decimal(7), by=actor_for(cashier))

    assert actor.approver_id == boss.pk


@pytest.mark.parametrize(
    "other",
    [
        {"action": "void"},
        {"subject": "cart-2"},
        {"limit": Decimal("10.01")},
    ],
)
def test_an_approval_covers_nothing_else(boss: User, cashier: User, other: dict[str, object]) -> None:
    token = ask(boss, cashier)
    asked = {"action": "discount", "subject": "cart-1", "limit": TEN} | other

    with pytest.raises(approvals.ApprovalInvalid):
        approvals.use(token, by=actor_for(cashier), **asked)  # type: ignore[arg-type]

    assert Approval.objects.get().used_at is None


def test_an_approval_is_nobody_elses(boss: User, cashier: User) -> None:
    token = ask(boss, cashier)

    with pytest.raises(approvals.ApprovalInvalid):
        approvals.use(token, action="discount", subject="cart-1", limit=TEN, by=actor_for(make_cashier()))


def test_an_approval_is_used_once(boss: User, cashier: User) -> None:
    token = ask(boss, cashier)
    approvals.use(token, action="discount", subject="cart-1", limit=TEN, by=actor_for(cashier))

    with pytest.raises(approvals.ApprovalInvalid, match="used already"):
        approvals.use(token, action="discount", subject="cart-1", limit=TEN, by=actor_for(cashier))


@pytest.mark.parametrize(("action", "seconds"), [("void", 60), ("open_drawer", 60), ("discount", 900), ("gift", 900)])
def test_an_approval_expires(boss: User, cashier: User, noon: datetime, action: str, seconds: int) -> None:
    token = ask(boss, cashier, action=action, limit=None)

    with clock.at(noon + timedelta(seconds=seconds)), pytest.raises(approvals.ApprovalInvalid, match="expired"):
        approvals.use(token, action=action, subject="cart-1", limit=None, by=actor_for(cashier))

    with clock.at(noon + timedelta(seconds=seconds - 1)):
        assert approvals.use(token, action=action, subject="cart-1", limit=None, by=actor_for(cashier)).approver_id


def test_a_cashier_may_not_approve(cashier: User) -> None:
    pins.set_pin(cashier, PIN, by=Actor.system())

    with pytest.raises(approvals.MayNotApprove, match="Chidi Eze may not approve"):
        ask(cashier, make_cashier())

    assert not Approval.objects.exists()


def test_nobody_approves_above_their_own_limit(cashier: User) -> None:
    manager = make_manager()
    pins.set_pin(manager, PIN, by=Actor.system())

    with pytest.raises(approvals.MayNotApprove, match=r"may allow up to 20 %, not 20.01 %"):
        ask(manager, cashier, limit=Decimal("20.01"))

    assert not Approval.objects.exists()


def test_a_wrong_pin_grants_nothing(boss: User, cashier: User) -> None:
    with pytest.raises(pins.WrongPin):
        approvals.grant(boss, "1111", action="void", subject="R", limit=None, asked_by=cashier, register=None)

    assert not Approval.objects.exists()


def test_an_unknown_action_cannot_be_approved(boss: User, cashier: User) -> None:
    with pytest.raises(approvals.UnknownAction):
        ask(boss, cashier, action="anything")


def test_an_approver_who_left_approves_nothing(boss: User, cashier: User) -> None:
    token = ask(boss, cashier)
    User.objects.filter(pk=boss.pk).update(is_active=False)

    with pytest.raises(approvals.ApprovalInvalid):
        approvals.use(token, action="discount", subject="cart-1", limit=TEN, by=actor_for(cashier))
