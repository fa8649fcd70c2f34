"""Customers in the back office: found by name or phone, added once, with their receipts beside them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from apps.core.backoffice import NO_FIGURE, REASON, HistoryAdmin, figure_column
from apps.core.export_page import Exports
from apps.core.money import format_money
from apps.customers import people, queries
from apps.customers.forms import CustomerForm
from apps.customers.models import Customer
from apps.customers.resources import CustomerResource
from apps.stores.backoffice import shops_of


@admin.register(Customer)
class CustomerAdmin(Exports, HistoryAdmin):
    resource = CustomerResource
    empty_says = _("Customers are added here, or at the till while selling.")
    form = CustomerForm
    list_display = ("name_shown", "phone", "email", "receipts_shown", "due_shown", "last_visit", "is_frequent")
    list_filter = (
        ("is_frequent", BooleanRadioFilter),
        ("gender", ChoicesDropdownFilter),
        ("may_be_messaged", BooleanRadioFilter),
        ("created_at", RangeDateTimeFilter),
    )
    search_fields = ("name",)
    search_help_text = _("Words of the name, an e-mail, or digits of the phone.")
    fieldsets = (
        (None, {"fields": (("name", "phone"), ("email", "gender"), "address", "note", "is_frequent")}),
        (_("Agreed to"), {"fields": (("may_be_messaged", "may_be_mailed"),)}),
    )
    change_form_after_template = "customers/receipts.html"
    reason_required = False

    class Media:
        css = {"all": ("customers/customers.css",)}

    receipts_shown = figure_column("receipt_count", _("Receipts"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        return queries.with_receipts(super().get_queryset(request), shops_of(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queries.find(search_term, within=queryset), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the latest receipts and the store credits, for people who may see them."""
        customer = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if customer and request.user.has_perm("sales.view_receipt"):
            context["receipts"] = queries.latest_receipts(customer, shops_of(request))
            context["all_receipts"] = f"{reverse('admin:sales_receipt_changelist')}?q={customer.phone or customer.name}"
        if customer and request.user.has_perm("credits.view_credit"):
            context |= _credits_of(customer, request)
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        filled = {name: form.cleaned_data[name] for name in form.changed_data if name != REASON}
        by = self.actor(request)
        if change:
            people.change(obj, by=by, reason=form.cleaned_data.get(REASON, ""), **filled)
            return
        made = people.create(**{"name": "", **filled}, by=by)
        obj.pk, obj.created_at = made.pk, made.created_at

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The act wrote its own audit entry."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The act wrote its own audit entry."""

    @display(description=_("Customer"), ordering="name", header=True)
    def name_shown(self, customer: Customer) -> list[str]:
        initials = "".join(part[0] for part in customer.name.split()[:2]).upper()
        return [customer.name, customer.address.split("\n")[0][:60], initials]

    @display(description=_("Owes"), ordering="due_total")
    def due_shown(self, customer: Customer) -> SafeString:
        due = customer.due_total  # type: ignore[attr-defined]
        return format_html('<span class="money owes">{}</span>', format_money(due)) if due else NO_FIGURE

    @display(description=_("Last visit"), ordering="last_day")
    def last_visit(self, customer: Customer) -> Any:
        return customer.last_day or "–"  # type: ignore[attr-defined]


def _credits_of(customer: Customer, request: HttpRequest) -> dict[str, Any]:
    """What can be spent, the way to all, and the way to a new one for those who may issue."""
    page = reverse("admin:credits_credit_changelist")
    may_issue = request.user.has_perm("credits.issue_credit")
    return {
        "credits": queries.usable_credits(customer),
        "all_credits": f"{page}?q={customer.phone or customer.name}",
        "new_credit": f"{reverse('admin:credits_credit_add')}?customer={customer.pk}" if may_issue else "",
    }
