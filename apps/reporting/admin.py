"""Exports that take a while: each person follows their own, and fetches the file when it is there."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.core.background_page import FollowsWork
from apps.core.backoffice import ReadOnlyAdmin, by_key
from apps.core.columns import figure_column, moment_html
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.export_page import Format, file_answer
from apps.reporting import export_cleaning, export_work, exports
from apps.reporting.models import Export

State = Export.State
STATES = {State.WAITING: "primary", State.DONE: "success", State.FAILED: "danger", State.CANCELLED: "info"}


@admin.register(Export)
class ExportAdmin(FollowsWork, ReadOnlyAdmin):
    empty_says = gettext_lazy("A long list that you export is made in the background and can be fetched here.")
    list_display = ("title_shown", "kind_shown", "count_shown", "state_shown", "created_at", "kept_until")
    list_filter = (("state", ChoicesDropdownFilter),)
    search_fields = ("title", "filters")
    search_help_text = gettext_lazy("A list, or a word of its filters.")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("title", "kind_shown"),
                    ("filters", "columns_shown"),
                    ("count_shown", "state_in_words"),
                    ("created_at", "finished_at"),
                    ("kept_until",),
                )
            },
        ),
    )
    change_form_outer_before_template = "reporting/export_head.html"
    actions_detail = ("download", "stop")

    class Media:
        css = {"all": ("core/export.css",)}

    count_shown = figure_column("count", gettext_lazy("Rows"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Export]:
        """One's own: a file holds what its owner may see."""
        rows: QuerySet[Export] = super().get_queryset(request)
        return rows.filter(created_by=request.user.pk).defer("keys")

    def get_readonly_fields(self, request: HttpRequest, obj: Export | None = None) -> list[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    def has_file_permission(self, request: HttpRequest, object_id: str) -> bool:
        ready = by_key(self.get_queryset(request), object_id).filter(state=State.DONE)
        return bool(self.has_view_permission(request)) and ready.exists()

    def has_stop_permission(self, request: HttpRequest, object_id: str) -> bool:
        waiting = by_key(self.get_queryset(request), object_id).filter(state=State.WAITING)
        return bool(self.has_view_permission(request)) and waiting.exists()

    def work_of(self, row: Export) -> str:
        return row.key if row.state == State.WAITING else ""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        shown = {"export": by_key(self.get_queryset(request), object_id).first()}
        response: HttpResponse = super().change_view(request, object_id, form_url, (extra_context or {}) | shown)
        return response

    # Columns.

    @display(description=gettext_lazy("List"), ordering="title", header=True)
    def title_shown(self, export: Export) -> list[str]:
        return [export.title, export.filters]

    @display(description=gettext_lazy("Kind of file"), ordering="format")
    def kind_shown(self, export: Export) -> str:
        return str(Format(export.format).label)

    @display(description=gettext_lazy("State"), label=STATES)
    def state_shown(self, export: Export) -> tuple[str, str]:
        return export.state, export.get_state_display()

    @display(description=gettext_lazy("State"))
    def state_in_words(self, export: Export) -> str:
        return export.get_state_display()

    @display(description=gettext_lazy("Kept until"))
    def kept_until(self, export: Export) -> SafeString:
        return moment_html(export.created_at + export_cleaning.KEPT)

    @display(description=gettext_lazy("Columns"))
    def columns_shown(self, export: Export) -> str:
        return ", ".join(export_work.titles_of(export, export.created_by))

    # Actions.

    @action(description=gettext_lazy("Download"), permissions=["file"], icon="download", variant=ActionVariant.PRIMARY)
    def download(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """As long as the person may export the list, in all its columns."""
        export = get_object_or_404(by_key(self.get_queryset(request), object_id), state=State.DONE)
        person: Any = request.user
        asked = export_work.request_of(export, person)
        export_work.columns_of(export, export_work.page_of(export, asked), asked)
        content = exports.take(export, by=self.actor(request))
        day = localtime(export.created_at).date()
        return file_answer(content, title=export.title, format=export.format, day=day)

    @dialog_action(
        gettext_lazy("Stop"),
        permission="stop",
        description=gettext_lazy("The file is not made. The list can be exported again at any time."),
        icon="stop_circle",
        is_severe=True,
    )
    def stop(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        exports.stop(get_object_or_404(by_key(self.get_queryset(request), object_id)), by=self.actor(request))
        return _("It is being stopped.")
