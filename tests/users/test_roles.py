"""Presets, reach and limits."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from apps.core.actor import Actor
from apps.users import presets, rights
from apps.users.limits import discount_limit
from apps.users.models import Role, User
from apps.users.reach import BeyondReach, refuse_beyond_reach, shops_in_reach
from tests.factories.stores import make_location, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user

pytestmark = pytest.mark.django_db


def test_presets_are_added_once() -> None:
    first = presets.setup(by=Actor.system())
    second = presets.setup(by=Actor.system())

    assert [role.name for role in first] == ["MD", "Shop Manager", "Cashier", "User", "Accountant", "OEM"]
    assert second == []


def test_what_staff_changed_in_a_preset_stays() -> None:
    presets.setup(by=Actor.system())
    Role.objects.filter(key="cashier").update(name="Sales person", discount_limit=Decimal(7))
    presets.role_of("cashier").permissions.clear()

    presets.setup(by=Actor.system())

    cashier = presets.role_of("cashier")
    assert (cashier.name, cashier.discount_limit, cashier.permissions.count()) == ("Sales person", Decimal(7), 0)


def test_the_md_has_every_right() -> None:
    md = make_md()

    assert md.get_all_permissions() == {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.all()}


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.key)
def test_every_right_that_a_preset_names_exists(preset: presets.Preset) -> None:
    found = rights.permissions_named(preset.permissions)

    assert {f"{p.content_type.app_label}.{p.codename}" for p in found} == set(preset.permissions)


def test_a_cashier_sells_and_decides_nothing() -> None:
    cashier = make_cashier()

    assert cashier.has_perms(["sales.sell", "customers.add_customer", "catalog.view_product"])
    assert not any(cashier.has_perm(right) for right in presets.DECIDING)


@pytest.mark.parametrize(
    ("reach", "expected"), [("shop", ["Wuse"]), ("city", ["Maitama", "Wuse"]), ("all", ["Maitama", "Wuse", "Ikeja"])]
)
def test_reach_is_own_shop_own_city_or_all(reach: str, expected: list[str]) -> None:
    abuja, lagos = make_location("AB"), make_location("LA")
    wuse = make_shop(abuja, name="Wuse")
    make_shop(abuja, name="Maitama")
    make_shop(lagos, name="Ikeja")
    user = make_cashier(wuse)
    Role.objects.filter(key="cashier").update(reach=reach)

    assert [shop.name for shop in shops_in_reach(user)] == expected


def test_the_farthest_of_several_reaches_counts() -> None:
    shop, _other = make_shop(), make_shop()
    user = make_cashier(shop)
    presets.give_role(user, "accountant", by=Actor.system())

    assert shops_in_reach(user).count() == 2


def test_without_a_home_shop_there_is_nothing_to_see() -> None:
    make_shop()

    assert not shops_in_reach(make_cashier()).exists()


def test_a_shop_beyond_reach_is_refused_by_name() -> None:
    cashier, other = make_cashier(make_shop()), make_shop(name="Ikeja")

    with pytest.raises(BeyondReach, match="Ikeja is beyond your reach"):
        refuse_beyond_reach(cashier, other)


@pytest.mark.parametrize(("role", "limit"), [("md", 100), ("manager", 20), ("cashier", 5), ("user", 0), (None, 0)])
def test_the_discount_limit_is_the_best_of_the_roles(role: str | None, limit: int) -> None:
    assert discount_limit(make_user(role=role)) == Decimal(limit)


def test_two_roles_give_the_higher_limit() -> None:
    manager = make_manager()
    presets.give_role(manager, "cashier", by=Actor.system())

    assert discount_limit(manager) == Decimal(20)


def test_createsuperuser_makes_an_md(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "only-for-tests")

    call_command("createsuperuser", interactive=False, username="boss", email="boss@example.com", verbosity=0)

    user = User.objects.get(username="boss")
    assert (user.is_superuser, user.is_staff) == (True, True)
    assert list(user.groups.values_list("name", flat=True)) == ["MD"]


def test_setup_user_profiles_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("setup_user_profiles")
    call_command("setup_user_profiles")

    assert capsys.readouterr().out.splitlines() == [
        "Added: MD, Shop Manager, Cashier, User, Accountant, OEM.",
        "Every preset role is there already.",
    ]
