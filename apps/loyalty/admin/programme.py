"""The programme and its tiers, as an MD keeps them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from apps.core import changes
from apps.core.backoffice import HistoryAdmin
from apps.core.columns import figure_column, money_column
from apps.loyalty import queries
from apps.loyalty.forms import ProgrammeForm, TierForm
from apps.loyalty.models import Programme, Tier


class TellsTills:
    """What every till reckons with: a save is told to them."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        changes.record(changes.SETTINGS, ["loyalty"])


@admin.register(Programme)
class ProgrammeAdmin(TellsTills, HistoryAdmin):
    reason_required = False

    form = ProgrammeForm
    fieldsets = (
        (None, {"fields": ("is_active",)}),
        (gettext_lazy("Earning"), {"fields": ("earns_by", ("rate", "unit"), "points_per_purchase", "expiry_months")}),
        (gettext_lazy("Redeeming"), {"fields": (("point_value", "least_points"), "most_percent")}),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not Programme.objects.exists() and bool(super().has_add_permission(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one programme: its page stands where others have a list."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        there = Programme.objects.exists()
        name = "admin:loyalty_programme_change" if there else "admin:loyalty_programme_add"
        return HttpResponseRedirect(reverse(name, args=[1] if there else []))

    def save_model(self, request: HttpRequest, obj: Programme, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(Tier)
class TierAdmin(TellsTills, HistoryAdmin):
    reason_required = False
    may_be_deleted = True
    empty_says = gettext_lazy("Without tiers every customer earns the same.")

    form = TierForm
    list_display = ("name", "spend_shown", "times_shown", "members")
    search_fields = ("name",)
    fieldsets = ((None, {"fields": ("name", ("least_spend", "multiplier"))}),)

    spend_shown = money_column("least_spend", gettext_lazy("From a spend of (12 months)"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tier]:
        rows: QuerySet[Tier] = super().get_queryset(request)
        return queries.with_members(rows)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One with customers in it stays until the nightly work has placed them elsewhere."""
        is_empty = obj is None or not obj.accounts.exists()
        return is_empty and bool(super().has_delete_permission(request, obj))

    @display(description=gettext_lazy("Earns"), ordering="multiplier")
    def times_shown(self, tier: Tier) -> SafeString:
        return format_html('<span class="figure">× {}</span>', f"{tier.multiplier.normalize():f}")

    members = figure_column("member_count", gettext_lazy("Customers"))
