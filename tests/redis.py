"""A Redis of the tests' own: in memory, on a free port of the loopback, gone afterwards."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 30


@contextmanager
def server() -> Iterator[str]:
    """Within the block a server runs; yields its address."""
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port = int(trying.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="nexus-redis-") as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait_for(port, process)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "Redis ended at once"
        assert time.monotonic() < ends, "Redis did not come up"
        time.sleep(0.05)
