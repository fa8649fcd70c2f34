"""The back office's site: unfold's, without the inline style element that the strict policy forbids."""

from typing import Any

from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite


class BackOfficeSite(UnfoldAdminSite):
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().each_context(request)
        return context | {"colors": None}  # the stylesheet of nexus/static carries them
