"""Whose stock a person may see: that of the shops in reach, or everybody's with the right to see all quantities."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from apps.stores.backoffice import shops_of
from apps.stores.models import Place, Shop

OWN = "own"  # in a filter: the shops in reach, where more are seen


def is_seen(request: HttpRequest, place: str = "place__") -> Q:
    """The condition on a row's place (``place`` leads to its fields); goods on the road are seen by all."""
    if sees_all(request):
        return Q(pk__isnull=False)
    return Q(**{f"{place}shop__in": shops_of(request)}) | Q(**{f"{place}kind": Place.Kind.TRANSIT})


def shops_seen(request: HttpRequest) -> QuerySet[Shop]:
    return Shop.objects.all() if sees_all(request) else shops_of(request)


def sees_all(request: HttpRequest) -> bool:
    return request.user.has_perm("users.view_all_stock")


def sees_cost(request: HttpRequest) -> bool:
    return request.user.has_perm("users.view_cost")
