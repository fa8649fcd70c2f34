"""The lists that staff extend, in the back office."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AllValuesCheckboxFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminColorInputWidget

from apps.catalog import styles
from apps.catalog.admin.shown import swatch
from apps.catalog.models import Brand, Category, Colour, Design, Size
from apps.catalog.resources import BrandResource, CategoryResource, ColourResource, DesignResource, SizeResource
from apps.catalog.sizes import position_of
from apps.catalog.swatches import swatch_of
from apps.core import changes
from apps.core.backoffice import HistoryAdmin, TradeAdmin
from apps.core.columns import NO_FIGURE, figure_column
from apps.core.export_page import Exports

HELP = {
    "position": _("The lowest comes first."),
    "low_stock": _("Warns from this many pieces in a shop. Empty: as the shop, or else the company, says."),
}


class CountsProducts:
    """How many products bear an entry of a list; the figure leads to them."""

    products_path: ClassVar[str] = "product"
    products_filter: ClassVar[str] = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        counted: QuerySet[Any] = rows.annotate(product_count=Count(self.products_path))
        return counted

    @display(description=_("Products"), ordering="product_count")
    def products_shown(self, entry: Any) -> SafeString:
        if not entry.product_count:
            return NO_FIGURE
        address = f"{reverse('admin:catalog_product_changelist')}?sale=all&{self.products_filter}={entry.pk}"
        return format_html('<a class="figure text-link" href="{}">{}</a>', address, intcomma(entry.product_count))


class RenamesProducts:
    """A new name of an entry becomes part of its products' names at once."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        if change and "name" in form.changed_data:
            styles.rename_products_of(obj)


@admin.register(Brand)
class BrandAdmin(Exports, CountsProducts, RenamesProducts, HistoryAdmin):
    resource = BrandResource
    empty_says = _("Brands come with the first goods, or are added here.")
    list_display = ("name", "products_shown")
    products_path, products_filter = "styles__products", "style__brand__id__exact"
    search_fields = ("name",)
    reason_required = False
    may_be_deleted = True


@admin.register(Category)
class CategoryAdmin(Exports, CountsProducts, HistoryAdmin):
    resource = CategoryResource
    empty_says = _("A product needs a category: add the first one here.")
    list_display = ("name", "group", "products_shown", "position_shown", "low_stock_shown", "is_tax_exempt")
    products_path, products_filter = "styles__products", "style__category__id__exact"
    list_filter = (("group", AllValuesCheckboxFilter), "is_tax_exempt")
    search_fields = ("name", "group")
    fieldsets = ((None, {"fields": (("name", "group"), ("position", "low_stock"), "is_tax_exempt")}),)
    reason_required = False
    may_be_deleted = True

    position_shown = figure_column("position", _("Position at the till"))
    low_stock_shown = figure_column("low_stock", _("Low stock"))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in HELP:
            kwargs["help_text"] = HELP[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changes.record(changes.SETTINGS, ["categories"])  # the tills show them in this order


@admin.register(Colour)
class ColourAdmin(Exports, CountsProducts, RenamesProducts, TradeAdmin):
    resource = ColourResource
    empty_says = _("Colours come with the first goods, or are added here.")
    list_display = ("swatch_shown", "name", "family", "products_shown")
    products_filter = "colour__id__exact"
    list_display_links = ("name",)
    list_filter = (("family", AllValuesCheckboxFilter),)
    search_fields = ("name", "family")
    fieldsets = ((None, {"fields": (("name", "family"), "swatch")}),)
    may_be_deleted = True

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The swatch of a new colour follows from its name: a browser would answer black for one not chosen."""
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": (("name", "family"),)})]

    @display(description=_("Swatch"))
    def swatch_shown(self, colour: Colour) -> SafeString:
        return swatch(colour.swatch, colour.name, 24)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "swatch":
            kwargs["widget"] = UnfoldAdminColorInputWidget
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.swatch = obj.swatch or swatch_of(obj.name, obj.family)
        super().save_model(request, obj, form, change)


@admin.register(Design)
class DesignAdmin(Exports, CountsProducts, TradeAdmin):
    resource = DesignResource
    empty_says = _("Designs come with the first goods, or are added here.")
    list_display = ("name", "group", "products_shown")
    products_path, products_filter = "styles__products", "style__design__id__exact"
    list_filter = (("group", AllValuesCheckboxFilter),)
    search_fields = ("name", "group")
    may_be_deleted = True


@admin.register(Size)
class SizeAdmin(Exports, CountsProducts, RenamesProducts, TradeAdmin):
    resource = SizeResource
    empty_says = _("Sizes come with the first goods, or are added here. They sort by themselves: S, M, L; 28, 30, 32.")
    list_display = ("name", "products_shown")
    products_filter = "size__id__exact"
    search_fields = ("name",)
    fields = ("name",)
    may_be_deleted = True

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.position = position_of(obj.name)
        super().save_model(request, obj, form, change)
