"""Print agents: which PC prints, whether it is there, and how one becomes an agent."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from apps.core.backoffice import TradeAdmin, by_key
from apps.core.dialogs import dialog_action
from apps.printing import agents, queries
from apps.printing.forms import NewAgentForm
from apps.printing.models import Agent, Printer
from apps.stores.backoffice import ShopScoped

INSTEAD_OF_THE_DIALOG = {"HX-Retarget": "#dialog", "HX-Reselect": "#dialog", "HX-Reswap": "outerHTML"}


@admin.register(Agent)
class AgentAdmin(ShopScoped, TradeAdmin):
    may_lack_shop = True

    empty_says = _(
        "A PC in a shop prints on its own printers (USB, serial, Windows, CUPS) once a print agent runs there."
    )
    list_display = ("name_shown", "shop", "state_shown", "offered_shown", "waiting_shown", "seen_at")
    list_filter = (("shop", RelatedDropdownFilter),)
    search_fields = ("name", "shop__name", "system")

    fieldsets = (
        (None, {"fields": (("name", "shop"), ("state_in_words", "seen_at"), ("system", "version"), "offered_here")}),
        (None, {"fields": ("steps",)}),
    )
    readonly_fields = ("shop", "state_in_words", "seen_at", "system", "version", "offered_here", "steps")

    actions_list = ("make",)
    actions_row = actions_detail = ("renew", "revoke")

    class Media:
        css = {"all": ["printing/agents.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        return queries.agents_with_queue(super().get_queryset(request))

    @display(description=_("Print agent"), header=True, ordering="name")
    def name_shown(self, agent: Agent) -> list[Any]:
        return [agent.name, agent.system or _("not installed yet")]

    @display(description=_("State"), label={"here": "success", "away": "warning", "new": "info", "revoked": "danger"})
    def state_shown(self, agent: Agent) -> tuple[str, Any]:
        if agent.is_revoked:
            return "revoked", _("revoked")
        if agents.is_here(agent):
            return "here", _("connected")
        return ("away", _("away")) if agent.seen_at else ("new", _("not started"))

    @display(description=_("Printers"))
    def offered_shown(self, agent: Agent) -> int:
        return len(agents.offered_by(agent))

    @display(description=_("Waiting"))
    def waiting_shown(self, agent: Agent) -> int:
        return getattr(agent, "waiting", None) or 0

    @display(description=_("State"))
    def state_in_words(self, agent: Agent) -> Any:
        waiting = self.waiting_shown(agent)
        said = ngettext("%(waiting)s print job waits.", "%(waiting)s print jobs wait.", waiting)
        queue = said % {"waiting": waiting} if waiting else ""
        return f"{agents.absence(agent) or _('Connected.')} {queue}".strip()

    @display(description=_("Printers at this PC"))
    def offered_here(self, agent: Agent) -> SafeString:
        known = {printer.agent_queue: printer for printer in Printer.objects.filter(agent=agent)}
        rows = [(one, known.pop(one.name, None)) for one in agents.offered_by(agent)]
        return SafeString(render_to_string("printing/agent_printers.html", {"rows": rows, "gone": [*known.values()]}))

    @display(description=_("How to install it"))
    def steps(self, agent: Agent) -> SafeString:
        return SafeString(render_to_string("printing/agent_steps.html"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The dialog makes them, because their token is told once."""
        return False

    def has_make_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("printing.add_agent"))

    def has_operate_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        is_in_reach = object_id is None or by_key(self.get_queryset(request), object_id).exists()
        return is_in_reach and bool(request.user.has_perm("printing.change_agent"))

    def has_revoke_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        is_known = object_id is None or by_key(Agent.objects.exclude(token_hash=""), object_id).exists()
        return is_known and self.has_operate_permission(request, object_id)

    @dialog_action(
        _("Make a print agent"),
        permission="make",
        description=_("For one PC in a shop. The next step offers its program, with the token in it."),
        form=NewAgentForm,
        submit=_("Make it"),
        icon="add_to_queue",
    )
    def make(self, request: HttpRequest, form: Any) -> Any:
        told = form.cleaned_data
        agent, token = agents.make(told["name"], shop=told["shop"], by=self.actor(request))
        return self.tell_token(request, agent, token)

    @dialog_action(
        _("Renew the token"),
        permission="operate",
        description=_("For a PC that was set up anew. The token of before ends at once; its jobs wait meanwhile."),
        icon="key",
    )
    def renew(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        agent = self.chosen(request, object_id)
        return self.tell_token(request, agent, agents.renew(agent, by=self.actor(request)))

    @dialog_action(
        _("Revoke"),
        permission="revoke",
        is_severe=True,
        description=_("The PC is cut off at once and prints nothing more. Jobs for its printers wait."),
        icon="link_off",
    )
    def revoke(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        agent = self.chosen(request, object_id)
        agents.revoke(agent, by=self.actor(request))
        return _("%(agent)s is revoked.") % {"agent": agent}

    def tell_token(self, request: HttpRequest, agent: Agent, token: str) -> HttpResponse:
        """The one time that it is told: in the dialog itself, kept nowhere."""
        told = {"agent": agent, "token": token}
        page = render_to_string("printing/agent_token.html", told, request)
        return HttpResponse(page, headers=INSTEAD_OF_THE_DIALOG)

    def chosen(self, request: HttpRequest, object_id: str) -> Agent:
        return get_object_or_404(self.get_queryset(request), pk=object_id)
