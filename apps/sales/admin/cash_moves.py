"""Cash that went into drawers and out of them without a sale, with who, why, and what was odd about it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter
from unfold.decorators import display
from unfold.enums import ActionVariant

from apps.core.backoffice import ReadOnlyAdmin, by_key
from apps.core.columns import amount_html
from apps.core.dialogs import dialog_action
from apps.core.export_page import Exports
from apps.sales import cash_doubts
from apps.sales.admin.dialogs import ResolutionForm
from apps.sales.admin.filters import DoubtFilter, MoveShopFilter
from apps.sales.models import CashMove
from apps.sales.queries import DOUBTFUL
from apps.sales.resources import CashMoveResource
from apps.stores.backoffice import ShopScoped


@admin.register(CashMove)
class CashMoveAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = CashMoveResource
    empty_says = gettext_lazy(
        "At the till, “Cash in or out” in the menu writes down what goes into the drawer or out of it without a sale."
    )
    shop_path = "shift__shop"
    list_display = ("reason_shown", "at", "amount_shown", "shift_link", "who_shown", "doubt_shown")
    list_filter = (("kind", ChoicesDropdownFilter), DoubtFilter, MoveShopFilter, ("at", RangeDateTimeFilter))
    search_fields = ("reason", "user_name", "approver_name", "shift__number")
    search_help_text = gettext_lazy("A word of the reason, a person, or a shift's number.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("kind", "amount_shown"),
                    ("reason", "shift_link"),
                    ("at", "user_name"),
                    ("approver_name", "was_offline"),
                    ("doubt",),
                )
            },
        ),
    )
    answered_fieldsets = (
        (gettext_lazy("Answered"), {"fields": (("resolution",), ("resolved_by_name", "resolved_at"))}),
    )
    actions_detail = ("resolve",)

    class Media:
        css = {"all": ("sales/backoffice.css", "sales/shifts.css")}

    def get_queryset(self, request: HttpRequest) -> QuerySet[CashMove]:
        rows: QuerySet[CashMove] = super().get_queryset(request)
        return rows.select_related("shift__register__shop")

    def get_readonly_fields(self, request: HttpRequest, obj: CashMove | None = None) -> list[str]:
        shown = (*self.fieldsets, *self.answered_fieldsets)
        return [name for _title, part in shown for row in part["fields"] for name in row]

    def get_fieldsets(self, request: HttpRequest, obj: CashMove | None = None) -> Any:
        return (*self.fieldsets, *self.answered_fieldsets) if obj and obj.resolved_at else self.fieldsets

    def has_resolve_permission(self, request: HttpRequest, object_id: str) -> bool:
        doubtful = by_key(self.get_queryset(request).filter(DOUBTFUL), object_id)
        return request.user.has_perm(cash_doubts.RIGHT) and doubtful.exists()

    @display(description=gettext_lazy("Reason"), ordering="reason", header=True)
    def reason_shown(self, move: CashMove) -> list[str]:
        return [move.reason, f"{move.get_kind_display()} · {move.shift.register}"]

    @display(description=gettext_lazy("Amount"), ordering="amount")
    def amount_shown(self, move: CashMove) -> SafeString:
        return amount_html(move.signed)

    @display(description=gettext_lazy("Shift"), ordering="shift")
    def shift_link(self, move: CashMove) -> SafeString:
        address = reverse("admin:sales_shift_change", args=[move.shift_id])
        return format_html('<a class="text-link whitespace-nowrap" href="{}">{}</a>', address, move.shift.number)

    @display(description=gettext_lazy("Who"), ordering="user_name", header=True)
    def who_shown(self, move: CashMove) -> list[str]:
        return [move.user_name, _("approved by %(name)s") % {"name": move.approver_name} if move.approver_name else ""]

    @display(description=gettext_lazy("To be looked at"))
    def doubt_shown(self, move: CashMove) -> SafeString | str:
        """What was odd, in warning colours until it is answered; then the answer stands below it."""
        if not move.doubt:
            return "–"
        if move.resolved_at is None:
            return format_html('<span class="sale-doubt">{}</span>', move.doubt)
        answer = _("Answered: %(words)s") % {"words": move.resolution}
        return format_html('<span class="sale-doubt is-answered">{}<br>{}</span>', move.doubt, answer)

    @dialog_action(
        gettext_lazy("Answer"),
        permission="resolve",
        form=ResolutionForm,
        icon="task_alt",
        description=gettext_lazy(
            "It is not to be looked at any more; what you write stays beside it. Cash that is wrong is put right at "
            "the till, by a movement of its own."
        ),
        variant=ActionVariant.PRIMARY,
    )
    def resolve(self, request: HttpRequest, form: ResolutionForm, object_id: str) -> str:
        move = self.get_queryset(request).get(pk=object_id)
        cash_doubts.resolve(move, by=self.actor(request), resolution=form.cleaned_data["resolution"])
        return _("Answered.")
