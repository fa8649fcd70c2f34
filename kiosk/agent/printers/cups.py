"""The queues of CUPS, on Linux and macOS."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from kiosk.agent.printers.faults import BrokeOff, NotTaken

ASKING_SECONDS = 5.0
SENDING_SECONDS = 60.0
QUEUE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
NEITHER_LETTER_NOR_DIGIT = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Queue:
    name: str
    kind: str = "cups"

    def send(self, content: bytes, title: str) -> None:
        """PDF goes through the queue's own filters, everything else is a printer's language already."""
        command = shutil.which("lp")
        if command is None:
            raise NotTaken("this PC has no lp: install the package cups-client")
        raw = [] if content.startswith(b"%PDF") else ["-o", "raw"]
        called = NEITHER_LETTER_NOR_DIGIT.sub("-", title).strip("-") or "nexus"
        words = [command, "-d", self.name, "-t", called, *raw, "--", "-"]
        try:
            asked = subprocess.run(words, input=content, capture_output=True, timeout=SENDING_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as late:
            raise BrokeOff("CUPS did not answer in time") from late
        if asked.returncode:
            raise NotTaken(asked.stderr.decode(errors="replace").strip() or "CUPS did not take it")


def queues() -> dict[str, Queue]:
    """None where CUPS is missing or silent."""
    command = shutil.which("lpstat")
    if command is None:
        return {}
    plain = {**os.environ, "LC_ALL": "C"}
    try:
        asked = subprocess.run(  # noqa: S603
            [command, "-e"], capture_output=True, timeout=ASKING_SECONDS, check=False, env=plain
        )
    except (subprocess.TimeoutExpired, OSError):
        return {}
    names = asked.stdout.decode(errors="replace").split()
    return {name: Queue(name) for name in names if QUEUE_NAME.fullmatch(name)}
