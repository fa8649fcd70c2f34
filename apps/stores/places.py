"""Where goods can be: the floor and the warehouse of a shop, and the places outside that keep no level."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core.refusals import NotFound
from apps.stores.models import Place, Shop


def outside(kind: str) -> Place:
    """The one supplier, customer or loss place; made when it is first asked for."""
    found = Place.objects.filter(kind=kind, shop=None, location=None).order_by("pk").first()
    if found is None:
        try:
            with transaction.atomic():
                found = Place.objects.create(kind=kind, name=str(Place.Kind(kind).label).capitalize())
        except IntegrityError:
            return outside(kind)
    return found


def floor_of(shop: Shop) -> Place:
    return _place_of(shop, Place.Kind.FLOOR)


def warehouse_of(shop: Shop) -> Place:
    """NotFound when the shop has none."""
    return _place_of(shop, Place.Kind.WAREHOUSE)


def _place_of(shop: Shop, kind: Place.Kind) -> Place:
    found = Place.objects.filter(shop=shop, kind=kind).first()
    if found is None:
        raise NotFound(_("%(shop)s has no %(kind)s.") % {"shop": shop.name, "kind": kind.label})
    return found
