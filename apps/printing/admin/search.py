"""A search's own page below the printers: how far it is, what it found, and a button to add each."""

from typing import Any

from django.contrib import messages
from django.forms import Media
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core import background
from apps.core.doors import open_to
from apps.core.refusals import NexusError
from apps.printing import finding, searches
from apps.printing.forms import AddFoundForm
from apps.printing.models import Printer, PrinterSearch

ADD = "printing.add_printer"


class SearchPages:
    """Belongs to the page of printers, whose site and manners it uses."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def urls(self) -> list[URLPattern]:
        acts = {"add": require_POST(self.add), "stop": require_POST(self.stop), "progress": self.progress}
        return [
            path("search/<int:search_id>/", self._guarded(self.show), name="printing_printer_search"),
            *(
                path(f"search/<int:search_id>/{name}/", self._guarded(view), name=f"printing_printer_search_{name}")
                for name, view in acts.items()
            ),
        ]

    def show(self, request: HttpRequest, search_id: int) -> HttpResponse:
        search = get_object_or_404(PrinterSearch, pk=search_id)
        known = list(Printer.objects.all())
        rows = [
            (AddFoundForm(initial={"number": number}), found, next((one for one in known if found.is_of(one)), None))
            for number, found in enumerate(finding.found_in(search))
        ]
        context = self.page.admin_site.each_context(request) | {
            "title": _("Find printers"),
            "crumb": _("Find printers"),
            "opts": self.page.opts,
            "search": search,
            "rows": rows,
            "media": self.page.media + self._followed(),
        }
        if search.finished_at is None:
            context["progress_address"] = reverse("admin:printing_printer_search_progress", args=[search.pk])
        return TemplateResponse(request, "printing/search.html", context)

    def progress(self, request: HttpRequest, search_id: int) -> JsonResponse:
        search = get_object_or_404(PrinterSearch, pk=search_id)
        found = background.progress_of(finding.work_of(search))
        told = {"percent": found.percent, "done": found.done, "total": found.total} if found else {}
        is_over = search.finished_at is not None
        return JsonResponse({"is_over": is_over, "stage": found.stage if found else "", **told})

    def add(self, request: HttpRequest, search_id: int) -> HttpResponse:
        search = get_object_or_404(PrinterSearch, pk=search_id)
        form = AddFoundForm(request.POST)
        told = form.cleaned_data if form.is_valid() else {"number": -1, "profile": ""}
        try:
            printer = searches.add(search, **told, by=self.page.actor(request))
        except NexusError as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("%(printer)s is added. Try it with a test print.") % {"printer": printer})
        return redirect("admin:printing_printer_search", search.pk)

    def stop(self, request: HttpRequest, search_id: int) -> HttpResponse:
        search = get_object_or_404(PrinterSearch, pk=search_id)
        searches.stop(search)
        messages.info(request, _("The search stops. What it found so far stays."))
        return redirect("admin:printing_printer_search", search.pk)

    def _guarded(self, view: Any) -> Any:
        return open_to(ADD)(self.page.admin_site.admin_view(view))

    def _followed(self) -> Media:
        script: Any = Script("core/progress.js", type="module")
        return Media(css={"all": ["core/progress.css"]}, js=[script])
