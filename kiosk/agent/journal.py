"""What was printed already stands in a file, so that a job sent again after a lost answer does not come out twice.

A job is written down before the first byte leaves and once more when the last one has: what is begun and not done
when the agent starts broke off in the middle, and only the paper tells how far it came.
"""

import sqlite3
import time
from enum import StrEnum
from pathlib import Path
from threading import Lock

KEPT_SECONDS = 14 * 24 * 3600


class Stage(StrEnum):
    NEW = "new"
    BEGUN = "begun"
    DONE = "done"


class Unwritable(Exception):
    """The journal cannot be kept here, or another agent keeps it."""


class Journal:
    """Jobs by the key that the server gave each. Any thread may ask and write; no second program may."""

    def __init__(self, path: Path) -> None:
        self._turn = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, timeout=0, check_same_thread=False, isolation_level=None)
            self._file.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._file.execute("PRAGMA synchronous=FULL")
            self._file.execute("CREATE TABLE IF NOT EXISTS jobs (key TEXT PRIMARY KEY, stage TEXT, at INTEGER)")
            self._write("DELETE FROM jobs WHERE at < ?", int(time.time()) - KEPT_SECONDS)
        except (OSError, sqlite3.Error) as wrong:
            raise Unwritable(
                f"The journal {path} cannot be written ({wrong}). Does the agent run here already, or is the disk full?"
            ) from wrong

    def stage(self, key: str) -> Stage:
        with self._turn:
            row = self._file.execute("SELECT stage FROM jobs WHERE key = ?", [key]).fetchone()
        return Stage(row[0]) if row else Stage.NEW

    def begin(self, key: str) -> None:
        self._note(key, Stage.BEGUN)

    def finish(self, key: str) -> None:
        self._note(key, Stage.DONE)

    def forget(self, key: str) -> None:
        """Nothing of it was printed after all."""
        self._write("DELETE FROM jobs WHERE key = ?", key)

    def close(self) -> None:
        self._file.close()

    def _note(self, key: str, stage: Stage) -> None:
        self._write("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?)", key, stage.value, int(time.time()))

    def _write(self, command: str, *values: str | int) -> None:
        with self._turn:
            self._file.execute(command, values)
