"""Where goods are: the places of shops and cities, and the three that lie outside."""

from django.utils.translation import gettext as _

from apps.core.refusals import NotFound
from apps.stores.models import Location, Place, Shop

OUTSIDE = {
    Place.Kind.SUPPLIER: "Supplier",
    Place.Kind.CUSTOMER: "Customer",
    Place.Kind.LOSS: "Loss",
}


class NoSuchPlace(NotFound):
    code = "no_such_place"


def outside(kind: Place.Kind | str) -> Place:
    """The one supplier, customer or loss place; made when first asked for."""
    place, _made = Place.objects.get_or_create(
        kind=kind, shop=None, location=None, defaults={"name": OUTSIDE[Place.Kind(kind)]}
    )
    return place


def floor_of(shop: Shop) -> Place:
    return _place_of(shop, Place.Kind.FLOOR)


def warehouse_of(shop: Shop) -> Place:
    return _place_of(shop, Place.Kind.WAREHOUSE)


def transit_of(location: Location) -> Place:
    return Place.objects.get(location=location)


def _place_of(shop: Shop, kind: Place.Kind) -> Place:
    place = Place.objects.filter(shop=shop, kind=kind).first()
    if place is None:
        raise NoSuchPlace(_("%(shop)s has no %(kind)s.") % {"shop": shop, "kind": kind.label})
    return place
