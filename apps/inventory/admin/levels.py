"""What lies where, today or on a past evening, with the sum of whatever is filtered."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RelatedDropdownFilter, TextFilter
from unfold.decorators import display
from unfold.views import ChangeList

from apps.core.backoffice import titled
from apps.core.columns import figure_column, figure_html, money_column
from apps.core.doors import open_to
from apps.core.export_page import Exports
from apps.core.money import format_money
from apps.core.resources import ListResource
from apps.inventory import past, queries, reach
from apps.inventory.admin.moves import StockPage
from apps.inventory.admin.story import Story
from apps.inventory.forms import DayForm
from apps.inventory.models import StockLevel
from apps.inventory.resources import PastLevelResource, StockLevelResource
from apps.stores.backoffice import shops_of
from apps.stores.models import Location, Place

KIND = "place__kind__exact"
ON = "on"  # in the address: the evening that is looked at
NOT_KEPT = (ON, "p", "o", "e")  # on the way to another evening: its columns are others


class EveningFilter(TextFilter):
    """Holds the day in the address; the page's own query reckons what lay there then, for files as well."""

    title, parameter_name = _("evening"), ON

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        if self.value() and day_of(request) is None:
            raise IncorrectLookupParameters

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """How the chosen day is called."""
        day = day_of(request)
        return [(str(self.value()), date_format(day, "j F Y"))] if day else []

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        yield {"form": DayForm({ON: self.value()} if self.value() else None, auto_id="filter-%s")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        return queryset


class StateFilter(DropdownFilter):
    title, parameter_name = _("what runs low"), "state"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        if day_of(request):
            self.title = _("what runs low today")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("low", _("Low, critical or out")), ("critical", _("Critical or out")), ("out", _("Out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        return queryset.filter(queries.runs_low(self.value())) if self.value() else queryset


class CityFilter(DropdownFilter):
    title, parameter_name = _("city"), "city"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(city.pk), city.name) for city in Location.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
        """With what is in transit to the city."""
        chosen = self.value() or ""
        if not (chosen.isascii() and chosen.isdigit()):
            return queryset
        return queryset.filter(Q(place__shop__location=chosen) | Q(place__location=chosen))


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
    """Adds what the list needs besides its rows: their state, what is under way, and the worth of all that is shown."""

    def get_queryset(self, request: HttpRequest, **options: Any) -> QuerySet[StockLevel]:
        """Of a past evening those that had moved by then; the others add nothing to its worth, and stay in its sum."""
        self.summed: QuerySet[StockLevel] = super().get_queryset(request, **options)
        day = day_of(request)
        return past.there_on(self.summed, day) if day else self.summed

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: list[Any] = list(self.result_list)
        self.day_form, self.day = evening_of(request), day_of(request)
        self.kept = [(name, value) for name, value in request.GET.items() if name not in NOT_KEPT]
        self.today = self.get_query_string(remove=list(NOT_KEPT))
        self.roads: list[tuple[queries.Road, str]] = []
        if self.day:
            self._tell_what_was(self.day)
            worth = past.worth_on(self.summed, self.day)
        else:
            self._tell_what_is()
            worth = queries.worth_of(self.queryset)
        self.pieces = worth.pieces
        self.value = format_money(worth.value) if reach.sees_cost(request) else ""

    def _tell_what_was(self, day: date) -> None:
        keys = [level.pk for level in self.result_list]
        then: dict[int, Any] = past.reckoned(StockLevel.objects.filter(pk__in=keys), day).in_bulk()
        for level in self.result_list:
            for name in ("pieces_then", "value_then", "reserved_then", "free_then"):
                setattr(level, name, getattr(then[level.pk], name))

    def _tell_what_is(self) -> None:
        self.roads = [(road, self._road(road)) for road in queries.in_transit_by_city()]
        products = {level.product_id for level in self.result_list}
        states: dict[Any, str] = {
            (row.product_id, row.shop_id): row.state for row in queries.low_stock(products=products)
        }
        under_way = queries.in_transit(products)
        for level in self.result_list:
            shop = level.place.shop
            level.state = states.get((level.product_id, level.place.shop_id), "")
            level.under_way = under_way.get((level.product_id, shop.location_id), 0) if shop else None

    def _road(self, road: queries.Road) -> str:
        """The list of what goes to the city."""
        asked = {"city": road.city_id, KIND: Place.Kind.TRANSIT.value}
        return str(self.get_query_string(asked, ["shop", "state", "p"]))


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
        "under_way_shown",
        "value_shown",
    )
    list_display_then = (
        *("product_shown", "place_shown", "quantity_then", "reserved_then_shown", "free_then_shown"),
        *("value_then_shown", "quantity_now"),
    )
    list_filter = (
        EveningFilter,
        StateFilter,
        CityFilter,
        ShopFilter,
        ("place__kind", titled(ChoicesDropdownFilter, _("floor, warehouse or in transit"))),
        ("product__style__category", RelatedDropdownFilter),
        ("product__style__brand", RelatedDropdownFilter),
    )
    list_select_related = ("product__style__brand", "product__style__category", "place__shop__location")
    list_before_template = "inventory/level_sums.html"
    search_fields = ("product__name", "product__style__brand__name", "product__barcodes__code")
    search_help_text = _("A product's name, brand or barcode.")
    ordering = ("product__name", "place__shop__name", "place__kind", "pk")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A day that is none, or still to come, is told so beside today's list."""
        wrong = evening_of(request).errors.get(ON)
        if not wrong:
            return super().changelist_view(request, extra_context)
        messages.error(request, str(wrong[0]))
        kept = request.GET.copy()
        del kept[ON]
        return redirect(f"{request.path}?{kept.urlencode()}")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockLevel]:
        rows: QuerySet[StockLevel] = super().get_queryset(request)
        return rows.filter(reach.is_seen(request))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        columns = self.list_display_then if day_of(request) else self.list_display
        costly = ("value_shown", "value_then_shown")
        return [name for name in columns if name not in costly or reach.sees_cost(request)]

    def resource_of(self, request: HttpRequest) -> type[ListResource]:
        return PastLevelResource if day_of(request) else self.resource

    def export_rows(self, request: HttpRequest) -> Any:
        rows, day = super().export_rows(request), day_of(request)
        return past.reckoned(rows, day) if day else rows

    def export_title(self, request: HttpRequest) -> str:
        day = day_of(request)
        if day is None:
            return super().export_title(request)
        return gettext("Stock on %(day)s") % {"day": date_format(day, "j F Y")}

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

    under_way_shown = figure_column("under_way", _("In transit to the city"), ordering=None)
    value_shown = money_column("value", _("Value at cost"))

    quantity_then = figure_column("pieces_then", _("On hand then"), ordering=None)
    value_then_shown = money_column("value_then", _("Value at cost then"), ordering=None)
    reserved_then_shown = figure_column("reserved_then", _("Reserved then"), ordering=None)
    free_then_shown = figure_column("free_then", _("Free then"), ordering=None)
    quantity_now = figure_column("quantity", _("On hand today"))


def evening_of(request: HttpRequest) -> DayForm:
    return DayForm({ON: request.GET[ON]} if request.GET.get(ON) else None)


def day_of(request: HttpRequest) -> date | None:
    """The evening that the list is asked for, today's or a past one; None for the stock as it is."""
    return evening_of(request).day
