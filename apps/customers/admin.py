"""Customers in the back office: found by name or phone, added once, with their whole story below the form.

The page is registered by ``nexus``, which adds what stands above this trade.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from apps.core import masks, sections
from apps.core.backoffice import REASON, HistoryAdmin
from apps.core.columns import NO_FIGURE, figure_column, moment_html
from apps.core.export_page import Exports
from apps.core.money import format_money
from apps.core.sections import Cell, Column, Maker, Section
from apps.customers import contacts, people, queries
from apps.customers.forms import CustomerForm
from apps.customers.models import Customer
from apps.customers.resources import CustomerResource
from apps.stores.backoffice import shops_of

MASKED = {"name_shown": "name_alone", "phone": "phone_masked", "email": "email_masked"}


class CustomerAdmin(Exports, HistoryAdmin):
    figures: ClassVar[Sequence[Maker]] = ()  # above the form
    sections: ClassVar[Sequence[Maker]] = ()  # below it

    resource = CustomerResource
    empty_says = gettext_lazy("Customers are added here, or at the till while selling.")
    form = CustomerForm
    list_display = ("name_shown", "phone", "email", "receipts_shown", "due_shown", "last_visit", "is_frequent")
    list_filter = (
        ("is_frequent", BooleanRadioFilter),
        ("gender", ChoicesDropdownFilter),
        ("may_be_messaged", BooleanRadioFilter),
        ("may_be_mailed", BooleanRadioFilter),
        ("created_at", RangeDateTimeFilter),
    )
    search_fields = ("name",)
    search_help_text = gettext_lazy("Words of the name, an e-mail, or digits of the phone.")
    readonly_fields = ("phone_masked", "email_masked")
    fieldsets = (
        (None, {"fields": (("name", "phone"), ("email", "gender"), "address", "note", "frequent_by_hand")}),
        (gettext_lazy("Agreed to"), {"fields": (("may_be_messaged", "may_be_mailed"),)}),
    )
    masked_fieldsets = (
        (None, {"fields": (("name", "phone_masked"), ("email_masked", "gender"), "note", "frequent_by_hand")}),
        fieldsets[1],
    )
    change_form_before_template = "core/figures.html"
    change_form_after_template = "core/sections.html"
    reason_required = False

    class Media:
        css = {"all": ("core/sections.css",)}

    receipts_shown = figure_column("receipt_count", gettext_lazy("Receipts"))

    # Who sees and may do what.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        return queries.with_receipts(super().get_queryset(request), shops_of(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        sees_contacts = contacts.are_seen_by(request.user)
        return queries.find(search_term, within=queryset, sees_contacts=sees_contacts), False

    def get_list_display(self, request: HttpRequest) -> list[str]:
        if contacts.are_seen_by(request.user):
            return list(self.list_display)
        return [MASKED.get(name, name) for name in self.list_display]

    def get_fieldsets(self, request: HttpRequest, obj: Customer | None = None) -> Any:
        """Whoever adds a customer was told the number; of others only who sees contacts reads it."""
        if obj is None or contacts.are_seen_by(request.user):
            return super().get_fieldsets(request, obj)
        told = [(title, dict(part)) for title, part in self.masked_fieldsets]
        return [*told, (None, {"fields": [REASON]})] if self.has_change_permission(request, obj) else told

    def get_readonly_fields(self, request: HttpRequest, obj: Customer | None = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            parts = self.fieldsets if contacts.are_seen_by(request.user) else self.masked_fieldsets
            rows = [row for _title, part in parts for row in part["fields"]]
            return [name for row in rows for name in (row if isinstance(row, tuple) else (row,))]
        return self.readonly_fields

    def has_change_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        is_gone = obj is not None and obj.forgotten_at is not None
        return not is_gone and bool(super().has_change_permission(request, obj))

    def tells_history(self, request: HttpRequest) -> bool:
        """Its versions hold every number that somebody had."""
        return contacts.are_seen_by(request.user)

    # What is done.

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With what the other trades know of the customer."""
        customer = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if customer:
            context["figures"] = sections.shown(self.figures, request, customer)
            context["sections"] = sections.shown(self.sections, request, customer)
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

    # What is shown.

    @display(description=gettext_lazy("Customer"), ordering="name", header=True)
    def name_shown(self, customer: Customer) -> list[str]:
        return [customer.name, customer.address.split("\n")[0][:60], _initials(customer)]

    @display(description=gettext_lazy("Customer"), ordering="name", header=True)
    def name_alone(self, customer: Customer) -> list[str]:
        return [customer.name, "", _initials(customer)]

    @display(description=gettext_lazy("Phone"))
    def phone_masked(self, customer: Customer) -> str:
        return masks.phone(customer.phone) or "–"

    @display(description=gettext_lazy("E-mail"))
    def email_masked(self, customer: Customer) -> str:
        return masks.email(customer.email) or "–"

    @display(description=gettext_lazy("Owes"), ordering="due_total")
    def due_shown(self, customer: Customer) -> SafeString:
        due = customer.due_total  # type: ignore[attr-defined]
        return format_html('<span class="money is-owed">{}</span>', format_money(due)) if due else NO_FIGURE

    @display(description=gettext_lazy("Last visit"), ordering="last_day")
    def last_visit(self, customer: Customer) -> Any:
        return customer.last_day or "–"  # type: ignore[attr-defined]


def _initials(customer: Customer) -> str:
    return "".join(part[0] for part in customer.name.split()[:2]).upper()


def consents(request: HttpRequest, customer: Customer) -> Section | None:
    """What the customer agreed to, and took back, since when and by whom it was written down."""
    rows = [
        [
            Cell(consent.get_channel_display()),
            Cell(_("agreed") if consent.is_given else _("taken back")),
            Cell(moment_html(consent.at)),
            Cell(consent.by_name or "–"),
            Cell(consent.register_name or "–"),
        ]
        for consent in customer.consents.all()
    ]
    columns = [Column(title) for title in (_("Channel"), _("Said"), _("When"), _("Written down by"), _("Till"))]
    return Section(_("What was agreed to"), columns=columns, rows=rows)


def identities(request: HttpRequest, customer: Customer) -> Section | None:
    """Who was merged into this customer."""
    rows = [[Cell(old.old_key), Cell(moment_html(old.at)), Cell(old.by_name)] for old in customer.merged.all()]
    columns = [Column(_("Old number")), Column(_("When")), Column(_("By"))]
    return Section(_("Merged into this customer"), columns=columns, rows=rows)
