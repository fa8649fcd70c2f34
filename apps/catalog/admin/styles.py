"""Styles in the back office: what their products share."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from apps.catalog import styles
from apps.catalog.models import Product, Style
from apps.core.backoffice import REASON, HistoryAdmin, ReadOnlyTabularInline, figure_column, money_column


class ProductInline(ReadOnlyTabularInline):
    model = Product
    fields = readonly_fields = ("product_shown", "colour", "size", "price_shown")
    hide_title = True
    per_page = 60

    price_shown = money_column("price", _("Price"))

    @display(description=_("Product"))
    def product_shown(self, product: Product) -> SafeString:
        address = reverse("admin:catalog_product_change", args=[product.pk])
        return format_html('<a class="text-link" href="{}">{}</a>', address, product.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        rows: QuerySet[Product] = super().get_queryset(request)
        return rows.select_related("colour", "size").order_by("colour__name", "size__position")


@admin.register(Style)
class StyleAdmin(HistoryAdmin):
    list_display = ("name", "brand", "category", "design", "variants_shown")
    list_filter = (("brand", AutocompleteSelectFilter), ("category", AutocompleteSelectFilter))
    list_select_related = ("brand", "category", "design")
    search_fields = ("name", "brand__name", "category__name")
    autocomplete_fields = ("brand", "category", "design")
    fieldsets = ((None, {"fields": ("name", ("brand", "category"), "design", "description", "picture")}),)
    inlines = (ProductInline,)
    actions_detail = ("more_goods",)

    variants_shown = figure_column("variant_count", _("Products"))

    def has_goods_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(request.user.has_perm("purchasing.add_purchaseinvoice"))

    @action(description=_("More sizes and colours"), permissions=["goods"], icon="add")
    def more_goods(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """On the page of the trade above, which brings in their stock."""
        return redirect(f"{reverse('admin:purchasing_new_goods')}?style={int(object_id)}")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a style comes in with its first goods

    def get_queryset(self, request: HttpRequest) -> QuerySet[Style]:
        rows: QuerySet[Style] = super().get_queryset(request).annotate(variant_count=Count("products"))
        return rows

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        changed = {name: form.cleaned_data[name] for name in form.changed_data if name != REASON}
        styles.change(obj, by=self.actor(request), reason=form.cleaned_data.get(REASON, ""), **changed)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The act wrote its own audit entry."""
