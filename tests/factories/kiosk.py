"""A shop with a till, people at it, and a browser that is enrolled."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client

from apps.core.actor import Actor
from apps.stores import enrolment
from apps.stores.models import Location, Place, Register, Shop
from apps.users.models import Role, User

PASSWORD = "a long enough password"


def make_register(code: str = "AB1", *, city: str = "AB") -> Register:
    """A register of its own shop, with floor, in a city named after its code."""
    location = Location.objects.filter(code=city).first() or Location.objects.create(code=city, name=f"City {city}")
    shop = Shop.objects.create(location=location, code=f"shop-{code.lower()}", name=f"Shop {code}")
    Place.objects.create(shop=shop, kind=Place.Kind.FLOOR, name=f"{shop.name} floor")
    return Register.objects.create(shop=shop, code=code, name=f"Till {code}")


def make_person(username: str, *permissions: str, shop: Shop | None = None, **changes: Any) -> User:
    """Somebody with a role that grants exactly ``permissions`` (``app.codename``) in their own shop."""
    person = User.objects.create_user(username, password=PASSWORD, shop=shop, **changes)
    role = Role.objects.create(name=f"role of {username}", reach=Role.Reach.SHOP, discount_limit=Decimal(10))
    for permission in permissions:
        app, codename = permission.split(".")
        role.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    person.groups.add(role)
    return person


def enrol(register: Register) -> str:
    return enrolment.enrol(register, device="Chromium on Linux", by=Actor.system())


def browser_at(register: Register | None, user: User | None = None) -> Client:
    """A browser that holds the register's cookie, with ``user`` signed in."""
    browser = Client()
    if register is not None:
        browser.cookies["nexus_register"] = enrol(register)
    if user is not None:
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser
