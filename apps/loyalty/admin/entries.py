"""Every point's story."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter, RelatedDropdownFilter
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyAdmin
from apps.core.columns import NO_FIGURE, amount_html, figure_column, moment_html
from apps.core.export_page import Exports
from apps.customers.searching import FindsByContact
from apps.loyalty.admin.columns import document, signed, what
from apps.loyalty.models import PointEntry
from apps.loyalty.resources import PointEntryResource

COLOURS = {
    PointEntry.Kind.EARN: "success",
    PointEntry.Kind.REDEEM: "info",
    PointEntry.Kind.GIVE_BACK: "success",
    PointEntry.Kind.TAKE_BACK: "warning",
    PointEntry.Kind.EXPIRE: "danger",
    PointEntry.Kind.ADJUST: "default",
}


@admin.register(PointEntry)
class PointEntryAdmin(FindsByContact, Exports, ReadOnlyAdmin):
    resource = PointEntryResource
    empty_says = gettext_lazy("Every point that a customer gains or loses stands here.")
    list_display = (
        *("when_shown", "customer_shown", "kind_shown", "points_shown", "balance_shown", "document_shown"),
        *("spend_shown", "who_shown"),
    )
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("at", RangeDateTimeFilter),
        ("account__tier", RelatedDropdownFilter),
    )
    list_select_related = ("account__customer",)
    search_fields = ("account__customer__name", "account__customer__phone", "document", "note")
    search_help_text = gettext_lazy("A customer, their phone, a document's number, or a word of the reason.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *(("when_shown", "kind_shown"), ("customer_shown", "document_shown")),
                    *(("points_shown", "balance_shown"), ("spend_shown", "value_shown")),
                    *("user_name", "note"),
                )
            },
        ),
    )
    readonly_fields = (
        *("when_shown", "kind_shown", "customer_shown", "document_shown", "points_shown", "balance_shown"),
        *("spend_shown", "value_shown"),
    )

    balance_shown = figure_column("balance", gettext_lazy("Balance"))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "account__id__exact" or bool(super().lookup_allowed(lookup, value, request))

    @display(description=gettext_lazy("When"), ordering="at")
    def when_shown(self, entry: PointEntry) -> SafeString:
        return moment_html(entry.at)

    @display(description=gettext_lazy("What"), ordering="kind", label=COLOURS)
    def kind_shown(self, entry: PointEntry) -> tuple[str, str]:
        return entry.kind, what(entry)

    @display(description=gettext_lazy("Customer"), ordering="account__customer__name")
    def customer_shown(self, entry: PointEntry) -> SafeString:
        address = reverse("admin:loyalty_account_change", args=[entry.account_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, entry.account)

    @display(description=gettext_lazy("Document"), ordering="document")
    def document_shown(self, entry: PointEntry) -> SafeString | str:
        return document(entry.document)

    @display(description=gettext_lazy("Points"), ordering="points")
    def points_shown(self, entry: PointEntry) -> SafeString:
        return signed(entry.points)

    @display(description=gettext_lazy("Spent on goods"), ordering="spend")
    def spend_shown(self, entry: PointEntry) -> SafeString:
        return amount_html(entry.spend) if entry.spend else NO_FIGURE

    @display(description=gettext_lazy("Taken off a total"), ordering="value")
    def value_shown(self, entry: PointEntry) -> SafeString:
        return amount_html(entry.value) if entry.value else NO_FIGURE

    @display(description=gettext_lazy("Who"), ordering="user_name", header=True)
    def who_shown(self, entry: PointEntry) -> list[str]:
        return [entry.user_name, entry.note]
