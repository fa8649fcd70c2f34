"""What the list of products is narrowed by."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RadioFilter

from apps.catalog import queries
from apps.stores.backoffice import stock_seen


class SaleFilter(RadioFilter):
    """Archived products are out of sight until they are asked for."""

    title, parameter_name = _("state"), "sale"
    all_option = ("", _("On sale"))

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("archived", _("Archived")), ("all", _("Both"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(archived_at__isnull=self.value() != "archived")


class StockFilter(RadioFilter):
    """What runs low does so in a shop of those whose quantities the person may see."""

    title, parameter_name = _("stock"), "stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("low", _("Low or out")), ("out", _("Out")), ("some", _("In stock"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "low":
            return queryset.filter(Q(on_hand=0) | Q(pk__in=queries.running_low(stock_seen(request))))
        narrowed: dict[str, dict[str, Any]] = {"out": {"on_hand": 0}, "some": {"on_hand__gt": 0}}
        return queryset.filter(**narrowed.get(self.value() or "", {}))
