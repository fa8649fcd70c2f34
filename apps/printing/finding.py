"""Printers are found where the system, print agents and a range of the shop's own network offer them, never further.

A search is a row, carried out in the background; its result is a list to add printers from.
"""

import ipaddress
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core import background, clock
from apps.core.background import Stopped, Work
from apps.core.refusals import InvalidInput
from apps.printing import agents, queries
from apps.printing.drivers import QUEUE_NAME
from apps.printing.models import Agent, Printer, PrinterSearch
from apps.users.models import User

MOST_ADDRESSES = 1024
AT_ONCE = 64
KNOCK_SECONDS = 0.6
CUPS_SECONDS = 5.0
CUPS_PORT = 631
ALONE_AFTER = timedelta(minutes=2)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Tell = Callable[[int, int, str], None]


class RangeUnfit(InvalidInput):
    """What was typed is no range, too wide, or not a network for printers."""

    code = "range_unfit"


@dataclass(frozen=True)
class Found:
    """A printer that somebody offers: an address with its port, a queue of CUPS, or one that an agent reported."""

    connection: str
    name: str
    host: str = ""
    port: int = 9100
    queue: str = ""
    agent_id: int = 0
    agent_queue: str = ""
    place: str = ""

    def where(self) -> dict[str, object]:
        """What tells it from others, by the names of the fields of Printer."""
        match self.connection:
            case Printer.Connection.NETWORK:
                return {"connection": self.connection, "host": self.host, "port": self.port}
            case Printer.Connection.AGENT:
                return {"connection": self.connection, "agent_id": self.agent_id, "agent_queue": self.agent_queue}
        return {"connection": self.connection, "queue": self.queue}

    def is_of(self, printer: Printer) -> bool:
        return all(getattr(printer, name) == value for name, value in self.where().items())


def carry_out(search_id: int) -> None:
    """Search and keep what was found; what was found before somebody stopped it is kept as well."""
    search = PrinterSearch.objects.filter(pk=search_id, finished_at=None).select_related("created_by").first()
    if search is None:
        return
    found, error = offered(search.created_by), ""
    try:
        with Work(work_of(search)) as work:
            for knocked in answering(addresses_of(search.addresses), work.tell):
                found.append(knocked)
    except Stopped:
        error = _("It was stopped: only a part of the range was searched.")
    except InvalidInput as refused:  # the settings changed meanwhile
        error = refused.sentence
    rows = sorted(found, key=lambda one: (one.connection, _numeric(one.host), one.port, one.place, one.name))
    PrinterSearch.objects.filter(pk=search.pk).update(
        found=json.dumps([asdict(one) for one in rows]), error=error, finished_at=clock.now()
    )


def resume() -> None:
    """Begin searches anew whose server stopped in the middle."""
    for search in PrinterSearch.objects.filter(finished_at=None, created_at__lt=clock.now() - ALONE_AFTER):
        if background.progress_of(work_of(search)) is None:
            carry_out(search.pk)


def found_in(search: PrinterSearch) -> list[Found]:
    return [Found(**row) for row in json.loads(search.found)]


def addresses_of(text: str) -> list[Address]:
    """``192.168.1.0/24``, ``192.168.1.10-192.168.1.50``, ``192.168.1.10-50`` or one address; none for nothing.

    Refuses with RangeUnfit what cannot be read, is wider than ``MOST_ADDRESSES`` or leaves PRINTER_NETWORKS.
    """
    if not text.strip():
        return []
    first, last = _ends(text.strip())
    if int(last) - int(first) >= MOST_ADDRESSES:
        raise RangeUnfit(
            _("That range has more than %(most)s addresses: search a part of it, such as 192.168.1.0/24.")
            % {"most": f"{MOST_ADDRESSES:,}"}
        )
    if not any(first in network and last in network for network in settings.PRINTER_NETWORKS):
        raise RangeUnfit(
            _("%(range)s is not on a network for printers: PRINTER_NETWORKS allows %(networks)s.")
            % {"range": text.strip(), "networks": ", ".join(map(str, settings.PRINTER_NETWORKS))}
        )
    return [first + step for step in range(int(last) - int(first) + 1)]


def offered(asker: User | None) -> list[Found]:
    """What is known without searching a network, to the person who asks."""
    return [*cups_queues(), *(reported(asker) if asker else [])]


def reported(asker: User) -> list[Found]:
    """The printers of the agents within the person's reach, as these last reported them."""
    within = queries.agents_in_reach(Agent.objects.exclude(token_hash=""), asker)
    return [
        Found(
            Printer.Connection.AGENT,
            printer.name,
            agent_id=agent.pk,
            agent_queue=printer.name,
            place=f"{agent.name}, {agent.shop}" if agent.shop else agent.name,
        )
        for agent in within
        for printer in agents.offered_by(agent)
    ]


def cups_queues() -> list[Found]:
    """The queues of the system's CUPS; none where it is missing or silent."""
    command = shutil.which("lpstat")
    if command is None:
        return []
    plain = {**os.environ, "LC_ALL": "C"}
    try:
        asked = subprocess.run(  # noqa: S603
            [command, "-e"], capture_output=True, timeout=CUPS_SECONDS, check=False, env=plain
        )
    except (subprocess.TimeoutExpired, OSError):
        return []
    names = asked.stdout.decode(errors="replace").split()
    return [Found(Printer.Connection.CUPS, name, queue=name) for name in names if QUEUE_NAME.fullmatch(name)]


def answering(addresses: Sequence[Address], tell: Tell) -> Iterator[Found]:
    """Those that take a connection on a printer's port. Nothing is sent, so nothing is printed."""
    ports = [port for port in settings.PRINTER_PORTS if port != CUPS_PORT]
    doors = [(address, port) for address in addresses for port in ports]
    crew = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="find-printers")
    try:
        knocks = {crew.submit(_opens, *door): door for door in doors}
        for done, knock in enumerate(as_completed(knocks), 1):
            host, port = str(knocks[knock][0]), knocks[knock][1]
            if knock.result():
                yield Found(Printer.Connection.NETWORK, _("Printer at %(host)s") % {"host": host}, host, port)
            tell(done, len(doors), _("Looking for printers …"))
    finally:
        crew.shutdown(cancel_futures=True)


def work_of(search: PrinterSearch) -> str:
    return f"printer-search:{search.pk}"


def _opens(address: Address, port: int) -> bool:
    try:
        socket.create_connection((str(address), port), timeout=KNOCK_SECONDS).close()
    except OSError:
        return False
    return True


def _ends(text: str) -> tuple[Address, Address]:
    """The first and the last address; of a network without the two that belong to nobody."""
    try:
        if "/" in text:
            network = ipaddress.ip_network(text, strict=False)
            edge = 1 if network.num_addresses > 2 else 0
            return network[edge], network[-1 - edge]
        start, _dash, end = (part.strip() for part in text.partition("-"))
        first = ipaddress.ip_address(start)
        if end.isascii() and end.isdigit():
            end = f"{start.rpartition('.')[0]}.{end}"
        last = ipaddress.ip_address(end or start)
    except ValueError:
        raise _unreadable(text) from None
    if first.version != last.version or int(first) > int(last):
        raise _unreadable(text)
    return first, last


def _unreadable(text: str) -> RangeUnfit:
    said = _("“%(range)s” is no range of addresses. Write 192.168.1.0/24 or 192.168.1.10-50.")
    return RangeUnfit(said % {"range": text})


def _numeric(host: str) -> tuple[int, ...]:
    return tuple(ipaddress.ip_address(host).packed) if host else ()
