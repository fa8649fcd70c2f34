"""Which printer prints what, as one table that is edited in place."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from apps.core.backoffice import ReadOnlyAdmin
from apps.printing import routes
from apps.printing.admin.shown import STYLES
from apps.printing.forms import (
    RoutesForm,
    WhoPrintsForm,
)
from apps.printing.models import Route
from apps.stores.backoffice import ShopScoped


@admin.register(Route)
class RouteAdmin(ShopScoped, ReadOnlyAdmin):
    """One page instead of a list: a table of tasks and shops, with a printer in each cell."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The table, not a form of one cell."""
        return obj is None and bool(super().has_view_permission(request, obj))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = request.user.has_perm("printing.change_route")
        filled = request.POST if request.method == "POST" and may_change else None
        opened = request.GET.get("open", "")
        form = RoutesForm(filled, user=request.user, opened=opened)  # type: ignore[arg-type]
        if form.is_valid():
            changed = routes.assign(form.choices_made(), by=self.actor(request))
            self.message_user(request, _("%(changed)s of the choices changed.") % {"changed": changed})
            return redirect(request.get_full_path())
        asked = WhoPrintsForm(request.GET if "person" in request.GET else None, user=request.user)  # type: ignore[arg-type]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Which printer prints what"),
            "form": form,
            "asked": asked,
            "answer": asked.answer() if asked.is_valid() else None,
            "may_change": may_change,
            "media": self.media,
        }
        return render(request, "printing/routes.html", context)

    class Media:
        css = STYLES
