"""The print agent as a shop's PC runs it: a process of its own, from the file that the back office offers.

Python's ``-S`` keeps the packages of these tests out of its sight: a PC has none.
"""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

from nexus.agent_file import program

PATIENCE_SECONDS = 60


class Agent:
    """In a folder of its own, with a folder as its printer ``Try out``, and whatever else ``printers`` names."""

    def __init__(self, folder: Path, address: str, token: str, **printers: str) -> None:
        self.folder = folder
        self.folder.mkdir(exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None
        self.program = folder / "nexus-agent.pyz"
        self.program.write_bytes(program())
        self.told(address, token, **printers)

    def told(self, address: str, token: str, **printers: str) -> None:
        """What its settings say."""
        named = {"Try out": "folder:printed", **printers}
        lines = ["[agent]", f"address = {address}", f"token = {token}", "[printers]"]
        lines += [f"{name} = {where}" for name, where in named.items()]
        (self.folder / "nexus-agent.ini").write_text("\n".join(lines))

    def start(self, *python: str) -> None:
        command = [*(python or (sys.executable, "-S")), "-I", str(self.program)]
        with (self.folder / "screen.txt").open("ab") as screen:
            self.process = subprocess.Popen(command, cwd="/", stdout=screen, stderr=screen)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """The exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_SECONDS)
        self.process = None
        return code

    def close(self) -> None:
        if self.process is not None:
            self.stop(signal.SIGKILL)

    @property
    def log(self) -> str:
        return (self.folder / "screen.txt").read_text()

    def printed(self) -> list[str]:
        """The documents that came out, by what their files are called."""
        kept = sorted((self.folder / "printed").glob("*.bin"))
        return [path.stem.split("-", 3)[3] for path in kept]


class SlowPrinter:
    """A printer on the network that takes what it gets and answers once it is let."""

    def __init__(self) -> None:
        self.printed: list[bytes] = []
        self.may_end = Event()
        self.has_begun = Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"network:127.0.0.1:{self._door.getsockname()[1]}"
        Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.may_end.set()
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._door.accept()
            except OSError:
                return
            with connection:
                received = connection.recv(65536)
                self.has_begun.set()
                self.may_end.wait(PATIENCE_SECONDS)
                while part := _rest_of(connection):
                    received += part
            self.printed.append(received)


@contextmanager
def slow_printer() -> Iterator[SlowPrinter]:
    printer = SlowPrinter()
    try:
        yield printer
    finally:
        printer.close()


def until(is_so: Callable[[], Any], why: Callable[[], object] = lambda: "it never came about") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, why()
        time.sleep(0.1)


def _rest_of(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except OSError:  # whoever printed was killed
        return b""
