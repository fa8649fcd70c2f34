"""Shifts in the back office: by cashier, with what was expected, counted, and the difference."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyAdmin, amount_html, dialog_action, money_column
from apps.core.export_page import Exports
from apps.sales import documents, queries, shifts
from apps.sales.admin.dialogs import CountForm
from apps.sales.admin.filters import OpenFilter, ShopFilter
from apps.sales.models import Shift
from apps.sales.resources import ShiftResource
from apps.stores.backoffice import ShopScoped


class ClosedFilter(OpenFilter):
    title, parameter_name, path = gettext_lazy("state"), "state", "closed_at"
    done_word = gettext_lazy("closed")


@admin.register(Shift)
class ShiftAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = ShiftResource
    empty_says = gettext_lazy("A shift begins when a cashier opens one at the till and counts the float.")
    list_display = (
        "number_shown",
        "opener_name",
        "opened_at",
        "closed_at",
        "float_shown",
        "expected_shown",
        "counted_shown",
        "difference_shown",
    )
    list_filter = (ClosedFilter, ShopFilter, ("opened_at", RangeDateTimeFilter))
    search_fields = ("number", "register__name", "opened_by__first_name", "opened_by__username")
    search_help_text = gettext_lazy("A shift's number, a till, or who opened it.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "register"),
                    ("opened_at", "opener_name"),
                    ("closed_at", "closer_name"),
                    ("float_shown", "comment"),
                )
            },
        ),
        (
            gettext_lazy("Cash"),
            {
                "fields": (
                    ("expected_now", "counted_shown"),
                    ("difference_in_words", "receipts_link"),
                    ("tenders_shown", "cashiers_shown"),
                )
            },
        ),
    )
    actions_detail = ("close_shift",)

    class Media:
        css = {"all": ("sales/backoffice.css",)}

    float_shown = money_column("opening_float", gettext_lazy("Float"))
    expected_shown = money_column("expected_cash", gettext_lazy("Expected"))
    counted_shown = money_column("counted_cash", gettext_lazy("Counted"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    def get_fieldsets(self, request: HttpRequest, obj: Shift | None = None) -> Any:
        """Whoever counts an open shift counts blind: what it took is for those who may close any."""
        if obj is not None and obj.is_open and not request.user.has_perm("sales.close_any_shift"):
            return self.fieldsets[:1]
        return self.fieldsets

    def has_close_permission(self, request: HttpRequest, object_id: str) -> bool:
        mine = self.get_queryset(request).filter(pk=object_id, closed_at__isnull=True)
        return request.user.has_perm("sales.close_any_shift") and mine.exists()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shift]:
        rows: QuerySet[Shift] = super().get_queryset(request)
        return rows.select_related("register__shop", "opened_by", "closed_by", "shop")

    @display(description=gettext_lazy("Shift"), ordering="pk", header=True)
    def number_shown(self, shift: Shift) -> list[str]:
        return [shift.number, str(shift.register)]

    @display(
        description=gettext_lazy("Difference"),
        label={"open": "info", "right": "success", "over": "warning", "short": "danger"},
    )
    def difference_shown(self, shift: Shift) -> tuple[str, str]:
        difference = shift.difference
        if difference is None:
            return "open", _("open")
        if not difference:
            return "right", _("right")
        return ("over" if difference > 0 else "short"), documents.money(difference)

    @display(description=gettext_lazy("Difference"))
    def difference_in_words(self, shift: Shift) -> str:
        return str(self.difference_shown(shift)[1])

    @display(description=gettext_lazy("Expected"))
    def expected_now(self, shift: Shift) -> SafeString | str:
        """What it was when it closed; while it is open it stays hidden, so that the count is blind."""
        return "–" if shift.expected_cash is None else amount_html(shift.expected_cash)

    @display(description=gettext_lazy("Receipts"))
    def receipts_link(self, shift: Shift) -> SafeString:
        address = f"{reverse('admin:sales_receipt_changelist')}?{urlencode({'q': shift.number})}"
        return format_html('<a class="text-primary-600" href="{}">{}</a>', address, shift.receipts.count())

    @display(description=gettext_lazy("Opened by"), ordering="opened_by__first_name")
    def opener_name(self, shift: Shift) -> str:
        return str(shift.opened_by)

    @display(description=gettext_lazy("Closed by"))
    def closer_name(self, shift: Shift) -> str:
        return str(shift.closed_by or "–")

    @display(description=gettext_lazy("Taken by payment method"))
    def tenders_shown(self, shift: Shift) -> SafeString | str:
        return _amounts(queries.shift_tenders(shift))

    @display(description=gettext_lazy("Taken by cashier"))
    def cashiers_shown(self, shift: Shift) -> SafeString | str:
        return _amounts(queries.shift_cashiers(shift))

    @dialog_action(
        gettext_lazy("Close the shift"),
        permission="close",
        form=CountForm,
        icon="lock_clock",
        description=gettext_lazy("For a shift that was abandoned: count the drawer and close it. It cannot be undone."),
    )
    def close_shift(self, request: HttpRequest, form: CountForm, object_id: str) -> str:
        shift = self.get_queryset(request).get(pk=object_id)
        values = form.cleaned_data
        closed = shifts.close(shift, counted=values["counted"], comment=values["comment"], by=self.actor(request))
        words = {"shift": closed.number, "difference": documents.money(closed.difference)}
        return _("%(shift)s is closed, difference %(difference)s.") % words


def _amounts(rows: list[tuple[str, Any]]) -> SafeString | str:
    shown = ((name, documents.money(amount)) for name, amount in rows)
    return format_html_join("", '<span class="sum"><span>{}</span><span>{}</span></span>', shown) or "–"
