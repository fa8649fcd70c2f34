"""What somebody at the machine can mend is said in a sentence; what is the program's own fault keeps its traceback."""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import DatabaseError

from nexus import env, faults

NOT_LISTENING = 1


def fill_a_disk(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        full.write("x")


def fill_a_database(folder: Path) -> None:
    with sqlite3.connect(folder / "small.sqlite3") as small:
        small.execute("PRAGMA max_page_count = 1")
        small.execute("CREATE TABLE t (x)")


def write_where_nobody_may(folder: Path) -> None:
    (folder / "kept.sqlite3").touch()
    with sqlite3.connect(f"file:{folder}/kept.sqlite3?mode=ro", uri=True) as kept:
        kept.execute("CREATE TABLE t (x)")


def open_a_damaged_queue(folder: Path) -> None:
    (folder / "queue.sqlite3").write_bytes(b"no database" * 1000)
    sqlite3.connect(folder / "queue.sqlite3").execute("SELECT 1 FROM t")


def open_a_damaged_database(folder: Path) -> None:
    (folder / "shop.sqlite3").write_bytes(b"no database" * 1000)
    connect(env.sqlite(folder / "shop.sqlite3"))


def ask_a_database_that_is_away(folder: Path) -> None:
    here = {"HOST": "127.0.0.1", "PORT": NOT_LISTENING, "NAME": "nexus", "USER": "nexus", "OPTIONS": {}}
    connect({"ENGINE": env.POSTGRESQL, **here})


def ask_redis_that_is_away(folder: Path) -> None:
    redis.Redis(port=NOT_LISTENING).ping()


def read_a_bad_setting(folder: Path) -> None:
    env.Environment({"PORT": "many"}).number("PORT", 1)


def connect(database: dict[str, Any]) -> None:
    usual = connections.settings["default"]
    connections.settings["default"] = usual | database
    try:
        connection = connections.create_connection("default")
        with connection.wrap_database_errors:
            connection.connect()
    finally:
        connections.settings["default"] = usual


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (fill_a_disk, "there is no room left on the disk"),
        (fill_a_database, "there is no room left on the disk"),
        (write_where_nobody_may, "cannot be written to"),
        (open_a_damaged_queue, "tasks.sqlite3 is damaged. Delete it"),
        (open_a_damaged_database, "is damaged. Put it aside"),
        (ask_a_database_that_is_away, "the database does not answer: connection failed"),
        (ask_redis_that_is_away, "Redis does not answer"),
        (read_a_bad_setting, "PORT='many' is not a whole number"),
    ],
)
def test_a_fault_that_people_can_mend_is_said_in_a_sentence(
    act: Callable[[Path], None], said: str, tmp_path: Path, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path

    with pytest.raises(SystemExit) as ended, faults.in_a_sentence():
        act(tmp_path)

    assert said in str(ended.value)


@pytest.mark.parametrize("fault", [DatabaseError("no such table"), OSError("odd"), sqlite3.OperationalError("odd")])
def test_a_fault_of_the_program_keeps_its_traceback(fault: Exception) -> None:
    with pytest.raises(type(fault)), faults.in_a_sentence():
        raise fault


def test_whoever_asks_for_the_traceback_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["manage.py", "serve", "--traceback"])

    with pytest.raises(ImproperlyConfigured), faults.in_a_sentence():
        raise ImproperlyConfigured("PORT is wrong.")
