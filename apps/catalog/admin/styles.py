"""Styles in the back office: what their products share."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action

from apps.catalog import queries, styles
from apps.catalog.models import Style
from apps.catalog.resources import StyleResource
from apps.core.backoffice import REASON, HistoryAdmin
from apps.core.columns import figure_column
from apps.core.export_page import Exports
from apps.stores.backoffice import stock_seen


@admin.register(Style)
class StyleAdmin(Exports, HistoryAdmin):
    resource = StyleResource
    list_display = ("name", "brand", "category", "design", "variants_shown")
    list_filter = (("brand", AutocompleteSelectFilter), ("category", AutocompleteSelectFilter))
    list_select_related = ("brand", "category", "design")
    search_fields = ("name", "brand__name", "category__name")
    search_help_text = _("A style, a brand or a category.")
    autocomplete_fields = ("brand", "category", "design")
    fieldsets = ((None, {"fields": ("name", ("brand", "category"), "design", "description", "picture")}),)
    actions_detail = ("more_goods",)
    change_form_after_template = "catalog/style_grid.html"
    empty_says = _("A style appears with its first goods: by “New goods” among the products, or by an import.")

    class Media:
        css = {"all": ("catalog/products.css",)}

    variants_shown = figure_column("variant_count", _("Products"))

    def has_goods_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(request.user.has_perm("purchasing.add_purchaseinvoice"))

    @action(description=_("Top up, or add sizes and colours"), permissions=["goods"], icon="add")
    def more_goods(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """On the page of the trade above, which brings in their stock."""
        return redirect(f"{reverse('admin:purchasing_new_goods')}?style={int(object_id)}#pieces")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a style comes in with its first goods

    def get_queryset(self, request: HttpRequest) -> QuerySet[Style]:
        rows: QuerySet[Style] = super().get_queryset(request).annotate(variant_count=Count("products"))
        return rows

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the style's products as a grid of colours and sizes."""
        style = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if style:
            context["grid"] = queries.grid_of(style, stock_seen(request))
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        changed = {name: form.cleaned_data[name] for name in form.changed_data if name != REASON}
        styles.change(obj, by=self.actor(request), reason=form.cleaned_data.get(REASON, ""), **changed)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The act wrote its own audit entry."""
