"""Cities, shops and registers for tests, made by the acts that the shop uses."""

from itertools import count
from typing import Any

from apps.core.actor import Actor
from apps.stores import shops
from apps.stores.models import Company, Location, PaymentMethod, Register, Shop

_serial = count(1)


def make_company(**changes: Any) -> Company:
    return Company.objects.update_or_create(pk=1, defaults={"name": "Ada Fashion"} | changes)[0]


def make_location(code: str = "AB", name: str = "") -> Location:
    found = Location.objects.filter(code=code).first()
    names = {"AB": "Abuja", "LA": "Lagos"}
    return found or shops.open_location(code, name or names.get(code, f"City {code}"), by=Actor.system())


def make_shop(location: Location | None = None, **changes: Any) -> Shop:
    """A shop in Abuja, with floor and warehouse."""
    serial = next(_serial)
    fields = {"code": f"s{serial}", "name": f"Shop {serial}", "with_warehouse": True} | changes
    return shops.open_shop(location or make_location(), by=Actor.system(), **fields)


def make_register(shop: Shop | None = None, **changes: Any) -> Register:
    serial = next(_serial)
    fields = {"code": f"r{serial}", "name": f"Spare till {serial}"} | changes
    return shops.add_register(shop or make_shop(), by=Actor.system(), **fields)


def make_method(name: str = "Cash", **changes: Any) -> PaymentMethod:
    fields = {"name": name, "kind": PaymentMethod.Kind.CASH} | changes
    return PaymentMethod.objects.get_or_create(key=name.lower().replace(" ", "-"), defaults=fields)[0]
