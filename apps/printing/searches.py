"""A search for printers as staff ask for it, and what they keep of its result."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import background, clock
from apps.core.actor import Actor
from apps.core.names import fold
from apps.core.refusals import Conflict
from apps.printing import tasks
from apps.printing.finding import Found, addresses_of, found_in, work_of
from apps.printing.models import Agent, Printer, PrinterSearch
from apps.printing.profiles import PROFILES


class NotFound(Conflict):
    code = "printer_not_found"


@transaction.atomic
def begin(addresses: str, *, by: Actor) -> PrinterSearch:
    """Search in the background: what the system knows, and a range of addresses unless it is empty (RangeUnfit)."""
    count = len(addresses_of(addresses))
    search = PrinterSearch.objects.create(
        addresses=addresses.strip(), created_at=clock.now(), created_by_id=by.user_id, created_by_name=by.name
    )
    log.write(
        "printing.find_printers",
        by=by,
        subject="printer search",
        key=search.pk,
        name=search.addresses or "CUPS",
        addresses=count,
    )
    transaction.on_commit(lambda: tasks.find_printers(search.pk), robust=True)
    return search


def stop(search: PrinterSearch) -> None:
    """Keep what was found so far."""
    background.ask_to_stop(work_of(search))


@transaction.atomic
def add(search: PrinterSearch, number: int, *, profile: str, by: Actor) -> Printer:
    """Keep the printer found under ``number`` (from 0) as one of this model (NotFound, also when kept already)."""
    rows = found_in(search)
    if not 0 <= number < len(rows) or profile not in PROFILES:
        raise NotFound(_("This printer is not in the list any more: search again."))
    found = rows[number]
    if any(found.is_of(printer) for printer in Printer.objects.filter(connection=found.connection)):
        raise _kept_already(found)
    agent = _agent_of(found)
    where = found.where() | ({"shop": agent.shop} if agent else {})
    try:
        with transaction.atomic():
            printer = Printer.objects.create(name=_free_name(found.name), **where, **PROFILES[profile].values())
    except IntegrityError:  # pressed twice
        raise _kept_already(found) from None
    log.write("printing.add_printer", by=by, subject="printer", key=printer.pk, name=printer.name)
    return printer


def _agent_of(found: Found) -> Agent | None:
    """Whose printer it is; NotFound when that was revoked meanwhile."""
    if found.connection != Printer.Connection.AGENT:
        return None
    agent = Agent.objects.filter(pk=found.agent_id).exclude(token_hash="").select_related("shop").first()
    if agent is None:
        raise NotFound(_("The print agent of this printer is revoked: renew its token, then search again."))
    return agent


def _kept_already(found: Found) -> NotFound:
    return NotFound(_("%(name)s is among the printers already.") % {"name": found.name})


def _free_name(name: str) -> str:
    taken = set(Printer.objects.filter(folded__startswith=fold(name[:70])).values_list("folded", flat=True))
    names = (f"{name[:70]} {number}" if number > 1 else name[:70] for number in range(1, len(taken) + 2))
    return next(free for free in names if fold(free) not in taken)
