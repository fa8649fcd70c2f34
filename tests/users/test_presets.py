"""What an upgrade brings to roles that exist already."""

from apps.core.actor import Actor
from apps.users import presets, rights


def test_rights_of_an_upgrade_reach_the_preset_roles_that_would_have_them(db: None) -> None:
    presets.setup(by=Actor.system())
    cashier, user = presets.role_of("cashier"), presets.role_of("user")
    new = rights.permissions_named(["catalog.add_labelbatch"])
    cashier.permissions.remove(*new)

    presets.spread({"catalog.add_labelbatch", "users.view_cost"}, by=Actor.system())

    assert set(new) <= set(cashier.permissions.all())
    assert not set(new) & set(user.permissions.all())
    assert not cashier.permissions.filter(codename="view_cost").exists()
