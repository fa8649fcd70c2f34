"""Printers: where they stand, how they are, and the search for more of them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action, display

from apps.core.backoffice import TradeAdmin, by_key
from apps.core.dialogs import dialog_action
from apps.printing import agents, printers, queries, searches
from apps.printing.admin.search import SearchPages
from apps.printing.admin.shown import STYLES, without
from apps.printing.forms import FindForm, PrinterForm
from apps.printing.models import Printer

IS_NETWORK, IS_CUPS, IS_AGENT = "connection == 'network'", "connection == 'cups'", "connection == 'agent'"
IS_ROLL, IS_LABEL = "kind != 'a4'", "kind == 'label'"


@admin.register(Printer)
class PrinterAdmin(TradeAdmin):
    form = PrinterForm

    list_display = ("name_shown", "shop", "paper_shown", "state_shown", "waiting_shown", "seen_at", "trouble_shown")
    list_filter = (("shop", RelatedDropdownFilter), ("connection", ChoicesDropdownFilter))
    search_fields = ("name", "host", "queue", "agent__name", "agent_queue")

    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "profile",
                    ("kind", "shop"),
                    "language",
                    "connection",
                    ("host", "port"),
                    "queue",
                    "at_agent",
                    "is_enabled",
                )
            },
        ),
        (
            _("Paper"),
            {
                "fields": (("paper_mm", "dpi"), ("dots", "columns"), "naira", "copies", ("cuts", "opens_drawer")),
                "description": _("80 mm paper has 576 dots and 48 characters, 58 mm paper 384 and 32."),
            },
        ),
    )
    conditional_fields = {
        "host": IS_NETWORK,
        "port": IS_NETWORK,
        "queue": IS_CUPS,
        "at_agent": IS_AGENT,
        "language": IS_LABEL,
        **dict.fromkeys(("paper_mm", "dpi", "dots", "columns", "naira", "cuts", "opens_drawer"), IS_ROLL),
    }

    actions_list = ("find", "show_agents")
    actions_row = actions_detail = ("test_print", "enable", "disable")

    class Media:
        css = STYLES
        js = (Script("printing/profiles.js", type="module"),)

    def get_urls(self) -> list[URLPattern]:
        return [*SearchPages(self).urls(), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Printer]:
        found = queries.printers_in_reach(super().get_queryset(request), request.user)  # type: ignore[arg-type]
        return queries.printers_with_queue(found)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    @display(description=_("Printer"), header=True, ordering="name")
    def name_shown(self, printer: Printer) -> list[str]:
        where = {
            Printer.Connection.NETWORK: f"{printer.host}:{printer.port}",
            Printer.Connection.CUPS: printer.queue,
            Printer.Connection.AGENT: printer.at_agent,
        }
        return [printer.name, where.get(Printer.Connection(printer.connection), printer.get_connection_display())]

    @display(description=_("Paper"))
    def paper_shown(self, printer: Printer) -> str:
        return "A4" if printer.kind == Printer.Kind.A4 else f"{printer.paper_mm} mm"

    @display(
        description=_("State"),
        label={"ready": "success", "error": "danger", "away": "warning", "disabled": "info"},
    )
    def state_shown(self, printer: Printer) -> tuple[str, Any]:
        if not printer.is_enabled:
            return "disabled", _("disabled")
        if printer.agent and not agents.is_here(printer.agent):
            return "away", _("agent away")
        return ("error", _("does not print")) if printer.last_error else ("ready", _("ready"))

    @display(description=_("Waiting"))
    def waiting_shown(self, printer: Printer) -> int:
        return getattr(printer, "waiting", None) or 0

    @display(description=_("Last error"))
    def trouble_shown(self, printer: Printer) -> str | None:
        return agents.trouble_of(printer) or None

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """A printer's own page offers to enable it or to disable it, not both."""
        is_enabled = Printer.objects.filter(pk=object_id, is_enabled=True).exists()
        return without(super().get_actions_detail(request, object_id), "enable" if is_enabled else "disable")

    def has_operate_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        is_in_reach = object_id is None or by_key(self.get_queryset(request), object_id).exists()
        return is_in_reach and bool(request.user.has_perm("printing.change_printer"))

    @dialog_action(
        _("Find printers"),
        permission="add",
        description=_(
            "Asks this server's system and the print agents, and knocks at every address of a range on the "
            "printers' port."
        ),
        form=FindForm,
        icon="travel_explore",
    )
    def find(self, request: HttpRequest, form: Any) -> Any:
        search = searches.begin(form.cleaned_data["addresses"], by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:printing_printer_search", args=[search.pk])})

    def has_show_agents_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("printing.view_agent"))

    @action(description=_("Print agents"), permissions=["show_agents"], url_path="agents", icon="dvr")
    def show_agents(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:printing_agent_changelist")

    @dialog_action(
        _("Test print"),
        permission="operate",
        description=_("Prints a page that shows width, ₦, letters and a QR code."),
        icon="receipt",
    )
    def test_print(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        printer = self.chosen(request, object_id)
        printers.test_print(printer, by=self.actor(request))
        return _("A test page is on its way to %(printer)s.") % {"printer": printer}

    @dialog_action(_("Enable"), permission="operate", description=_("It prints again, beginning with what waits."))
    def enable(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        printer = self.chosen(request, object_id)
        printers.enable(printer, by=self.actor(request))
        return _("%(printer)s is enabled.") % {"printer": printer}

    @dialog_action(
        _("Disable"), permission="operate", is_severe=True, description=_("Its jobs wait until it is enabled again.")
    )
    def disable(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        printer = self.chosen(request, object_id)
        printers.disable(printer, by=self.actor(request))
        return _("%(printer)s is disabled.") % {"printer": printer}

    def chosen(self, request: HttpRequest, object_id: str) -> Printer:
        return get_object_or_404(self.get_queryset(request), pk=object_id)
