"""The lists that staff extend, in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AllValuesCheckboxFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminColorInputWidget

from apps.catalog import styles
from apps.catalog.admin.shown import swatch
from apps.catalog.models import Brand, Category, Colour, Design, Size
from apps.catalog.sizes import position_of
from apps.catalog.swatches import swatch_of
from apps.core import changes
from apps.core.backoffice import HistoryAdmin, TradeAdmin


class RenamesProducts:
    """A new name of an entry becomes part of its products' names at once."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        if change and "name" in form.changed_data:
            styles.rename_products_of(obj)


@admin.register(Brand)
class BrandAdmin(RenamesProducts, HistoryAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    reason_required = False
    may_be_deleted = True


@admin.register(Category)
class CategoryAdmin(HistoryAdmin):
    list_display = ("name", "group", "position", "low_stock", "is_tax_exempt")
    list_filter = (("group", AllValuesCheckboxFilter), "is_tax_exempt")
    search_fields = ("name", "group")
    fieldsets = ((None, {"fields": (("name", "group"), ("position", "low_stock"), "is_tax_exempt")}),)
    reason_required = False
    may_be_deleted = True

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changes.record(changes.SETTINGS, ["categories"])  # the tills show them in this order


@admin.register(Colour)
class ColourAdmin(RenamesProducts, TradeAdmin):
    list_display = ("swatch_shown", "name", "family")
    list_display_links = ("name",)
    list_filter = (("family", AllValuesCheckboxFilter),)
    search_fields = ("name", "family")
    fieldsets = ((None, {"fields": (("name", "family"), "swatch")}),)
    may_be_deleted = True

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
class DesignAdmin(TradeAdmin):
    list_display = ("name", "group")
    list_filter = (("group", AllValuesCheckboxFilter),)
    search_fields = ("name", "group")
    may_be_deleted = True


@admin.register(Size)
class SizeAdmin(RenamesProducts, TradeAdmin):
    list_display = ("name", "position")
    search_fields = ("name",)
    fields = ("name",)
    may_be_deleted = True

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.position = position_of(obj.name)
        super().save_model(request, obj, form, change)
