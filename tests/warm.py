"""A server begins as a copy of a process that has imported everything already, so no journey waits for that."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVERYTHING = ["nexus.asgi", "nexus.urls", "nexus.management.commands.serve"]


class Copy:
    """Speaks as ``subprocess.Popen`` does."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    def send_signal(self, how: signal.Signals) -> None:
        if self._process.pid is not None and self.poll() is None:
            os.kill(self._process.pid, how)

    def wait(self, seconds: float) -> int | None:
        self._process.join(seconds)
        return self.poll()

    def poll(self) -> int | None:
        return self._process.exitcode


class Origin:
    """The process that is copied. Its settings name one data directory for good, so it has one copy at a time."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(EVERYTHING)

    def serve(self, port: int, log: Path) -> Copy:
        process = self._context.Process(target=_serve, args=(port, str(log)), daemon=True)
        with _environ(self._environment):  # the first copy starts the origin, which keeps this
            process.start()
        return Copy(process)


def _serve(port: int, log: str) -> None:
    """In the copy."""
    from django.core.management import call_command

    with open(log, "ab") as written:
        os.dup2(written.fileno(), sys.stdout.fileno())
        os.dup2(written.fileno(), sys.stderr.fileno())
    call_command("serve", host="127.0.0.1", port=port)


@contextmanager
def _environ(wanted: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
