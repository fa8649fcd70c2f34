"""SQLite with a fair queue of writers: within one process, transactions begin in the order in which they asked.

SQLite's busy timeout polls, so that under load a writer can wait for seconds while others overtake it.
Another process still waits by the busy timeout.
"""

import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

WAIT_SECONDS = 20


class Turns:
    """A lock handed on first come, first served; whoever holds it may be another thread than who releases it."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def take(self) -> bool:
        """Wait for one's turn; false when it did not come within ``WAIT_SECONDS``."""
        with self._mutex:
            if not self._is_taken:
                self._is_taken = True
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        if ticket.acquire(timeout=WAIT_SECONDS):
            return True
        with self._mutex:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return False
        return True  # it was handed over in the very moment

    def give(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


_turns: dict[str, Turns] = {}
_turns_lock = threading.Lock()


def turns_of(path: str) -> Turns:
    with _turns_lock:
        return _turns.setdefault(path, Turns())


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a turn before BEGIN and gives it back after COMMIT, ROLLBACK or the connection's end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        if not turns_of(str(self.settings_dict["NAME"])).take():
            raise OperationalError("database is locked: no turn to write came in time")
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            turns_of(str(self.settings_dict["NAME"])).give()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # when it fails, Django rolls back, which gives the turn
        self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()
