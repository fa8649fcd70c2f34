"""By what staff look for pre-orders."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from apps.core import clock
from apps.preorders.models import PreOrder
from apps.stores.backoffice import shops_of

State = PreOrder.State
Lookups = list[tuple[str, Any]]
NAMES = {
    "overdue": _("overdue"),
    "pending": _("pending"),
    "arrived": _("arrived, waiting"),
    "untold": _("arrived, customer not told"),
    "undelivered": _("picked up, not delivered"),
    "fulfilled": _("fulfilled"),
    "cancelled": _("cancelled"),
}


class StateFilter(DropdownFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return list(NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[PreOrder]) -> QuerySet[PreOrder]:
        wanted = {
            "overdue": Q(state=State.PENDING, expected_on__lt=clock.today()),
            "untold": Q(state=State.ARRIVED, told_at=None),
            "undelivered": Q(state=State.FULFILLED, delivered_at=None),
            **{state.value: Q(state=state) for state in State},
        }
        return queryset.filter(wanted[self.value()]) if self.value() in wanted else queryset


class ShopFilter(DropdownFilter):
    """The shops within one's reach."""

    title, parameter_name = _("shop"), "shop"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(str(shop.pk), shop.name) for shop in shops_of(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PreOrder]) -> QuerySet[PreOrder]:
        chosen = self.value() or ""
        return queryset.filter(shop_id=int(chosen)) if chosen.isascii() and chosen.isdigit() else queryset
