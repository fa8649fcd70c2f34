"""The printers of this PC: those of its system, and those that the settings name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from kiosk.agent.printers import cups, devices, windows


class Printer(Protocol):
    """Takes bytes as they are; raises NotTaken while nothing was sent, BrokeOff once something was."""

    @property
    def kind(self) -> str: ...

    def send(self, content: bytes, title: str) -> None: ...


def at_this_pc(named: Mapping[str, str], beside: Path) -> dict[str, Printer]:
    """Every printer by its name; a name in the settings wins over the system's."""
    settled = {name: devices.printer_of(where, beside) for name, where in named.items()}
    return {**cups.queues(), **windows.queues(), **settled}
