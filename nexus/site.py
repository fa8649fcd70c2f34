"""The back office's site: unfold's, without the inline style element that the strict policy forbids."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.backoffice import HistoryAdmin
from apps.core.export_page import Wanted, file_answer
from apps.reporting import exports
from apps.users.actors import actor_of
from nexus import acts, palette


class BackOfficeSite(UnfoldAdminSite):
    empty_value_display = "–"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().each_context(request)
        # The stylesheet of nexus/static carries the colours.
        return context | {"colors": None, "show_history": _has_story(request)}

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The palette, without unfold's memory of five minutes: what was added a moment ago is found."""
        is_palette = "extended" in request.GET
        found = palette.find(request, request.GET.get("s", ""), with_rows=is_palette)
        pages = Paginator(found, len(found) or 1)
        context = {"page_obj": pages, "results": pages.page(1), "page_counter": 0, "execution_time": 0}
        template = "nexus/palette.html" if is_palette else "unfold/helpers/search_results.html"
        return TemplateResponse(request, template, context, headers={"HX-Trigger": "search"})

    def actor_of(self, request: HttpRequest) -> Actor:
        return actor_of(request)

    def note(self, request: HttpRequest, row: models.Model, verb: str, **facts: Any) -> None:
        """Tell the audit log what a page saved; the shop's chain when the row belongs to a shop."""
        options = row._meta
        log.write(
            f"{options.app_label}.{options.model_name}_{verb}",
            by=actor_of(request),
            subject=str(options.verbose_name),
            key=row.pk,
            name=str(row),
            shop_id=getattr(row, "shop_id", None),
            **facts,
        )

    def export(self, request: HttpRequest, page: Any, wanted: Wanted) -> HttpResponse:
        """The file of a list at once, or the page on which one follows how it is made."""
        by = actor_of(request)
        if not exports.is_small(wanted):
            return redirect("admin:reporting_export_change", exports.ask(wanted, by=by).pk)
        columns = page.resource_of(request).columns_for(request.user)
        chosen = [columns[name] for name in wanted.columns]
        content = exports.hand_out(wanted, page.export_rows(request), chosen, by=by)
        return file_answer(content, title=wanted.title, format=wanted.format, day=clock.today())

    def name_of_act(self, act: str) -> str:
        return acts.name_of(act)

    def acts_called(self, words: str) -> list[str]:
        return acts.called(words)

    def entries_of(self, row: models.Model) -> str:
        asked = urlencode({"subject__in": _names_of(row), "subject_key__in": _keys_of(row)}, safe=",")
        return f"{reverse('admin:audit_auditentry_changelist')}?{asked}"


def _names_of(row: models.Model) -> str:
    """Acts name their subject by the table's name for people, or for programs."""
    return ",".join(sorted({str(row._meta.model_name), str(row._meta.verbose_name)}))


def _keys_of(row: models.Model) -> str:
    """A document goes by its number in some acts."""
    return ",".join(str(key) for key in (row.pk, getattr(row, "number", None)) if key)


def _has_story(request: HttpRequest) -> bool:
    """Whether the page's History button leads somewhere for this person: to versions, or to the audit log."""
    page = getattr(request.resolver_match and request.resolver_match.func, "model_admin", None)
    if isinstance(page, HistoryAdmin):
        return page.tells_history(request)
    return request.user.has_perm("audit.view_auditentry")
