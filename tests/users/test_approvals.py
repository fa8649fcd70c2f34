"""An approver's word holds for one action, once, for a while."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.actor import Actor
from apps.users import approvals, pins, rights
from apps.users.actors import actor_for
from apps.users.models import Approval, Role, User
from tests.factories.stores import make_register, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user

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


def with_pin(user: User) -> User:
    pins.set_pin(user, PIN, by=Actor.system())
    return user


def supervisor(*permissions: str) -> User:
    """May approve, and whatever else is named."""
    user = make_user(make_shop())
    role = Role.objects.create(name="Supervisor", discount_limit=Decimal(20))
    role.permissions.set(rights.permissions_named(["users.approve", *permissions]))
    user.groups.add(role)
    return with_pin(user)


@pytest.mark.parametrize("action", ["void", "open_drawer", "gift"])
def test_nobody_allows_what_they_may_not_do_themselves(cashier: User, action: str) -> None:
    with pytest.raises(approvals.MayNotApprove, match="may not do this either"):
        ask(supervisor(), cashier, action=action, limit=None)

    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("action", "permission"),
    [("void", "sales.void_receipt"), ("open_drawer", "sales.open_drawer"), ("gift", "sales.give_gift")],
)
def test_whoever_may_do_it_allows_it(cashier: User, action: str, permission: str) -> None:
    assert ask(supervisor(permission), cashier, action=action, limit=None)


def test_a_manager_of_another_shop_allows_nothing_here(cashier: User) -> None:
    manager, register = with_pin(make_manager(make_shop())), make_register()

    with pytest.raises(approvals.MayNotApprove, match=f"does not answer for {register.shop}"):
        ask(manager, cashier, action="void", limit=None, register=register)

    assert not Approval.objects.exists()
    assert ask(with_pin(make_manager(register.shop)), cashier, action="void", limit=None, register=register)


def lose_the_right(manager: User) -> None:
    role = manager.groups.get()
    role.permissions.remove(*rights.permissions_named(["sales.void_receipt"]))


def move_away(manager: User) -> None:
    User.objects.filter(pk=manager.pk).update(shop=make_shop())


@pytest.mark.parametrize("change", [lose_the_right, move_away])
def test_an_approver_who_lost_the_right_in_the_meantime_allows_nothing(
    cashier: User, change: Callable[[User], None]
) -> None:
    register = make_register()
    manager = with_pin(make_manager(register.shop))
    token = ask(manager, cashier, action="void", limit=None, register=register)
    change(manager)

    with pytest.raises(approvals.ApprovalInvalid):
        approvals.use(token, action="void", subject="cart-1", limit=None, by=actor_for(cashier, register=register))

    assert Approval.objects.get().used_at is None


def test_an_approver_whose_limit_fell_in_the_meantime_allows_only_what_is_left(cashier: User) -> None:
    manager = with_pin(make_manager())
    token = ask(manager, cashier, limit=Decimal(15))
    Role.objects.filter(user=manager).update(discount_limit=Decimal(10))

    with pytest.raises(approvals.ApprovalInvalid, match=r"may allow up to 10 %, not 12 %"):
        approvals.use(token, action="discount", subject="cart-1", limit=Decimal(12), by=actor_for(cashier))

    assert Approval.objects.get().used_at is None
    assert approvals.use(token, action="discount", subject="cart-1", limit=TEN, by=actor_for(cashier)).approver_id
