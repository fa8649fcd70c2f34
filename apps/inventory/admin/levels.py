"""What lies where, with the sum of whatever is filtered."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from apps.core.backoffice import figure_column, figure_html, money_column, titled
from apps.core.doors import open_to
from apps.core.export_page import Exports
from apps.core.money import format_money
from apps.inventory import queries, reach
from apps.inventory.admin.moves import StockPage
from apps.inventory.admin.story import Story
from apps.inventory.models import StockLevel
from apps.inventory.resources import StockLevelResource
from apps.stores.backoffice import shops_of
from apps.stores.models import Location


class StateFilter(DropdownFilter):
    title, parameter_name = _("what runs low"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("low", _("Low, critical or out")), ("critical", _("Critical or out")), ("out", _("Out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        return queryset.filter(queries.runs_low(self.value())) if self.value() else queryset


class CityFilter(DropdownFilter):
    title, parameter_name = _("city"), "city"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(city.pk), city.name) for city in Location.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        return queryset.filter(place__shop__location=self.value()) if self.value() else queryset


class ShopFilter(DropdownFilter):
    title, parameter_name = _("shop"), "shop"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        shops = [(str(shop.pk), shop.name) for shop in reach.shops_seen(request)]
        return [(reach.OWN, str(_("Shops in my reach"))), *shops]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        if self.value() == reach.OWN:
            return queryset.filter(place__shop__in=shops_of(request))
        return queryset.filter(place__shop=self.value()) if self.value() else queryset


class LevelList(ChangeList):
    """Adds what the list needs besides its rows: their state, and the worth of all that is filtered."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: list[Any] = list(self.result_list)
        products = {level.product_id for level in self.result_list}
        states: dict[Any, str] = {
            (row.product_id, row.shop_id): row.state for row in queries.low_stock(products=products)
        }
        for level in self.result_list:
            level.state = states.get((level.product_id, level.place.shop_id), "")
        worth = queries.worth_of(self.queryset)
        self.pieces = worth.pieces
        self.value = format_money(worth.value) if reach.sees_cost(request) else ""


@admin.register(StockLevel)
class StockLevelAdmin(Exports, StockPage):
    resource = StockLevelResource
    empty_says = _("Stock appears when goods come in: by “New goods” among the products, or by an import.")
    list_display = (
        "product_shown",
        "place_shown",
        "state_shown",
        "quantity_shown",
        "reserved_shown",
        "free",
        "value_shown",
    )
    list_filter = (
        StateFilter,
        CityFilter,
        ShopFilter,
        ("place__kind", titled(ChoicesDropdownFilter, _("floor or warehouse"))),
        ("product__style__category", RelatedDropdownFilter),
        ("product__style__brand", RelatedDropdownFilter),
    )
    list_select_related = ("product__style__brand", "product__style__category", "place__shop__location")
    list_before_template = "inventory/level_sums.html"
    search_fields = ("product__name", "product__style__brand__name", "product__barcodes__code")
    search_help_text = _("A product's name, brand or barcode.")
    ordering = ("product__name", "place__shop__name", "place__kind", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockLevel]:
        rows: QuerySet[StockLevel] = super().get_queryset(request)
        return rows.filter(reach.is_seen(request))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [name for name in self.list_display if name != "value_shown" or reach.sees_cost(request)]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LevelList]:
        return LevelList

    def get_urls(self) -> list[URLPattern]:
        story = open_to(Story.permission_required)(self.admin_site.admin_view(Story.as_view(model_admin=self)))
        return [path("story/<int:product_id>/", story, name="inventory_story"), *super().get_urls()]

    @display(description=_("Product"), ordering="product__name")
    def product_shown(self, level: StockLevel) -> SafeString:
        style = level.product.style
        return format_html(
            '<a class="stock-product" href="{}" title="{}">{}<small>{} · {}</small></a>',
            *(reverse("admin:inventory_story", args=[level.product_id]), _("Why so many?")),
            *(level.product.name, style.brand.name, style.category.name),
        )

    @display(description=_("Place"), ordering="place__name")
    def place_shown(self, level: StockLevel) -> str:
        shop = level.place.shop
        return f"{level.place.name}, {shop.location.name}" if shop else level.place.name

    @display(description=_("Runs low"), label={"out": "danger", "critical": "danger", "low": "warning"})
    def state_shown(self, level: StockLevel) -> tuple[str, Any]:
        """Of the product in the whole shop, floor and warehouse together."""
        state: str = level.state  # type: ignore[attr-defined]
        return state, {"out": _("out"), "critical": _("critical"), "low": _("low")}.get(state, "")

    @display(description=_("Free"), ordering=F("quantity") - F("reserved"))
    def free(self, level: StockLevel) -> SafeString:
        return figure_html(level.quantity - level.reserved)

    quantity_shown = figure_column("quantity", _("On hand"))
    reserved_shown = figure_column("reserved", _("Reserved"))

    value_shown = money_column("value", _("Value at cost"))
