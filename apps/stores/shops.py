"""A city, a shop with its places, a register: opened by acts, so that none lacks what belongs to it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.audit import chains, log
from apps.core import changes, history
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.stores.models import Location, Place, Register, Shop
from apps.stores.places import OUTSIDE, outside


class InvalidShop(InvalidInput):
    code = "invalid_shop"


class WarehouseThere(Conflict):
    code = "warehouse_there"


@transaction.atomic
def open_location(code: str, name: str, *, by: Actor) -> Location:
    """A new city, with the place where goods on their way to it are."""
    location = Location(code=code, name=name)
    _refuse_invalid(location)
    location.save()
    furnish_location(location)
    log.write("stores.location_opened", by=by, subject="location", key=location.pk, name=name, code=code)
    return location


@transaction.atomic
def open_shop(
    location: Location,
    *,
    code: str,
    name: str,
    by: Actor,
    with_warehouse: bool = True,
    address: str = "",
    phone: str = "",
) -> Shop:
    """A new shop with its floor and, if wanted, its warehouse."""
    shop = Shop(location=location, code=code, name=name, address=address, phone=phone)
    _refuse_invalid(shop)
    history.sign(shop, by=by)
    shop.save()
    furnish_shop(shop, with_warehouse=with_warehouse)
    changes.record(changes.SETTINGS, ["shops"])
    log.write("stores.shop_opened", by=by, subject="shop", key=shop.pk, name=name, shop_id=shop.pk, city=location.name)
    return shop


@transaction.atomic
def add_register(shop: Shop, *, code: str, name: str, by: Actor) -> Register:
    """A new till of the shop; a device becomes it by enrolment."""
    register = Register(shop=shop, code=code, name=name)
    _refuse_invalid(register)
    register.save()
    log.write("stores.register_added", by=by, subject="register", key=register.pk, name=str(register), shop_id=shop.pk)
    return register


@transaction.atomic
def add_warehouse(shop: Shop, *, by: Actor) -> Place:
    """A warehouse for a shop that was opened without one."""
    if Place.objects.filter(shop=shop, kind=Place.Kind.WAREHOUSE).exists():
        raise WarehouseThere(_("%(shop)s has a warehouse already.") % {"shop": shop})
    place = Place.objects.create(shop=shop, kind=Place.Kind.WAREHOUSE, name=_warehouse_name(shop))
    log.write("stores.warehouse_added", by=by, subject="shop", key=shop.pk, name=shop.name, shop_id=shop.pk)
    return place


def furnish_location(location: Location) -> None:
    """The places that a city, and the whole company, cannot do without."""
    for kind in OUTSIDE:
        outside(kind)
    Place.objects.get_or_create(
        location=location, defaults={"kind": Place.Kind.TRANSIT, "name": f"On the way to {location.name}"}
    )


def furnish_shop(shop: Shop, *, with_warehouse: bool) -> None:
    """Its places, and its name over its chain in the audit log."""
    chains.entitle(shop.pk, shop.name)
    Place.objects.get_or_create(shop=shop, kind=Place.Kind.FLOOR, defaults={"name": f"{shop.name}, shop floor"})
    if with_warehouse:
        Place.objects.get_or_create(shop=shop, kind=Place.Kind.WAREHOUSE, defaults={"name": _warehouse_name(shop)})


def _warehouse_name(shop: Shop) -> str:
    return f"{shop.name}, warehouse"


def _refuse_invalid(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
        raise InvalidShop(" ".join(fields.values()), fields=fields) from error
