"""Bytes on their way into a printer. Each way says whether nothing was sent, or nobody can know what came out."""

import ipaddress
import re
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.refusals import InvalidInput, NexusError
from apps.printing.models import PrintedSheet, Printer

CONNECT_SECONDS = 3.0
SEND_SECONDS = 20.0
FAREWELL_SECONDS = 0.5
SHEETS_KEPT = 200
QUEUE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class PrinterOff(NexusError):
    """Nothing was sent: it may be tried again."""

    code = "printer_off"


class PrintUncertain(NexusError):
    """Something was sent, and what became of it only the paper says: never tried again by itself."""

    code = "print_uncertain"


class PrinterUnfit(InvalidInput):
    """The printer is set up in a way that cannot work."""

    code = "printer_unfit"


def send(printer: Printer, content: bytes, *, title: str) -> None:
    """Hand the bytes over; refuses with PrinterOff, PrintUncertain or PrinterUnfit."""
    ways = {
        Printer.Connection.NETWORK: _to_network,
        Printer.Connection.CUPS: _to_cups,
        Printer.Connection.FILE: _to_file,
        Printer.Connection.VIRTUAL: _to_sheet,
    }
    ways[Printer.Connection(printer.connection)](printer, content, title)


def permitted_address(host: str, port: int) -> str:
    """The numeric address to connect to; refuses ports and networks that the settings do not allow (PrinterUnfit).

    The name is resolved here and not again, so that it cannot point elsewhere a moment later.
    """
    if port not in settings.PRINTER_PORTS:
        allowed = ", ".join(map(str, settings.PRINTER_PORTS))
        raise PrinterUnfit(
            _("Port %(port)s is not one for printers: use %(allowed)s.") % {"port": port, "allowed": allowed}
        )
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise PrinterOff(_("The address %(host)s is not known on this network.") % {"host": host}) from None
    for address in sorted(found):
        if any(ipaddress.ip_address(address.partition("%")[0]) in network for network in settings.PRINTER_NETWORKS):
            return address
    raise PrinterUnfit(
        _("%(host)s is not on a network for printers: PRINTER_NETWORKS allows %(networks)s.")
        % {"host": host, "networks": ", ".join(map(str, settings.PRINTER_NETWORKS))}
    )


def _to_network(printer: Printer, content: bytes, title: str) -> None:
    address = permitted_address(printer.host, printer.port)
    facts = {"printer": printer.name, "host": printer.host}
    try:
        connection = socket.create_connection((address, printer.port), timeout=CONNECT_SECONDS)
    except OSError:
        raise PrinterOff(
            _("%(printer)s (%(host)s) does not answer: is it switched on and on the network?") % facts
        ) from None
    with connection:
        try:
            connection.settimeout(SEND_SECONDS)
            connection.sendall(content)
            _take_leave(connection)
        except OSError:
            raise PrintUncertain(
                _(
                    "%(printer)s stopped in the middle (out of paper, or unplugged?). "
                    "Look what it printed, then print again or cancel."
                )
                % facts
            ) from None


def _take_leave(connection: socket.socket) -> None:
    """Close in order: a printer that rejects what it got says so now."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(FAREWELL_SECONDS)
    with suppress(TimeoutError):
        while connection.recv(1024):
            pass


def _to_cups(printer: Printer, content: bytes, title: str) -> None:
    command = shutil.which("lp")
    if command is None:
        raise PrinterUnfit(_("The server has no CUPS: install the package cups-client."))
    if not QUEUE_NAME.fullmatch(printer.queue):
        raise PrinterUnfit(_("“%(queue)s” is not the name of a CUPS queue.") % {"queue": printer.queue})
    raw = [] if printer.kind == Printer.Kind.A4 else ["-o", "raw"]
    words = [command, "-d", printer.queue, "-t", slugify(title) or "nexus", *raw, "--", "-"]
    try:
        asked = subprocess.run(words, input=content, capture_output=True, timeout=SEND_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise PrintUncertain(
            _("CUPS did not answer in time. Look what it printed, then print again or cancel.")
        ) from None
    if asked.returncode:
        said = asked.stderr.decode(errors="replace").strip()
        raise PrinterOff(_("CUPS did not take it for %(queue)s: %(said)s") % {"queue": printer.queue, "said": said})


def _to_file(printer: Printer, content: bytes, title: str) -> None:
    folder = Path(settings.DATA_DIR) / "printed"
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "pdf" if content.startswith(b"%PDF") else "bin"
    name = f"{clock.now():%Y%m%d-%H%M%S-%f}-{slugify(printer.name)}-{slugify(title)[:60]}.{suffix}"
    try:
        (folder / name).write_bytes(content)
    except OSError as error:
        raise PrinterOff(
            _("The folder %(folder)s takes no files: %(error)s") % {"folder": folder, "error": error.strerror}
        ) from error


def _to_sheet(printer: Printer, content: bytes, title: str) -> None:
    """Kept for the back office to draw, the newest few hundred of each printer."""
    PrintedSheet.objects.create(printer=printer, title=title[:120], content=content, printed_at=clock.now())
    old = printer.sheets.order_by("-pk").values_list("pk", flat=True)[SHEETS_KEPT : SHEETS_KEPT + 1].first()
    if old is not None:
        printer.sheets.filter(pk__lte=old).delete()
