"""Drafts of new goods in the back office: one's own, taken up again or thrown away; who may sees everybody's."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.core import clock
from apps.core.backoffice import ReadOnlyAdmin, by_key
from apps.core.columns import moment_html
from apps.core.dialogs import DialogForm, dialog_action
from apps.purchasing import drafts
from apps.purchasing.models import GoodsDraft


def drafts_of(request: HttpRequest) -> QuerySet[GoodsDraft]:
    """The open drafts that the person may take up."""
    found = GoodsDraft.objects.filter(invoice=None)
    return found if sees_all(request) else found.filter(owner_id=request.user.pk)


def sees_all(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("purchasing.view_all_drafts"))


@admin.register(GoodsDraft)
class GoodsDraftAdmin(ReadOnlyAdmin):
    empty_says = gettext_lazy("What you type under “New goods” is kept here by itself until it is taken in.")
    list_display = ("summary_shown", "owner_name", "age_shown", "saved_shown")
    list_display_links = None
    search_fields = ("summary", "owner_name")
    actions_list = ("new_goods",)
    actions_row = ("resume", "drop")

    def has_goods_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return bool(request.user.has_perm("purchasing.add_purchaseinvoice"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[GoodsDraft]:
        return drafts_of(request).order_by("-saved_at", "-pk")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A draft is read in its form."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        draft = self.get_object(request, object_id)
        if draft is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(_address(draft))

    @display(description=gettext_lazy("Goods"), ordering="summary")
    def summary_shown(self, draft: GoodsDraft) -> SafeString:
        return format_html('<a class="text-link" href="{}">{}</a>', _address(draft), draft.summary)

    @display(description=gettext_lazy("Age"), ordering="-created_at")
    def age_shown(self, draft: GoodsDraft) -> str:
        return timesince(draft.created_at, clock.now(), depth=1)

    @display(description=gettext_lazy("Kept"), ordering="saved_at")
    def saved_shown(self, draft: GoodsDraft) -> SafeString:
        return moment_html(draft.saved_at)

    @action(description=gettext_lazy("New goods"), permissions=["goods"], icon="add", variant=ActionVariant.PRIMARY)
    def new_goods(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:purchasing_new_goods")

    @action(description=gettext_lazy("Take up again"), permissions=["goods"], icon="edit_note")
    def resume(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(_address(get_object_or_404(by_key(drafts_of(request), object_id))))

    @dialog_action(
        gettext_lazy("Throw away"),
        permission="goods",
        icon="delete",
        is_severe=True,
        description=gettext_lazy("What was typed is gone then. Products that came in stay."),
    )
    def drop(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        draft = get_object_or_404(by_key(drafts_of(request), object_id))
        drafts.drop(draft, by=self.actor(request))
        return _("The draft “%(summary)s” is thrown away.") % {"summary": draft.summary}


def _address(draft: GoodsDraft) -> str:
    return f"{reverse('admin:purchasing_new_goods')}?draft={draft.key}"
