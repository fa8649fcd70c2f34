"""The ledger of the stock and what is held back: people look, acts write."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyAdmin, titled
from apps.core.columns import figure_column, moment_html, money_column
from apps.core.doors import open_to
from apps.core.export_page import Exports
from apps.inventory import documents, reach
from apps.inventory.models import Reservation, StockMove
from apps.inventory.resources import ReservationResource, StockMoveResource

REASONS = {
    StockMove.Reason.OPENING.value: "info",
    StockMove.Reason.RECEIVE.value: "info",
    StockMove.Reason.SELL.value: "success",
    StockMove.Reason.VOID.value: "warning",
    StockMove.Reason.RETURN.value: "warning",
    StockMove.Reason.TRANSFER.value: "primary",
    StockMove.Reason.COUNT.value: "warning",
    StockMove.Reason.WRITE_OFF.value: "danger",
}


class OpenFilter(DropdownFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("Held")), ("ended", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        return queryset.filter(ended_at__isnull=self.value() == "open") if self.value() else queryset


class StockPage(ReadOnlyAdmin):
    """A list of rows about a product, which lead to its story."""

    list_display_links = None

    class Media:
        css = {"all": ("inventory/stock.css",)}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list, not a form of one row: a row has no more to tell."""
        return obj is None and bool(super().has_view_permission(request, obj))

    @display(description=_("Product"), ordering="product__name")
    def product_shown(self, row: Any) -> SafeString:
        story = reverse("admin:inventory_story", args=[row.product_id])
        return format_html('<a class="stock-product" href="{}">{}</a>', story, row.product.name)


@admin.register(StockMove)
class StockMoveAdmin(Exports, StockPage):
    resource = StockMoveResource
    empty_says = _("Whatever comes in, is sold or changes place leaves a line here.")
    list_display = (
        *(
            "when",
            "product_shown",
            "pieces_shown",
            "origin",
            "destination",
            "reason_shown",
            "document_shown",
            "value_shown",
        ),
        *("user_name", "note"),
    )
    list_filter = (
        ("reason", titled(ChoicesDropdownFilter, _("what happened"))),
        ("business_date", RangeDateFilter),
        ("source", titled(RelatedDropdownFilter, _("place it left"))),
        ("target", titled(RelatedDropdownFilter, _("place it reached"))),
        ("product__style__category", RelatedDropdownFilter),
    )
    list_select_related = ("product", "source", "target")
    search_fields = ("document", "product__name", "product__barcodes__code", "user_name", "note")
    search_help_text = _("A document's number, a product, a barcode, a person.")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockMove]:
        rows: QuerySet[StockMove] = super().get_queryset(request)
        return rows.filter(reach.is_seen(request, "source__") | reach.is_seen(request, "target__"))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [name for name in self.list_display if name != "value_shown" or reach.sees_cost(request)]

    @display(description=_("When"), ordering="at")
    def when(self, move: StockMove) -> SafeString:
        return moment_html(move.at)

    def get_urls(self) -> list[URLPattern]:
        opened = open_to(documents.PERMISSION)(self.admin_site.admin_view(documents.open_document))
        return [path("document/", opened, name="inventory_document"), *super().get_urls()]

    @display(description=_("Document"), ordering="document")
    def document_shown(self, move: StockMove) -> SafeString:
        return format_html(
            '<a class="text-link moment" href="{}">{}</a>', documents.address_of(move.document), move.document
        )

    @display(description=_("From"), ordering="source__name")
    def origin(self, move: StockMove) -> str:
        return capfirst(move.source.name)

    @display(description=_("To"), ordering="target__name")
    def destination(self, move: StockMove) -> str:
        return capfirst(move.target.name)

    @display(description=_("Why"), ordering="reason", label=REASONS)
    def reason_shown(self, move: StockMove) -> tuple[str, str]:
        return move.reason, move.get_reason_display()

    pieces_shown = figure_column("quantity", _("Pieces"))
    value_shown = money_column("value", _("Value at cost"))


@admin.register(Reservation)
class ReservationAdmin(Exports, StockPage):
    resource = ReservationResource
    empty_says = _("Pieces promised to somebody, and so not for sale, stand here.")
    list_display = ("product_shown", "place", "pieces_shown", "document", "since", "user_name", "ended")
    list_filter = (OpenFilter, ("place", RelatedDropdownFilter))
    list_select_related = ("product", "place")
    search_fields = ("document", "product__name", "product__barcodes__code")
    search_help_text = _("A document's number, a product or a barcode.")

    pieces_shown = figure_column("quantity", _("Pieces"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reservation]:
        rows: QuerySet[Reservation] = super().get_queryset(request)
        return rows.filter(reach.is_seen(request))

    @display(description=_("Since"), ordering="at")
    def since(self, held: Reservation) -> SafeString:
        return moment_html(held.at)

    @display(description=_("Ended"), ordering="ended_at")
    def ended(self, held: Reservation) -> SafeString | str:
        return moment_html(held.ended_at) if held.ended_at else "–"
