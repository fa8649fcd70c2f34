"""The audit log as the MD reads it: found by who, what, when and where; never written from here."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from apps.audit import chains, facts
from apps.audit.models import AuditChain, AuditEntry, PersonKey
from apps.audit.resources import AuditEntryResource
from apps.core.backoffice import ReadOnlyAdmin
from apps.core.export_page import Exports

SEES_PEOPLE = "customers.view_contacts"


class OneOf(DropdownFilter):
    """A choice among the values that the log holds."""

    column: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, value) for value in self.values(request, model_admin)]

    def values(self, request: HttpRequest, model_admin: Any) -> list[str]:
        """What the column holds in the rows that the person may see."""
        rows = model_admin.get_queryset(request).order_by(self.column)
        return [str(value) for value in rows.values_list(self.column, flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class ActFilter(OneOf):
    title, parameter_name, column = _("act"), "did", "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        named = [(act, model_admin.admin_site.name_of_act(act)) for act in self.values(request, model_admin)]
        return sorted(named, key=lambda pair: pair[1].casefold())


class PersonFilter(OneOf):
    title, parameter_name, column = _("user"), "who", "user_name"


class ChainFilter(OneOf):
    title, parameter_name, column = _("shop"), "shop", "chain"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        known = AuditChain.objects.filter(name__in=self.values(request, model_admin))
        return [(chain.name, str(chain)) for chain in known.order_by("title", "name")]


def _key_for(request: HttpRequest) -> Subquery | Value:
    """What opens the sealed part of an entry, for those who may see how people are reached."""
    if not request.user.has_perm(SEES_PEOPLE):
        return Value("", output_field=CharField())
    its_own = PersonKey.objects.filter(subject=OuterRef("subject"), subject_key=OuterRef("subject_key"))
    return Subquery(its_own.values("key")[:1])


@admin.register(AuditEntry)
class AuditEntryAdmin(Exports, ReadOnlyAdmin):
    resource = AuditEntryResource
    list_display = ("at", "act_shown", "subject_shown", "user_shown", "place_shown", "facts_in_short")
    list_filter = (ActFilter, PersonFilter, ChainFilter, ("at", RangeDateTimeFilter))
    list_per_page = 50
    search_fields = ("subject_name", "subject_key", "user_name", "act", "facts")
    search_help_text = _("A number, a name, a person, an act, or a word from the facts.")
    fieldsets = (
        (None, {"fields": ("act_shown", "at", "subject", "subject_key", "subject_name", "facts_shown")}),
        (_("Who and from where"), {"fields": ("user_name", "approver_name", "address", "register_name")}),
        (_("As kept in the chain"), {"fields": ("act", "chain", "sequence", "previous_hash", "hash")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """The chains of the shops within reach; the company's, and a closed shop's, for those who reach all."""
        rows: QuerySet[AuditEntry] = super().get_queryset(request).annotate(person_key=_key_for(request))
        user: Any = request.user
        if user.reaches_all:
            return rows
        return rows.filter(chain__in=[chains.of_shop(shop.pk) for shop in user.reachable_shops()])

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [name for _title, section in self.fieldsets for name in section["fields"]]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        named = self.admin_site.acts_called(search_term)
        return (found | queryset.filter(act__in=named) if named else found), may_repeat

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        entry = self.get_object(request, unquote(object_id))
        title = {"title": self.admin_site.name_of_act(entry.act)} if entry else {}
        page: HttpResponse = super().change_view(request, object_id, form_url, title | (extra_context or {}))
        return page

    @display(description=_("Act"), ordering="act")
    def act_shown(self, entry: AuditEntry) -> str:
        return self.admin_site.name_of_act(entry.act)

    @display(description=_("What"), header=True)
    def subject_shown(self, entry: AuditEntry) -> list[str]:
        name = entry.subject_name or facts.name_in(entry.facts, entry.person_key)  # type: ignore[attr-defined]
        return [name or entry.subject_key, entry.subject]

    @display(description=_("Who"), header=True)
    def user_shown(self, entry: AuditEntry) -> list[str]:
        approved = _("approved by %(name)s") % {"name": entry.approver_name} if entry.approver_name else ""
        return [entry.user_name, str(approved)]

    @display(description=_("Where"), header=True)
    def place_shown(self, entry: AuditEntry) -> list[str]:
        return [entry.register_name or entry.address, entry.address if entry.register_name else ""]

    @display(description=_("Facts"))
    def facts_in_short(self, entry: AuditEntry) -> str:
        told = facts.in_a_line(entry.facts, entry.person_key)  # type: ignore[attr-defined]
        return told if len(told) <= 90 else f"{told[:89]}…"

    @display(description=_("Facts"))
    def facts_shown(self, entry: AuditEntry) -> SafeString:
        rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", facts.told(entry.facts, entry.person_key))  # type: ignore[attr-defined]
        return format_html('<dl class="facts">{}</dl>', rows)
