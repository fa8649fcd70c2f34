"""Possible duplicates: two customers beside each other, and what somebody says they are."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display
from unfold.enums import ActionVariant

from apps.core.backoffice import ReadOnlyAdmin, by_key
from apps.core.dialogs import DialogForm, dialog_action
from apps.office import comparison, duplicates, merging
from apps.office.forms import MergeForm
from apps.office.models import DuplicatePair


class StateFilter(DropdownFilter):
    title, parameter_name = gettext_lazy("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("to look at")), ("parted", _("two people"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[DuplicatePair]) -> QuerySet[DuplicatePair]:
        return queryset.filter(parted_at__isnull=self.value() == "open") if self.value() else queryset


@admin.register(DuplicatePair)
class DuplicatePairAdmin(ReadOnlyAdmin):
    waits_as = "?state=open"
    empty_says = gettext_lazy("Nobody seems to be here twice. “Look now” compares all customers anew.")
    list_display = ("pair_shown", "other_shown", "reason", "found_at", "state_shown")
    list_filter = (StateFilter, ("reason", ChoicesDropdownFilter))
    list_select_related = ("first", "second")
    search_fields = ("first__name", "second__name")
    search_help_text = gettext_lazy("A name of one of the two.")
    ordering = ("-pk",)
    fields = (("reason", "found_at"), ("state_in_words", "parted_by_name"))
    readonly_fields = ("state_in_words",)
    change_form_before_template = "office/comparison.html"
    actions_list = ("look_now",)
    actions_detail = ("merge", "two_people")

    class Media:
        css = {"all": ("office/comparison.css",)}

    # Who may do what.

    def has_look_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("office.change_duplicatepair"))

    def has_part_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self.has_look_permission(request) and _open(object_id).exists()

    def has_merge_permission(self, request: HttpRequest, object_id: str) -> bool:
        is_let_in = request.user.has_perms([merging.RIGHT, "office.view_duplicatepair"])
        return is_let_in and by_key(DuplicatePair.objects.all(), str(object_id)).exists()

    # The list.

    @display(description=gettext_lazy("Customer"), header=True)
    def pair_shown(self, pair: DuplicatePair) -> list[str]:
        return [pair.first.name, _("number %(key)s") % {"key": pair.first_id}]

    @display(description=gettext_lazy("Perhaps the same as"), header=True)
    def other_shown(self, pair: DuplicatePair) -> list[str]:
        return [pair.second.name, _("number %(key)s") % {"key": pair.second_id}]

    @display(description=gettext_lazy("State"), label={"open": "warning", "parted": "success"})
    def state_shown(self, pair: DuplicatePair) -> tuple[str, str]:
        return ("parted", _("two people")) if pair.parted_at else ("open", _("to look at"))

    # The page.

    @display(description=gettext_lazy("State"))
    def state_in_words(self, pair: DuplicatePair) -> str:
        return str(self.state_shown(pair)[1])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        pair = self.get_object(request, object_id)
        told = {"lines": comparison.compared(pair, request.user), "pair": pair} if pair else {}
        response: HttpResponse = super().change_view(request, object_id, form_url, (extra_context or {}) | told)
        return response

    # Actions.

    @dialog_action(
        gettext_lazy("Look now"),
        permission="look",
        icon="search",
        description=gettext_lazy("Compares all customers. It is done by itself several times a day."),
    )
    def look_now(self, request: HttpRequest, form: DialogForm) -> str:
        count = duplicates.look(by=self.actor(request))
        said = ngettext("%(count)d pair is to be looked at.", "%(count)d pairs are to be looked at.", count)
        return said % {"count": count} if count else _("Nobody seems to be here twice.")

    @dialog_action(
        gettext_lazy("Merge"),
        permission="merge",
        form=MergeForm,
        icon="merge",
        variant=ActionVariant.PRIMARY,
    )
    def merge(self, request: HttpRequest, form: MergeForm, object_id: str) -> HttpResponse:
        kept, gone = form.kept, form.gone
        merging.merge(kept.pk, gone.pk, taking=form.taking, by=self.actor(request))
        self.message_user(request, _("%(name)s is one customer now.") % {"name": kept.name})
        return HttpResponse(headers={"HX-Redirect": reverse("admin:customers_customer_change", args=[kept.pk])})

    @dialog_action(
        gettext_lazy("They are two people"),
        permission="part",
        icon="group",
        description=gettext_lazy("The pair is not offered again."),
        submit=gettext_lazy("Two people"),
    )
    def two_people(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        pair = DuplicatePair.objects.select_related("first", "second").get(pk=object_id)
        duplicates.part(pair, by=self.actor(request))
        return _("%(first)s and %(second)s are two people.") % {"first": pair.first, "second": pair.second}


def _open(object_id: str) -> QuerySet[DuplicatePair]:
    return by_key(DuplicatePair.objects.filter(parted_at=None), str(object_id))
