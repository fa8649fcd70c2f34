"""Which printer serves a task: the most specific route wins.

From the most specific to the least: a role in a shop, the shop, a role in any shop, all. A shop stands before a role,
because paper must come out where the customer stands. Of several roles the one that was made first decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core.actor import Actor
from apps.printing import agents
from apps.printing.models import Printer, Route, Task
from apps.stores.models import Shop
from apps.users.models import Role, User


class Cell(NamedTuple):
    """A task, with the keys of a shop and a role; ``None`` stands for all of them."""

    task: str
    shop_id: int | None = None
    role_id: int | None = None


@dataclass(frozen=True)
class Explanation:
    """Why a person's paper comes out where it does; ``levels`` are all routes that fit, the one that wins first."""

    sentence: str
    printer: Printer | None = None
    warning: str = ""
    levels: tuple[tuple[str, Printer], ...] = ()


def printer_for(task: Task | str, shop: Shop | None, user_id: int | None = None) -> Printer | None:
    """The most specific route wins, even when its printer is switched off: a receipt of Abuja never prints in Lagos.

    ``None`` when nobody has routed the task yet; its jobs then wait.
    """
    key = printer_key(task, shop, user_id)
    return Printer.objects.filter(pk=key).first() if key else None


def printer_key(task: Task | str, shop: Shop | None, user_id: int | None = None) -> int | None:
    """The key of ``printer_for``, in one narrow query: every sale asks."""
    fitting = _fitting(task, shop, user_id).values_list("shop_id", "role_id", "printer_id")
    found = min(fitting, key=lambda row: _rank(row[0], row[1]), default=None)
    return found[2] if found else None


def explain(task: Task, shop: Shop | None, user: User) -> Explanation:
    """Where this person's paper of the task comes out, and why."""
    fitting = _fitting(task, shop, user.pk).select_related("printer", "shop", "role")
    routes = sorted(fitting, key=lambda route: _rank(route.shop_id, route.role_id))
    if not routes:
        return Explanation(
            _("Nobody has chosen a printer for %(task)s: they wait until you choose one below.") % {"task": task.label}
        )
    winner = routes[0]
    facts = {"task": capfirst(task.label), "person": user, "shop": shop, "printer": winner.printer}
    lead = (
        _("%(task)s of %(person)s in %(shop)s go to %(printer)s")
        if shop
        else _("%(task)s of %(person)s outside the shops go to %(printer)s")
    )
    return Explanation(
        f"{lead % facts}, {_reason(winner)}",
        winner.printer,
        _warning(winner.printer),
        tuple((_level(route), route.printer) for route in routes),
    )


@transaction.atomic
def assign(choices: Mapping[Cell, int | None], *, by: Actor) -> int:
    """Write the table of who prints what: a printer's key for each cell, ``None`` for no route of its own.

    Only what differs is written; answers how many cells changed.
    """
    known = {Cell(route.task, route.shop_id, route.role_id): route for route in Route.objects.all()}
    changed = 0
    for cell, printer_id in choices.items():
        before = known.get(cell)
        if (before.printer_id if before else None) != printer_id:
            _put(cell, printer_id)
            changed += 1
            _log(cell, before, printer_id, by)
    return changed


def _fitting(task: Task | str, shop: Shop | None, user_id: int | None) -> QuerySet[Route]:
    here = Q(shop__isnull=True) | Q(shop=shop) if shop else Q(shop__isnull=True)
    found = Route.objects.filter(here, task=task)
    if user_id is None:
        return found.filter(role__isnull=True)
    roles = User.groups.through._default_manager.filter(user=user_id).values("group")
    return found.filter(Q(role__isnull=True) | Q(role__in=roles))


def _rank(shop_id: int | None, role_id: int | None) -> tuple[bool, bool, int]:
    return shop_id is None, role_id is None, role_id or 0


def _reason(route: Route) -> str:
    facts = {"role": route.role, "shop": route.shop}
    match bool(route.shop_id), bool(route.role_id):
        case True, True:
            return _("because that is chosen for the role %(role)s in %(shop)s.") % facts
        case True, False:
            return _("because that is chosen for %(shop)s, and nothing for the person's roles there.") % facts
        case False, True:
            return _("because that is chosen for the role %(role)s, and nothing for the shop itself.") % facts
    return _("because that is the default, and nothing else is chosen for the shop or the person's roles.")


def _level(route: Route) -> str:
    facts = {"role": route.role, "shop": route.shop}
    match bool(route.shop_id), bool(route.role_id):
        case True, True:
            return _("%(role)s in %(shop)s") % facts
        case True, False:
            return str(route.shop)
        case False, True:
            return _("%(role)s in any shop") % facts
    return _("Default")


def _warning(printer: Printer) -> str:
    if not printer.is_enabled:
        return _("%(printer)s is disabled: jobs wait until it is enabled again.") % {"printer": printer}
    return agents.trouble_of(printer)


def _put(cell: Cell, printer_id: int | None) -> None:
    own = Q(shop=cell.shop_id) if cell.shop_id else Q(shop__isnull=True)
    own &= Q(role=cell.role_id) if cell.role_id else Q(role__isnull=True)
    here = Route.objects.filter(own, task=cell.task)
    if printer_id is None:
        here.delete()
    elif not here.update(printer=printer_id):
        Route.objects.create(**cell._asdict(), printer_id=printer_id)


def _log(cell: Cell, before: Route | None, printer_id: int | None, by: Actor) -> None:
    names = {printer.pk: printer.name for printer in Printer.objects.all()}
    change = {"before": names.get(before.printer_id, "") if before else "", "after": names.get(printer_id or 0, "")}
    facts: dict[str, object] = {"printer": change}
    if cell.role_id:
        facts["role"] = str(Role.objects.get(pk=cell.role_id))
    name = str(Task(cell.task).label)
    log.write("printing.route", by=by, subject="print route", key=cell.task, name=name, shop_id=cell.shop_id, **facts)
