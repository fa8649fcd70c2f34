"""The server as a process: it opens, answers, works on tasks, keeps to its port and closes cleanly."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from nexus import collected

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 180
HEAVY = ("fontTools", "numpy", "openpyxl", "pandas", "playwright", "pytest", "weasyprint")


def free_port() -> int:
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])


def manage(*words: str, data: Path, **variables: str) -> subprocess.Popen[str]:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "DEMO": "0", **variables}
    command = [sys.executable, "manage.py", *words]
    joined = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=environment, **joined)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with its tables, and static files that seem collected: no page is looked at here."""
    data = tmp_path_factory.mktemp("served")
    (data / "static").mkdir()
    (data / "static" / ".fingerprint").write_text(collected.fingerprint())
    with manage("migrate", "--verbosity", "0", data=data) as migrating:
        assert migrating.wait(PATIENCE_SECONDS) == 0
    return data


@contextmanager
def served(data: Path, url: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A server that answers at ``url`` within the block."""
    with manage("serve", data=data, **variables) as server:
        try:
            wait_for(url, server)
            yield server
        finally:
            server.kill()


def wait_for(url: str, server: subprocess.Popen[str]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not answers(url):
        assert server.poll() is None, server.communicate()[0]
        assert time.monotonic() < ends, f"nothing answers at {url}"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urlopen(url, context=ssl._create_unverified_context()):
            return True
    except URLError:
        return False


def read(url: str, context: ssl.SSLContext | None = None) -> bytes:
    with urlopen(url, context=context) as answer:
        return bytes(answer.read())


def test_it_opens_answers_and_closes_on_a_signal(prepared: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"

    with served(prepared, f"{base}/health/live", PORT=str(port)) as server:
        health = json.loads(read(f"{base}/health/ready"))
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=10)

    assert health == {"database": "fine", "migrations": "fine", "tasks": "fine"}
    assert server.returncode == 0
    assert f"Till              {base}/sell/" in said
    assert str(prepared) in said
    assert f"Set-up code       {(prepared / 'set-up-code.txt').read_text()}" in said
    assert "Nexus is closed." in said


def test_what_is_heavy_and_seldom_needed_is_not_waited_for(prepared: Path) -> None:
    told = f"import sys, nexus.asgi, nexus.urls; print([name for name in {HEAVY} if name in sys.modules])"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(prepared)}

    answer = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True)

    assert (answer.stdout, answer.stderr) == ("[]\n", "")


def test_on_the_network_it_speaks_https_that_its_own_authority_vouches_for(prepared: Path) -> None:
    port = free_port()

    with served(prepared, f"https://127.0.0.1:{port}/health/live", PORT=str(port), HOST="0.0.0.0"):
        trusting = ssl.create_default_context(cafile=str(prepared / "tls" / "ca.crt"))
        answer = read(f"https://localhost:{port}/trust/ca.crt", trusting)

    assert answer == (prepared / "tls" / "ca.crt").read_bytes()


def test_a_taken_port_is_named(prepared: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with manage("serve", data=prepared, PORT=str(port)) as server:
            said, _ = server.communicate(timeout=PATIENCE_SECONDS)

    assert server.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in said


@pytest.mark.parametrize("command", ["serve", "prepare"])
def test_a_second_server_on_the_same_data_is_refused(prepared: Path, command: str) -> None:
    port = free_port()

    with (
        served(prepared, f"http://127.0.0.1:{port}/health/live", PORT=str(port)),
        manage(command, data=prepared, PORT=str(free_port())) as second,
    ):
        said, _ = second.communicate(timeout=PATIENCE_SECONDS)

    assert second.returncode == 1
    assert f"Another Nexus is open on the data in {prepared}" in said


def test_a_server_that_was_killed_leaves_the_data_free(prepared: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/health/live"

    with served(prepared, url, PORT=str(port)) as killed:
        killed.kill()
        killed.wait(PATIENCE_SECONDS)
    with served(prepared, url, PORT=str(port)):
        assert answers(url)


@pytest.mark.parametrize(
    ("words", "variables", "sentence"),
    [
        (["--host", "0.0.0.0"], {}, "write HOST=0.0.0.0 instead of --host 0.0.0.0"),
        ([], {"REDIS_URL": "redis://127.0.0.1:1/0"}, "Redis does not answer"),
        ([], {"PORT": "many"}, "PORT='many' is not a whole number"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(
    prepared: Path, words: list[str], variables: dict[str, str], sentence: str
) -> None:
    with manage("serve", *words, data=prepared, **({"PORT": str(free_port())} | variables)) as server:
        said, _ = server.communicate(timeout=PATIENCE_SECONDS)

    assert server.returncode == 1
    assert sentence in said
    assert "Traceback" not in said


def test_runserver_opens_too_and_leaves_the_tasks_to_others(prepared: Path) -> None:
    port = free_port()

    with manage("runserver", "--noreload", str(port), data=prepared) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/health/live", server)
            health = json.loads(read(f"http://127.0.0.1:{port}/health/ready"))
        finally:
            server.kill()

    assert health == {"database": "fine", "migrations": "fine", "tasks": "elsewhere"}
