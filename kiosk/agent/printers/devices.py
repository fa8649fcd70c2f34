"""Printers that the settings name: a device file, a serial port, an address in the shop's network, a folder."""

import errno
import os
import re
import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from kiosk.agent.printers.faults import BrokeOff, NotTaken, Unfit

CONNECT_SECONDS = 3.0
SEND_SECONDS = 30.0
FAREWELL_SECONDS = 0.5
USUAL_PORT = 9100
USUAL_BAUD = 9600
BITS_A_BYTE = 10
OPENED = os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NONBLOCK", 0)
UNFIT_FOR_A_NAME = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Device:
    """A USB or parallel printer as the system's file, such as ``/dev/usb/lp0``."""

    path: str
    kind: str = "usb"

    def send(self, content: bytes, title: str) -> None:
        try:
            device = os.open(self.path, OPENED)
        except OSError as refused:
            raise NotTaken(f"{self.path}: {refused.strerror}") from refused
        try:
            self._write(device, memoryview(content))
        finally:
            os.close(device)

    def _write(self, device: int, content: memoryview) -> None:
        """Until the printer took the last byte, too: closing a USB device drops what is still on its way."""
        rest = content
        while True:
            try:
                _readable, is_ready, _odd = select.select([], [device], [], SEND_SECONDS)
                taken = os.write(device, rest) if is_ready and rest else 0
            except OSError as broken:
                raise self._fault(rest, content, _said(broken)) from broken
            if is_ready and not rest:
                return
            if not taken:
                raise self._fault(rest, content, "it takes nothing more: is it switched on, with paper?")
            rest = rest[taken:]

    def _fault(self, rest: memoryview, content: memoryview, said: str) -> Exception:
        fault = BrokeOff if len(rest) < len(content) else NotTaken
        return fault(f"{self.path}: {said}")


@dataclass(frozen=True)
class SerialPort:
    """Through pyserial, which also knows the ports of Windows."""

    port: str
    baud: int = USUAL_BAUD
    kind: str = "serial"

    def send(self, content: bytes, title: str) -> None:
        try:
            serial = import_module("serial")
        except ImportError as missing:
            raise NotTaken("pyserial is not installed: python -m pip install pyserial") from missing
        patience = SEND_SECONDS + len(content) * BITS_A_BYTE / self.baud
        try:
            line = serial.Serial(self.port, self.baud, write_timeout=patience)
        except (OSError, ValueError) as refused:
            raise NotTaken(str(refused)) from refused
        with line:
            try:
                line.write(content)
                line.flush()
            except OSError as broken:
                raise BrokeOff(str(broken)) from broken


@dataclass(frozen=True)
class NetworkPrinter:
    """A printer that only this PC reaches, because the server stands elsewhere."""

    host: str
    port: int = USUAL_PORT
    kind: str = "network"

    def send(self, content: bytes, title: str) -> None:
        try:
            connection = socket.create_connection((self.host, self.port), timeout=CONNECT_SECONDS)
        except OSError as refused:
            raise NotTaken(f"{self.host}: {refused.strerror or refused}") from refused
        with connection:
            try:
                connection.settimeout(SEND_SECONDS)
                connection.sendall(content)
                _take_leave(connection)
            except OSError as broken:
                raise BrokeOff(f"{self.host}: {broken.strerror or broken}") from broken


@dataclass(frozen=True)
class Folder:
    """For trying out: each job becomes a file."""

    path: Path
    kind: str = "folder"

    def send(self, content: bytes, title: str) -> None:
        ending = "pdf" if content.startswith(b"%PDF") else "bin"
        called = UNFIT_FOR_A_NAME.sub("-", title).strip("-")[:60] or "nexus"
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1_000_000_000:09d}-{called}.{ending}"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            (self.path / f"{name}.part").write_bytes(content)
            (self.path / f"{name}.part").replace(self.path / name)
        except OSError as refused:
            raise NotTaken(f"{self.path}: {refused.strerror}") from refused


AnyPrinter = Device | SerialPort | NetworkPrinter | Folder


def printer_of(where: str, beside: Path) -> AnyPrinter:
    """``usb:/dev/usb/lp0``, ``serial:COM3@9600``, ``network:192.168.1.50:9100`` or ``folder:printed``; else Unfit.

    A folder is meant from ``beside``, where the settings lie.
    """
    way, colon, rest = where.partition(":")
    make = WAYS.get(way.strip().lower())
    if make is None or not colon or not rest.strip():
        raise Unfit(f"“{where}” is no printer. Write {', '.join(EXAMPLES)}.")
    made = make(rest.strip())
    return Folder(beside / made.path) if isinstance(made, Folder) else made


def _serial(rest: str) -> SerialPort:
    port, _at, baud = rest.partition("@")
    if baud and not baud.strip().isdigit():
        raise Unfit(f"“{baud}” is no speed of a serial port. Write {EXAMPLES[1]}.")
    return SerialPort(port.strip(), int(baud or USUAL_BAUD))


def _network(rest: str) -> NetworkPrinter:
    host, _colon, port = rest.partition(":")
    if port and not (port.strip().isdigit() and 0 < int(port) < 2**16):
        raise Unfit(f"“{port}” is no port. Write {EXAMPLES[2]}.")
    return NetworkPrinter(host.strip(), int(port or USUAL_PORT))


WAYS: dict[str, Callable[[str], AnyPrinter]] = {
    "usb": Device,
    "serial": _serial,
    "network": _network,
    "folder": lambda rest: Folder(Path(rest).expanduser()),
}
EXAMPLES = ("usb:/dev/usb/lp0", "serial:COM3@9600", "network:192.168.1.50:9100", "folder:printed")


def _said(error: OSError) -> str:
    """A printer says that its paper is out by the word for a full disk."""
    return "it is out of paper" if error.errno == errno.ENOSPC else str(error.strerror)


def _take_leave(connection: socket.socket) -> None:
    """Close in order: a printer that rejects what it got says so now."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(FAREWELL_SECONDS)
    with suppress(TimeoutError):
        while connection.recv(1024):
            pass
