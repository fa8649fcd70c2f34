"""Whoever sets up an empty house from another machine shows a code that only the server's console tells."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from nexus import machine

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
GROUPS, LETTERS_A_GROUP = 3, 4
MARKS_OF_A_PROXY = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")


def file() -> Path:
    return Path(settings.DATA_DIR) / "set-up-code.txt"


def current() -> str:
    """The code, made once and kept beside the data, where only the server's own user reads it."""
    with suppress(FileExistsError), open(file(), "x", opener=_for_the_owner) as target:
        groups = ("".join(secrets.choice(LETTERS) for _letter in range(LETTERS_A_GROUP)) for _group in range(GROUPS))
        target.write("-".join(groups))
    return file().read_text().strip()


def is_right(typed: str) -> bool:
    return constant_time_compare(_plain(typed), _plain(current()))


def forget() -> None:
    """The house is set up: nobody needs the code again."""
    file().unlink(missing_ok=True)


def is_needed(request: HttpRequest) -> bool:
    """Not by somebody at the server itself; what a proxy passes on comes from elsewhere, whoever it says it is."""
    is_passed_on = any(mark in request.headers for mark in MARKS_OF_A_PROXY)
    return is_passed_on or not machine.is_loopback(str(request.META.get("REMOTE_ADDR", "")))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
