"""A PIN is checked five times, then locked until an MD sets a new one."""

import base64
import hashlib

import pytest

from apps.audit.models import AuditEntry
from apps.core.actor import Actor
from apps.users import pins
from apps.users.models import User
from tests.factories.users import make_cashier

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture
def cashier() -> User:
    user = make_cashier()
    pins.set_pin(user, "4827", by=SYSTEM)
    return user


def test_the_right_pin_passes_and_gives_the_tries_back(cashier: User) -> None:
    for _ in range(4):
        with pytest.raises(pins.WrongPin):
            pins.check_pin(cashier, "0000")

    pins.check_pin(cashier, "4827")

    assert User.objects.get(pk=cashier.pk).pin_failures == 0


def test_five_wrong_tries_lock_even_the_right_pin(cashier: User) -> None:
    for _ in range(5):
        with pytest.raises(pins.WrongPin):
            pins.check_pin(cashier, "0000")

    with pytest.raises(pins.PinLocked, match="locked after 5 wrong tries"):
        pins.check_pin(cashier, "4827")


def test_a_new_pin_unlocks(cashier: User) -> None:
    User.objects.filter(pk=cashier.pk).update(pin_failures=5)

    pins.set_pin(cashier, "7391", by=SYSTEM)

    pins.check_pin(cashier, "7391")


@pytest.mark.parametrize("weak", ["123", "123456789", "12a4", "", "1111", "1234", "8765", "१२३५"])
def test_a_weak_pin_is_refused(cashier: User, weak: str) -> None:
    before = User.objects.get(pk=cashier.pk).pin

    with pytest.raises(pins.WeakPin):
        pins.set_pin(cashier, weak, by=SYSTEM)

    assert User.objects.get(pk=cashier.pk).pin == before


def test_who_has_no_pin_is_told_so() -> None:
    with pytest.raises(pins.NoPin):
        pins.check_pin(make_cashier(), "4827")


def test_who_left_cannot_use_the_pin(cashier: User) -> None:
    User.objects.filter(pk=cashier.pk).update(is_active=False)

    with pytest.raises(pins.NoPin):
        pins.check_pin(cashier, "4827")


def test_the_till_can_check_a_pin_by_itself(cashier: User) -> None:
    check = pins.till_check(User.objects.get(pk=cashier.pk))

    assert check is not None
    derived = hashlib.pbkdf2_hmac("sha256", b"4827", check.salt.encode(), check.iterations)
    assert base64.b64encode(derived).decode() == check.hash


def test_a_locked_pin_leaves_the_till_too(cashier: User) -> None:
    User.objects.filter(pk=cashier.pk).update(pin_failures=5)

    assert pins.till_check(User.objects.get(pk=cashier.pk)) is None


def test_setting_a_pin_is_audited_without_the_pin(cashier: User) -> None:
    entry = AuditEntry.objects.get(act="users.pin_set")

    assert (entry.subject_name, entry.facts) == ("Chidi Eze", "{}")
