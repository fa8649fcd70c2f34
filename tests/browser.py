"""A real server on a shop of its own, and a real browser that fails the test when a page breaks the policy."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.db.utils import load_backend
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from apps.users.models import User
from nexus import env
from tests import migrated, warm

Answer = TypeVar("Answer")
ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
LISTEN = """
document.addEventListener("securitypolicyviolation", (event) => {
  const where = `${event.sourceFile}:${event.lineNumber}`;
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${where} ${event.sample}`);
});
"""

expect.set_options(timeout=20_000)  # a busy machine is no fault of the page


class Site:
    """The server's process and its data directory. ``do`` runs acts in its database, from a thread of their own.

    That is a SQLite file in the directory, unless ``database`` (its settings) says otherwise; ``variables`` then
    tell the server of it. The server is a copy of ``origin``, or else starts from nothing.
    """

    def __init__(
        self,
        data_dir: Path,
        port: int,
        *,
        database: dict[str, Any] | None = None,
        variables: Mapping[str, str] | None = None,
        words: tuple[str, ...] = (),
        origin: warm.Origin | None = None,
    ) -> None:
        self.variables = dict(variables or {})
        self.words = words
        self.origin = origin
        self.data_dir = data_dir
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | warm.Copy | None = None
        opened = database or env.sqlite(data_dir / "nexus.sqlite3")
        self._thread = ThreadPoolExecutor(1, initializer=_open_database, initargs=(opened,))

    def do(self, act: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        """Run ``act`` in the server's database and answer what it answers."""
        return self._thread.submit(act, *args, **kwargs).result()

    def start(self) -> None:
        """Start the server (again, after ``stop`` or ``kill``) and wait until it answers."""
        self.process = self.origin.serve(self.port, self.log) if self.origin else self._from_nothing()
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def kill(self) -> None:
        """As a power cut would."""
        self.stop(signal.SIGKILL)

    def close(self) -> None:
        self.stop(signal.SIGKILL)
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()

    @property
    def log(self) -> Path:
        return self.data_dir / f"server-{self.port}.log"

    def sign_in(self, page: Page, user: User) -> None:
        """Let the page's browser hold a session of ``user``."""
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.do(session_of, user), "url": self.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    def _from_nothing(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "serve", "--host", "127.0.0.1", "--port", str(self.port), *self.words]
        environment = _environment(self.data_dir) | self.variables
        with self.log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(URLError, ConnectionError, TimeoutError):
                with suppress(HTTPError):
                    urllib.request.urlopen(f"{self.url}/admin/login/", timeout=20).close()
                return
            assert self.process is None or self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())


@pytest.fixture(scope="session")
def empty_shop() -> Path:
    """A database with every migration and nothing else, copied for each site."""
    return migrated.template()


@pytest.fixture(scope="session")
def warm_place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, warm.Origin]:
    """The directory that each site of this test process has for its data in turn, and whose servers are copied."""
    data_dir = tmp_path_factory.mktemp("site")
    return data_dir, warm.Origin(_environment(data_dir))


@pytest.fixture
def site(empty_shop: Path, warm_place: tuple[Path, warm.Origin], django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """A running server with an empty shop: one process that prints and mails as well, as ``make run`` starts it."""
    data_dir, origin = warm_place
    _make_empty(data_dir, empty_shop)
    with django_db_blocker.unblock():
        yield from _run(Site(data_dir, free_port(), origin=origin))


@pytest.fixture
def cold_site(empty_shop: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The same, whose server starts from nothing and leaves its data behind."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    _make_empty(data_dir, empty_shop)
    with django_db_blocker.unblock():
        yield from _run(Site(data_dir, free_port()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one's own: cookies, storage, service workers."""
    opened = browser.new_context(viewport={"width": 1280, "height": 800})
    opened.add_init_script(LISTEN)
    yield opened
    opened.close()


@pytest.fixture
def complaints(context: BrowserContext) -> list[str]:
    """What the pages complained of: breaches of the policy, errors in scripts, requests beyond this machine."""
    heard: list[str] = []
    context.on("console", lambda message: heard.append(message.text) if _is_complaint(message) else None)
    context.on("weberror", lambda error: heard.append(f"error: {error.error}"))
    return heard


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page; the test fails when it, or another of its browser, breached the policy or threw an error."""
    yield context.new_page()
    assert complaints == []


def _make_empty(data_dir: Path, empty_shop: Path) -> None:
    for left in data_dir.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.copy(empty_shop, data_dir / "nexus.sqlite3")


def _run(site: Site) -> Iterator[Site]:
    try:
        site.start()
        yield site
    finally:
        site.close()


def _is_complaint(message: Any) -> bool:
    """Errors of the policy and of scripts; an answer of 4xx, or a server that is away, is the test's own business."""
    text: str = message.text
    return message.type == "error" and not text.startswith("Failed to load resource") and "WebSocket" not in text


def _environment(data_dir: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATA_DIR": str(data_dir),
        "PYTHONWARNINGS": "default",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _open_database(database: dict[str, Any]) -> None:
    """This thread's connection leads to the site's database, not to the tests' own."""
    told = connections.settings["default"] | database
    connections["default"] = load_backend(told["ENGINE"]).DatabaseWrapper(told, "default")


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
