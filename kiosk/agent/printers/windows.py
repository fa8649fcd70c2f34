"""The printers that Windows knows, through pywin32; none without it."""

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from kiosk.agent.printers.faults import BrokeOff, NotTaken

LOCAL_AND_CONNECTED = 2 | 4
BRIEF = 4  # the level of detail that asks no printer over the network


@dataclass(frozen=True)
class WindowsPrinter:
    name: str
    kind: str = "windows"

    def send(self, content: bytes, title: str) -> None:
        """Past the driver's own drawing: the printer gets the bytes as they are."""
        spooler = _spooler()
        if spooler is None:
            raise NotTaken("pywin32 is not installed: py -m pip install pywin32")
        try:
            printer = spooler.OpenPrinter(self.name)
        except spooler.error as refused:
            raise NotTaken(_said(refused)) from refused
        try:
            _spool(spooler, printer, content, title)
        finally:
            spooler.ClosePrinter(printer)


def queues() -> dict[str, WindowsPrinter]:
    spooler = _spooler()
    if spooler is None:
        return {}
    try:
        rows = spooler.EnumPrinters(LOCAL_AND_CONNECTED, None, BRIEF)
    except spooler.error:  # the spooler's service is stopped
        return {}
    return {row["pPrinterName"]: WindowsPrinter(row["pPrinterName"]) for row in rows}


def lacks_pywin32() -> bool:
    """Whether this is a Windows whose printers cannot be asked."""
    return sys.platform == "win32" and _spooler() is None


def _spool(spooler: Any, printer: Any, content: bytes, title: str) -> None:
    try:
        spooler.StartDocPrinter(printer, 1, (title, None, "RAW"))
    except spooler.error as refused:
        raise NotTaken(_said(refused)) from refused
    try:
        spooler.StartPagePrinter(printer)
        written = spooler.WritePrinter(printer, content)
        spooler.EndPagePrinter(printer)
        spooler.EndDocPrinter(printer)
    except spooler.error as broken:
        raise BrokeOff(_said(broken)) from broken
    if written != len(content):
        raise BrokeOff(f"Windows took {written} of {len(content)} bytes")


def _spooler() -> Any:
    try:
        return import_module("win32print")
    except ImportError:
        return None


def _said(error: Exception) -> str:
    return str(error.args[-1]) if error.args else "Windows did not say why"
