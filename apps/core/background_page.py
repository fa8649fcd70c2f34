"""A row's page follows its background work: a bar that moves, and the page anew when the work is over."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from apps.core import background
from apps.core.doors import open_to


class FollowsWork:
    """Put it before the page's base class, include ``core/progress.html`` above the form, and name the work."""

    opts: Any
    admin_site: Any

    @property
    def media(self) -> forms.Media:
        script: Any = forms.widgets.Script("core/progress.js", type="module")
        whole: forms.Media = super().media  # type: ignore[misc]
        return whole + forms.Media(css={"all": ["core/progress.css"]}, js=[script])

    def work_of(self, row: Any) -> str:
        """The key under which the row is worked on; empty when it is not, or no longer."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        names = self.opts.app_label, self.opts.model_name
        view = open_to(f"{names[0]}.view_{names[1]}")(self.admin_site.admin_view(self.progress))
        own = path("<int:object_id>/progress/", view, name=f"{names[0]}_{names[1]}_progress")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def progress(self, request: HttpRequest, object_id: int) -> JsonResponse:
        """``is_over``, ``percent``, ``done``, ``total``, ``stage``."""
        row = get_object_or_404(self.get_queryset(request), pk=object_id)  # type: ignore[attr-defined]
        key = self.work_of(row)
        found = background.progress_of(key) if key else None
        told = {"percent": found.percent, "done": found.done, "total": found.total} if found else {}
        return JsonResponse({"is_over": not key, "stage": found.stage if found else "", **told})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]
        followed = {}
        if row is not None and self.work_of(row):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_progress"
            followed = {"progress_address": reverse(name, args=[row.pk])}
        context = (extra_context or {}) | followed
        shown: HttpResponse = super().change_view(request, object_id, form_url, context)  # type: ignore[misc]
        return shown
