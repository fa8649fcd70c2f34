"""Long work in the background: how far it is, and whether somebody asked it to stop.

Kept in the cache, because the work's own transaction hides its rows until it commits. Work that was not heard of for
``SILENCE_SECONDS`` died with its process, and may be begun anew.
"""

import time
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict

SILENCE_SECONDS = 120
PAUSE_SECONDS = 0.2


class Stopped(Conflict):
    """Somebody asked the work to stop; its transaction takes back what it did."""

    code = "stopped"


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` steps; ``stage`` says to people what is going on."""

    done: int
    total: int
    stage: str = ""

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


class Work:
    """What the task holds while it works under a key of its own, such as ``import:17``."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._told_at = 0.0

    def __enter__(self) -> "Work":
        cache.delete(_stop(self.key))
        self.tell(0, 0)
        return self

    def __exit__(self, *_error: object) -> None:
        cache.delete_many([_progress(self.key), _stop(self.key)])

    def tell(self, done: int, total: int, stage: str = "") -> None:
        """Cheap enough for every row: written a few times a second. Refuses with Stopped once somebody asked for it."""
        now = time.monotonic()
        if now - self._told_at < PAUSE_SECONDS and done < total:
            return
        self._told_at = now
        cache.set(_progress(self.key), Progress(done, total, stage), SILENCE_SECONDS)
        if cache.get(_stop(self.key)):
            raise Stopped(_("It was stopped."))


def progress_of(key: str) -> Progress | None:
    """``None`` when nobody works under this key."""
    found: Progress | None = cache.get(_progress(key))
    return found


def ask_to_stop(key: str) -> None:
    cache.set(_stop(key), True, SILENCE_SECONDS)


def _progress(key: str) -> str:
    return f"progress:{key}"


def _stop(key: str) -> str:
    return f"stop:{key}"
