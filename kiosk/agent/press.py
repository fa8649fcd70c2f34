"""A job printed once: the journal is asked before, and told before the first byte and after the last."""

import base64
import logging
import sqlite3
from dataclasses import dataclass
from typing import Any

from kiosk.agent.journal import Journal, Stage
from kiosk.agent.printers import Printer
from kiosk.agent.printers.faults import BrokeOff, NotTaken

log = logging.getLogger("nexus-agent")

Message = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """A job as the server sends it. Sent again it has the same key."""

    job: int
    key: str
    printer: str
    title: str
    content: bytes

    @classmethod
    def of(cls, message: Message) -> "Order":
        """Raises ValueError or KeyError for what no server of ours sends."""
        content = base64.b64decode(message["content"], validate=True)
        return cls(int(message["job"]), str(message["key"]), str(message["printer"]), str(message["title"]), content)


class Press:
    """The printers of this PC, and what was printed on them already."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.printers: dict[str, Printer] = {}

    def print(self, order: Order) -> Message:
        """The answer for the server: printed, or why not. Two orders for one printer must not come at once."""
        stage = self.journal.stage(order.key)
        if stage is Stage.DONE:
            log.info("“%s” was printed before: it does not come out again.", order.title)
            return _printed(order)
        if stage is Stage.BEGUN:
            return _failed(order, "interrupted")
        printer = self.printers.get(order.printer)
        if printer is None:
            return _failed(order, "unknown_printer")
        try:
            self.journal.begin(order.key)
        except sqlite3.Error as full:
            return _failed(order, "not_taken", f"the agent's journal cannot be written ({full})")
        return self._send(order, printer)

    def _send(self, order: Order, printer: Printer) -> Message:
        try:
            printer.send(order.content, order.title)
        except NotTaken as fault:
            self.journal.forget(order.key)
            return _failed(order, "not_taken", str(fault))
        except BrokeOff as fault:
            return _failed(order, "broke_off", str(fault))
        except Exception as fault:  # one printer's fault must not take the others down
            log.exception("“%s” failed on %s.", order.title, order.printer)
            return _failed(order, "broke_off", str(fault))
        try:
            self.journal.finish(order.key)
        except sqlite3.Error:  # it is printed all the same; sent again, it asks a person
            log.exception("The journal cannot be written.")
        log.info("Printed “%s” on %s.", order.title, order.printer)
        return _printed(order)


def _printed(order: Order) -> Message:
    return {"type": "printed", "job": order.job, "key": order.key}


def _failed(order: Order, fault: str, said: str = "") -> Message:
    log.warning("“%s” is not printed on %s: %s.", order.title, order.printer, said or fault.replace("_", " "))
    return {"type": "failed", "job": order.job, "key": order.key, "fault": fault, "said": said}
