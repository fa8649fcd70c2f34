"""What the pages of printing show."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from apps.printing.models import Agent, PrintedSheet, Printer, PrintJob, Route
from apps.printing.routes import Cell
from apps.users.models import User
from apps.users.reach import shops_in_reach


def printers_with_queue(printers: QuerySet[Printer]) -> QuerySet[Printer]:
    """Each with ``waiting``, the number of its jobs that wait."""
    waiting = PrintJob.objects.filter(printer=OuterRef("pk"), state=PrintJob.State.QUEUED).order_by()
    counted = waiting.values("printer").annotate(number=Count("pk")).values("number")
    return printers.annotate(waiting=Subquery(counted)).select_related("shop", "agent__shop")


def agents_with_queue(agents: QuerySet[Agent]) -> QuerySet[Agent]:
    """Each with ``waiting``, the number of jobs that wait for its printers."""
    waiting = PrintJob.objects.filter(printer__agent=OuterRef("pk"), state=PrintJob.State.QUEUED).order_by()
    counted = waiting.values("printer__agent").annotate(number=Count("pk")).values("number")
    return agents.annotate(waiting=Subquery(counted)).select_related("shop")


def agents_in_reach(agents: QuerySet[Agent], user: User) -> QuerySet[Agent]:
    return agents.filter(_within(user)).select_related("shop")


def jobs_in_reach(jobs: QuerySet[PrintJob], user: User) -> QuerySet[PrintJob]:
    """Of the person's shops, and of no shop in particular."""
    return jobs.filter(_within(user)).select_related("printer", "shop")


def troubled(jobs: QuerySet[PrintJob]) -> QuerySet[PrintJob]:
    """Those that somebody should look after: failed, or waiting because something is wrong."""
    return jobs.filter(Q(state=PrintJob.State.FAILED) | Q(state=PrintJob.State.QUEUED) & ~Q(error=""))


def printers_in_reach(printers: QuerySet[Printer], user: User) -> QuerySet[Printer]:
    return printers.filter(_within(user))


def sheets_in_reach(sheets: QuerySet[PrintedSheet], user: User) -> QuerySet[PrintedSheet]:
    return sheets.filter(printer__in=printers_in_reach(Printer.objects.all(), user)).select_related("printer")


def routes_by_cell() -> dict[Cell, int]:
    """The printer's key of each task, shop and role that has a route of its own."""
    rows = Route.objects.values_list("task", "shop", "role", "printer")
    return {Cell(task, shop, role): printer for task, shop, role, printer in rows}


def people_in_reach(user: User) -> QuerySet[User]:
    """Those who work in the person's shops; everybody for those who reach all."""
    people = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    return people if user.reaches_all else people.filter(shop__in=shops_in_reach(user))


def _within(user: User) -> Q:
    return Q(shop__isnull=True) | Q(shop__in=shops_in_reach(user))
