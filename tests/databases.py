"""Databases for races: a real file or server, migrated, reached by each thread over a connection of its own."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections

from apps.stores import company
from nexus import env
from tests import migrated

Answer = TypeVar("Answer")
_serial = count(1)


@contextmanager
def in_use(database: dict[str, Any]) -> Iterator[None]:
    """Within the block the project's database is the given one, in every thread."""
    with _no_loop():
        usual, opened = connections.settings["default"], connections["default"]
        connections.settings["default"] = usual | database
        del connections["default"]
        _forget()
        try:
            yield
        finally:
            connections["default"].close()
            connections.settings["default"] = usual
            connections["default"] = opened
            _forget()


@contextmanager
def _no_loop() -> Iterator[None]:
    """A browser that another test opened leaves its loop in this thread, which would pass for an asynchronous one."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


def _forget() -> None:
    company.forget()
    cache.clear()


class SqliteFiles:
    """Migrated files, each test's a copy of the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = migrated.template()

    @contextmanager
    def fresh(self) -> Iterator[None]:
        copy = self.folder / f"copy{next(_serial)}.sqlite3"
        shutil.copy(self.template, copy)
        with in_use(env.sqlite(copy)):
            connection.ensure_connection()  # the first one turns the write-ahead log on, and must be alone for it
            yield


class PostgresDatabases:
    """Migrated databases of one server, each test's a copy of the first."""

    def __init__(self, server: dict[str, Any]) -> None:
        self.server = server
        self._create("template", "template1")
        with in_use(self._named("template")):
            call_command("migrate", verbosity=0, interactive=False)

    @contextmanager
    def fresh(self) -> Iterator[None]:
        with in_use(self.new()):
            yield

    def new(self) -> dict[str, Any]:
        """A migrated, empty database: its settings."""
        name = f"copy{next(_serial)}"
        self._create(name, "template")
        return self._named(name)

    def _create(self, name: str, template: str) -> None:
        with in_use(self.server), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")

    def _named(self, name: str) -> dict[str, Any]:
        return self.server | {"NAME": name}


def in_threads(acts: list[Callable[[], Answer]]) -> list[Answer | Exception]:
    """Run the acts at the same moment, each in a thread of its own; what each answered or raised."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer | Exception:
        connection.ensure_connection()
        together.wait(30)
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - a race's outcome, judged by the test
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@contextmanager
def crew(count: int) -> Iterator[Callable[[Sequence[Callable[[], Answer]]], list[Answer]]]:
    """Threads that stay, each with its connection: answers a function that runs ``count`` acts at the same moment."""
    together = threading.Barrier(count)

    def run(act: Callable[[], Answer]) -> Answer:
        together.wait(60)
        return act()

    with ThreadPoolExecutor(count) as threads:
        try:
            yield lambda acts: list(threads.map(run, acts))
        finally:
            list(threads.map(run, [connections.close_all] * count))
