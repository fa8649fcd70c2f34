"""What was allowed, and what was asked of somebody who was not there: read only."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import display

from apps.core import clock
from apps.core.backoffice import ReadOnlyAdmin
from apps.core.columns import money_column
from apps.core.export_page import Exports
from apps.stores.backoffice import ShopScoped
from apps.users import approvals, requests
from apps.users.models import Approval, ApprovalRequest
from apps.users.resources import ApprovalRequestResource, ApprovalResource, allowed

WHO = ("approver", "asked_by")
NAMES = ("first_name", "last_name", "username")
LAPSED = "lapsed"
ANSWERS = {"waiting": "warning", "granted": "success", "refused": "danger", "withdrawn": "info", LAPSED: "info"}


class ActionFilter(DropdownFilter):
    title, parameter_name = gettext_lazy("what was allowed"), "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, known.title) for name, known in approvals.ACTIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Approval]) -> QuerySet[Approval]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(Approval)
class ApprovalAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = ApprovalResource
    empty_says = gettext_lazy(
        "A discount, gift or void that somebody with the right allowed with their PIN at the till stands here."
    )
    shop_path = "register__shop"

    list_display = ("granted_at", "action_shown", "subject", "limit", "approver", "asked_by", "register", "used_at")
    list_filter = (ActionFilter, ("granted_at", RangeDateFilter))
    list_select_related = ("approver", "asked_by", "register__shop")
    search_fields = ("subject", *(f"{who}__{name}" for who in WHO for name in NAMES))
    search_help_text = gettext_lazy("What it was about, who allowed it or who asked.")
    fields = (
        *("action_shown", "subject", "limit", "approver", "asked_by", "register"),
        *("granted_at", "expires_at", "used_at"),
    )
    readonly_fields = ("action_shown",)

    @display(description=gettext_lazy("what was allowed"), ordering="action")
    def action_shown(self, approval: Approval) -> str:
        return allowed(approval.action)


class AskedFilter(ActionFilter):
    title = gettext_lazy("what was asked")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, known.title) for name, known in requests.ASKED.items()]


class AnswerFilter(DropdownFilter):
    title, parameter_name = gettext_lazy("answer"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*ApprovalRequest.State.choices, (LAPSED, gettext_lazy("not answered in time"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ApprovalRequest]) -> QuerySet[ApprovalRequest]:
        waiting = queryset.filter(state=ApprovalRequest.State.WAITING)
        match self.value():
            case None:
                return queryset
            case "lapsed":
                return waiting.filter(expires_at__lte=clock.now())
            case ApprovalRequest.State.WAITING:
                return waiting.filter(expires_at__gt=clock.now())
            case state:
                return queryset.filter(state=state)


@admin.register(ApprovalRequest)
class ApprovalRequestAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = ApprovalRequestResource
    empty_says = gettext_lazy(
        "What a cashier asks a manager or an MD who is not at the till stands here, with the answer."
    )

    list_display = ("asked_shown", "what", "amount_shown", "reason", "asked_by", "state_shown", "answered_by")
    list_filter = (AskedFilter, AnswerFilter, ("shop", RelatedDropdownFilter), ("asked_at", RangeDateFilter))
    list_select_related = ("asked_by", "answered_by", "shop", "register")
    search_fields = ("what", "subject", "reason", "note", *(f"asked_by__{name}" for name in NAMES))
    search_help_text = gettext_lazy("What was asked, of what, why, or who asked.")
    fields = (
        *("action_shown", "what", ("limit", "amount_shown"), "subject", "reason"),
        *(("asked_by", "register", "shop"), ("asked_at", "expires_at")),
        *(("state_in_words", "answered_by", "answered_at"), "note", "used_at"),
    )
    readonly_fields = ("action_shown", "amount_shown", "state_in_words", "used_at")

    amount_shown = money_column("amount", gettext_lazy("amount"))

    @display(description=gettext_lazy("asked"), ordering="pk", header=True)
    def asked_shown(self, asked: ApprovalRequest) -> list[str]:
        return [date_format(localtime(asked.asked_at), "j M Y, H:i"), f"{allowed(asked.action)}, {asked.shop.name}"]

    @display(description=gettext_lazy("what was asked"), ordering="action")
    def action_shown(self, asked: ApprovalRequest) -> str:
        return allowed(asked.action)

    @display(description=gettext_lazy("answer"), ordering="state", label=ANSWERS)
    def state_shown(self, asked: ApprovalRequest) -> tuple[str, str]:
        return LAPSED if requests.is_lapsed(asked) else asked.state, requests.state_in_words(asked)

    @display(description=gettext_lazy("answer"))
    def state_in_words(self, asked: ApprovalRequest) -> str:
        return requests.state_in_words(asked)

    @display(description=gettext_lazy("used"))
    def used_at(self, asked: ApprovalRequest) -> datetime | None:
        return asked.approval.used_at if asked.approval else None
