"""What the pages of printing ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from apps.core.refusals import NexusError
from apps.printing.drivers import QUEUE_NAME, PrinterOff, permitted_address
from apps.printing.models import Printer, Task
from apps.printing.printers import Cell
from apps.printing.queries import routes_by_cell
from apps.stores.models import Shop
from apps.users.models import User
from apps.users.reach import shops_in_reach

WIDE, NARROW = (80, 576, 48), (58, 384, 32)  # mm, dots, characters


class PrinterForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks what the connection needs, and keeps nothing that it does not."""

    class Meta:
        model = Printer
        fields = (
            *("name", "shop", "kind", "language", "connection", "host", "port", "queue", "is_enabled"),
            *("paper_mm", "dpi", "dots", "columns", "naira", "copies", "cuts", "opens_drawer"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            self.fields["language"].required = False  # asked of label printers only

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        connection = told.get("connection")
        if connection == Printer.Connection.NETWORK:
            self._check_address(told)
        elif connection == Printer.Connection.CUPS and not QUEUE_NAME.fullmatch(told.get("queue", "")):
            self.add_error("queue", _("Name the queue as CUPS does: letters, digits, dot, dash, underscore."))
        self._keep_what_fits(told)
        return told

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
        if told.get("kind") != Printer.Kind.LABEL or not told.get("language"):
            told["language"] = Printer.Language.ESCPOS
        if (told.get("paper_mm"), told.get("dots"), told.get("columns")) == (NARROW[0], *WIDE[1:]):
            told["dots"], told["columns"] = NARROW[1:]


class RoutesForm(forms.Form):
    """The table of tasks and shops within reach: which printer serves each. The default is that of all shops."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = shops_in_reach(user).filter(is_active=True).order_by("name")
        self.shops: list[Shop | None] = [*([None] if user.reaches_all else []), *within]
        self.printers = {printer.pk: printer for printer in Printer.objects.select_related("shop")}
        chosen = routes_by_cell()
        for task in Task:
            for shop in self.shops:
                cell = (task.value, shop.pk if shop else None)
                self.fields[_name(cell)] = self._choice(shop, chosen.get(cell))

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (str(task.label), [self[_name((task.value, shop.pk if shop else None))] for shop in self.shops])
            for task in Task
        ]

    def choices_made(self) -> dict[Cell, int | None]:
        return {
            (task.value, shop.pk if shop else None): self.cleaned_data[_name((task.value, shop.pk if shop else None))]
            for task in Task
            for shop in self.shops
        }

    def _choice(self, shop: Shop | None, chosen: int | None) -> forms.TypedChoiceField:
        """A shop chooses among its own printers and those of no shop; the default among the latter."""
        fitting = [
            (printer.pk, printer.name)
            for printer in self.printers.values()
            if printer.shop_id in (None, shop.pk if shop else None) or printer.pk == chosen
        ]
        nothing = _("as the default") if shop else _("none")
        return forms.TypedChoiceField(
            choices=[("", nothing), *fitting],
            coerce=int,
            empty_value=None,
            required=False,
            initial=chosen,
            widget=UnfoldAdminSelectWidget,
        )


def _name(cell: Cell) -> str:
    return f"{cell[0]}-{cell[1] or 'all'}"
