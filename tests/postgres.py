"""A PostgreSQL of the tests' own: made in a throw-away folder, on a free port of the loopback, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

PATIENCE_SECONDS = 60
USER = "nexus"


def programs() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def server() -> Iterator[dict[str, Any]]:
    """Within the block a server runs; yields Django's settings for its empty database ``nexus``."""
    folder = programs()
    assert folder is not None, "PostgreSQL is not installed: apt-get install postgresql"
    base = Path(tempfile.mkdtemp(prefix="nexus-postgres-"))
    data, port, as_whom = base / "data", _free_port(), _unprivileged()
    if as_whom:
        shutil.chown(base, as_whom["user"], as_whom["group"])
    prepare = [folder / "initdb", "-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(prepare, check=True, stdout=subprocess.DEVNULL, cwd=base, **as_whom)
    options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
    command = [folder / "postgres", "-D", data, *(word for option in options for word in ("-c", option))]
    with (base / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=base, **as_whom)
    try:
        _wait_for(port, process)
        yield {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": USER,
            "PASSWORD": "",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "OPTIONS": {},
        }
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: what it would still write away is thrown away
        process.wait(PATIENCE_SECONDS)
        shutil.rmtree(base, ignore_errors=True)


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as its own user, or as nobody."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not _answers(port):
        assert process.poll() is None, "PostgreSQL ended at once"
        assert time.monotonic() < ends, "PostgreSQL did not come up"
        time.sleep(0.05)


def _answers(port: int) -> bool:
    """An open port is not enough: at first the server refuses, because it is starting up."""
    try:
        psycopg.connect(host="127.0.0.1", port=port, user=USER, dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True
