"""People with the preset roles. Everybody's password is ``PASSWORD``."""

from itertools import count
from typing import Any

from django.test import Client

from apps.core.actor import Actor
from apps.stores.models import Shop
from apps.users import presets
from apps.users.models import User

PASSWORD = "only-for-tests"
_serial = count(1)


def make_user(shop: Shop | None = None, *, role: str | None = None, **changes: Any) -> User:
    """Somebody of ``shop`` with the preset ``role`` (md, manager, cashier, user, accountant, oem), or none."""
    fields: dict[str, Any] = {"username": f"person{next(_serial)}", "password": PASSWORD, "shop": shop} | changes
    user = User.objects.create_user(**fields)
    if role:
        presets.setup(by=Actor.system())
        presets.give_role(user, role, by=Actor.system())
    return user


def make_md(shop: Shop | None = None, **changes: Any) -> User:
    return make_user(shop, role="md", **{"first_name": "Ada", "last_name": "Obi"} | changes)


def make_manager(shop: Shop | None = None, **changes: Any) -> User:
    return make_user(shop, role="manager", **{"first_name": "Musa", "last_name": "Bello"} | changes)


def make_cashier(shop: Shop | None = None, **changes: Any) -> User:
    return make_user(shop, role="cashier", **{"first_name": "Chidi", "last_name": "Eze"} | changes)


def signed_in(user: User) -> Client:
    """A browser in which ``user`` has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
