"""What keeps a command from its work, said in a sentence with what to do about it, instead of a traceback."""

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

PRIMARY = 0xFF  # SQLite's extended codes carry the plain one in their last byte
FULL = "there is no room left on the disk for {place}. Free some, then start again: nothing was lost."
NOT_WRITABLE = "{place} cannot be written to. Give it, and the folder it lies in, to the user Nexus runs as."
FAILING = "the disk could neither read nor write {place}. It is full, or it fails."
DAMAGED = "the database in {place} is damaged. Put it aside, and the last backup in its place."
QUEUE_DAMAGED = "{place} is damaged. Delete it and start again: it only lists tasks, and what is due is found anew."
NO_ANSWER = "{what} does not answer: {why}. Is it running, and is {name} right?"


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """End the process with a sentence where somebody at the machine can mend the fault; ``--traceback`` tells all."""
    try:
        yield
    except (ImproperlyConfigured, OSError, sqlite3.Error, DatabaseError, redis.RedisError) as fault:
        sentence = sentence_of(fault)
        if not sentence or "--traceback" in sys.argv:
            raise
        sys.exit(f"Nexus cannot go on: {sentence}")


def sentence_of(fault: BaseException) -> str:
    """The sentence, or none where the fault is the program's own."""
    match fault:
        case ImproperlyConfigured():
            return str(fault)
        case redis.RedisError():
            return NO_ANSWER.format(what="Redis", why=_first_line(fault), name="REDIS_URL")
        case OSError():
            return _of_system(fault)
        case sqlite3.Error():
            return _of_sqlite(fault, settings.DATA_DIR / "tasks.sqlite3", QUEUE_DAMAGED)
        case DatabaseError(__cause__=sqlite3.Error() as cause):
            return _of_sqlite(cause, settings.DATA_DIR, DAMAGED)
        case DatabaseError() if _is_connecting(fault):
            return NO_ANSWER.format(what="the database", why=_first_line(fault), name="DATABASE_URL")
    return ""


def _of_system(fault: OSError) -> str:
    place = fault.filename or settings.DATA_DIR
    match fault.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return FULL.format(place=place)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return NOT_WRITABLE.format(place=place)
        case errno.EIO:
            return FAILING.format(place=place)
    return ""


def _of_sqlite(fault: sqlite3.Error, place: Path, damaged: str) -> str:
    match getattr(fault, "sqlite_errorcode", 0) & PRIMARY:
        case sqlite3.SQLITE_FULL:
            return FULL.format(place=place)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return NOT_WRITABLE.format(place=place)
        case sqlite3.SQLITE_IOERR:
            return FAILING.format(place=place)
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return damaged.format(place=place)
    return ""


def _is_connecting(fault: DatabaseError) -> bool:
    return any(frame.f_code.co_name == "get_new_connection" for frame, _line in walk_tb(fault.__traceback__))


def _first_line(fault: BaseException) -> str:
    return str(fault).strip().partition("\n")[0].rstrip(".")
