"""What the pages of printing ask."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.core.backoffice import by_key
from apps.core.dialogs import DialogForm
from apps.core.inputs import WholeNumberField
from apps.core.refusals import NexusError
from apps.printing import agents
from apps.printing.drivers import QUEUE_NAME, PrinterOff, permitted_address
from apps.printing.models import Agent, Printer, PrintJob, Task
from apps.printing.profiles import PROFILES
from apps.printing.queries import agents_in_reach, people_in_reach, printers_in_reach, routes_by_cell
from apps.printing.routes import Cell, Explanation, explain
from apps.stores.models import Shop
from apps.users.models import Role, User
from apps.users.reach import shops_in_reach

WIDE, NARROW = (80, 576, 48), (58, 384, 32)  # mm, dots, characters


class PrinterForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks what the connection needs, and keeps nothing that it does not."""

    profile = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Model"),
        help_text=gettext_lazy("Fills in kind, paper, dots and language. What you change afterwards stays."),
    )
    at_agent = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Printer at the PC"),
        help_text=gettext_lazy("As the print agents of the shops' PCs report them."),
    )

    user: User  # who fills it in; set by the page

    class Meta:
        model = Printer
        fields = (
            *("name", "shop", "kind", "language", "connection", "host", "port", "queue", "is_enabled"),
            *("paper_mm", "dpi", "dots", "columns", "naira", "copies", "cuts", "opens_drawer"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "profile" in self.fields:
            self.fields["profile"] = _profile_field(self.fields["profile"])
        if "kind" in self.fields:
            self.fields["kind"].help_text = _(
                "An A4 printer gets PDF. On the network it must understand PDF by itself, as most office printers do; "
                "one that does not is set up in CUPS and connected as a system printer."
            )
        self.at_agents = self._at_agents() if "at_agent" in self.fields else {}
        if "at_agent" in self.fields:
            self.fields["at_agent"] = _agent_field(self.fields["at_agent"], [*self.at_agents])
            self.initial.setdefault("at_agent", self.instance.at_agent)
        if "language" in self.fields:
            self.fields["language"].required = False  # asked of label printers only

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        connection = told.get("connection")
        if connection == Printer.Connection.NETWORK:
            self._check_address(told)
        elif connection == Printer.Connection.CUPS and not QUEUE_NAME.fullmatch(told.get("queue", "")):
            self.add_error("queue", _("Name the queue as CUPS does: letters, digits, dot, dash, underscore."))
        elif connection == Printer.Connection.AGENT:
            self._check_agent(told)
        self._keep_what_fits(told)
        return told

    def _check_agent(self, told: dict[str, Any]) -> None:
        chosen = self.at_agents.get(told.get("at_agent", ""))
        if chosen is None:
            self.add_error("at_agent", _("Choose the printer. It is reported by the print agent of its PC."))
            return
        agent, shop = chosen[0], told.get("shop")
        if agent.shop and shop and agent.shop != shop:
            facts = {"agent": agent, "shop": agent.shop}
            self.add_error("shop", _("The print agent %(agent)s stands in %(shop)s: choose that shop.") % facts)

    def _at_agents(self) -> dict[str, tuple[Agent, str]]:
        """The printers that agents within reach report, and the one that is chosen, by what they are called here."""
        within = agents_in_reach(Agent.objects.exclude(token_hash=""), self.user)
        found = {f"{agent}: {one.name}": (agent, one.name) for agent in within for one in agents.offered_by(agent)}
        kept = self.instance
        return found | ({kept.at_agent: (kept.agent, kept.agent_queue)} if kept.agent else {})

    def _check_address(self, told: dict[str, Any]) -> None:
        if not told.get("host"):
            self.add_error("host", _("Say the printer's address, such as 192.168.1.50."))
            return
        try:
            permitted_address(told["host"], told.get("port") or 0)
        except PrinterOff:
            return  # not known yet: the printer may be plugged in later
        except NexusError as refusal:
            self.add_error("host", refusal.sentence)

    def _keep_what_fits(self, told: dict[str, Any]) -> None:
        """An address is the network's, a queue is CUPS's; paper of 58 mm prints 384 dots unless somebody said more."""
        if told.get("connection") != Printer.Connection.NETWORK:
            told["host"] = ""
        if told.get("connection") != Printer.Connection.CUPS:
            told["queue"] = ""
        if "at_agent" in self.fields:
            is_at_agent = told.get("connection") == Printer.Connection.AGENT
            chosen = self.at_agents.get(told.get("at_agent", "")) if is_at_agent else None
            self.instance.agent, self.instance.agent_queue = chosen or (None, "")
        if told.get("kind") != Printer.Kind.LABEL or not told.get("language"):
            told["language"] = Printer.Language.ESCPOS
        if (told.get("paper_mm"), told.get("dots"), told.get("columns")) == (NARROW[0], *WIDE[1:]):
            told["dots"], told["columns"] = NARROW[1:]


class NewAgentForm(DialogForm):
    """Which PC it is for."""

    name = forms.CharField(
        max_length=60,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("What you call the PC, such as Ikeja counter."),
        widget=UnfoldAdminTextInputWidget,
    )
    shop = forms.ModelChoiceField(Shop.objects.none(), label=gettext_lazy("Shop"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        shop = self.fields["shop"]
        shop.queryset = shops_in_reach(user).filter(is_active=True).order_by("name")
        shop.required = not user.reaches_all
        shop.empty_label = _("no shop, such as an office") if user.reaches_all else "---------"


class FindForm(DialogForm):
    """Where to look."""

    addresses = forms.CharField(
        required=False,
        max_length=80,
        label=gettext_lazy("Addresses on the network"),
        help_text=gettext_lazy(
            "Such as 192.168.1.0/24 or 192.168.1.10-50, at most 1,024. "
            "Empty: only what this server's system and the print agents know."
        ),
        widget=UnfoldAdminTextInputWidget,
    )


class ToPrinterForm(DialogForm):
    """Another printer, of those within reach."""

    to = forms.ModelChoiceField(Printer.objects.none(), label=gettext_lazy("Print on"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Printer.objects.filter(is_enabled=True)
        if self.object_id:
            others = others.exclude(jobs__in=by_key(PrintJob.objects.all(), str(self.object_id)))
        self.fields["to"].queryset = printers_in_reach(others, self.request.user)


class OfPrinterForm(DialogForm):
    """The jobs of one printer, or of all."""

    printer = forms.ModelChoiceField(
        Printer.objects.none(),
        required=False,
        empty_label=gettext_lazy("all printers"),
        label=gettext_lazy("Jobs of"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["printer"].queryset = printers_in_reach(Printer.objects.all(), self.request.user)


class MoveJobsForm(OfPrinterForm, ToPrinterForm):
    """From which printer to which."""

    field_order = ("printer", "to")


class AddFoundForm(forms.Form):
    """Which of the found printers, and as which model."""

    number = WholeNumberField(min_value=0, widget=forms.HiddenInput)
    profile = forms.ChoiceField(
        choices=lambda: [(key, profile.title) for key, profile in PROFILES.items()], widget=UnfoldAdminSelectWidget
    )


@dataclass(frozen=True)
class Line:
    """A row of the table of routes: a task, or a role within it."""

    task: Task
    role: Role | None
    cells: list[tuple[str, forms.BoundField]]


class RoutesForm(forms.Form):
    """The table of tasks and shops within reach: which printer serves each. The default is that of all shops.

    Below a task stand the roles that have a printer of their own there; below the ``opened`` one all roles.
    """

    def __init__(self, *args: Any, user: User, opened: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = shops_in_reach(user).filter(is_active=True).order_by("name")
        self.shops: list[Shop | None] = [*([None] if user.reaches_all else []), *within]
        self.printers = {printer.pk: printer for printer in Printer.objects.select_related("shop")}
        self.opened = opened
        self.chosen = routes_by_cell()
        every_role = list(Role.objects.order_by("name"))
        self.shown = [(task, role) for task in Task for role in [None, *self._roles_of(task, every_role)]]
        for task, role in self.shown:
            for shop in self.shops:
                cell = _cell(task, shop, role)
                self.fields[_name(cell)] = self._choice(cell, shop)

    def lines(self) -> list[Line]:
        return [
            Line(task, role, [(_column(shop), self[_name(_cell(task, shop, role))]) for shop in self.shops])
            for task, role in self.shown
        ]

    def choices_made(self) -> dict[Cell, int | None]:
        """What was sent; a row that somebody else added meanwhile was not, and stays."""
        cells = (_cell(task, shop, role) for task, role in self.shown for shop in self.shops)
        return {cell: self.cleaned_data[_name(cell)] for cell in cells if _name(cell) in self.data}

    def _roles_of(self, task: Task, every_role: list[Role]) -> list[Role]:
        shops = {shop.pk if shop else None for shop in self.shops}
        own = {cell.role_id for cell in self.chosen if cell.task == task and cell.shop_id in shops}
        return [role for role in every_role if role.pk in own or task == self.opened]

    def _choice(self, cell: Cell, shop: Shop | None) -> forms.TypedChoiceField:
        """A shop chooses among its own printers and those of no shop; the default among the latter."""
        chosen = self.chosen.get(cell)
        fitting = [
            (printer.pk, printer.name)
            for printer in self.printers.values()
            if printer.shop_id in (None, cell.shop_id) or printer.pk == chosen
        ]
        nothing = _("as everybody") if cell.role_id else _("as the default") if shop else _("none")
        place = f"{Task(cell.task).label}, {_column(shop)}"
        return forms.TypedChoiceField(
            choices=[("", nothing), *fitting],
            coerce=int,
            empty_value=None,
            required=False,
            initial=chosen,
            label=place,
            widget=UnfoldAdminSelectWidget(attrs={"aria-label": place}),
        )


class WhoPrintsForm(forms.Form):
    """Whose paper of which task in which shop: the question that the page answers."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Person"), widget=UnfoldAdminSelectWidget)
    task = forms.TypedChoiceField(
        choices=Task.choices, coerce=Task, label=gettext_lazy("Task"), widget=UnfoldAdminSelectWidget
    )
    shop = forms.ModelChoiceField(Shop.objects.none(), label=gettext_lazy("Shop"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_in_reach(user)  # type: ignore[attr-defined]
        self.fields["shop"].queryset = shops_in_reach(user).filter(is_active=True).order_by("name")  # type: ignore[attr-defined]

    def answer(self) -> Explanation:
        told = self.cleaned_data
        return explain(told["task"], told["shop"], told["person"])


def _profile_field(field: forms.Field) -> forms.ChoiceField:
    """The models, with what each fills in for the page's script."""
    written = json.dumps({key: profile.values() for key, profile in PROFILES.items()})
    choices = [("", _("choose to fill in the rest")), *((key, profile.title) for key, profile in PROFILES.items())]
    widget = UnfoldAdminSelectWidget(attrs={"data-profiles": written})
    return forms.ChoiceField(
        choices=choices, required=False, label=field.label, help_text=field.help_text, widget=widget
    )


def _agent_field(field: forms.Field, names: list[str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[("", _("choose")), *((name, name) for name in names)],
        required=False,
        label=field.label,
        help_text=field.help_text,
        widget=UnfoldAdminSelectWidget,
    )


def _cell(task: Task, shop: Shop | None, role: Role | None) -> Cell:
    return Cell(task.value, shop.pk if shop else None, role.pk if role else None)


def _column(shop: Shop | None) -> str:
    return str(shop) if shop else _("Default")


def _name(cell: Cell) -> str:
    whose = f"-role{cell.role_id}" if cell.role_id else ""
    return f"{cell.task}-{cell.shop_id or 'all'}{whose}"
