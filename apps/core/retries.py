"""What another transaction came in between of is tried again, a few times: deadlocks, and rows that both add."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict

Answer = TypeVar("Answer")
Row = TypeVar("Row")
Key = TypeVar("Key")
TRIES = 5
MARKS = ("1205", "40P01", "40001", "deadlock", "could not serialize", "database is locked")


def retry_when_chosen_as_victim(act: Callable[[], Answer]) -> Answer:
    """Run ``act`` (one whole transaction); for edges only, never inside a transaction."""
    for attempt in range(1, TRIES):
        try:
            return act()
        except (OperationalError, DatabaseError) as error:
            if not any(mark in str(error) for mark in MARKS):
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)
    return act()


def add_missing(
    wanted: Mapping[Key, Row], known: Callable[[], Mapping[Key, Row]], insert: Callable[[Sequence[Row]], object]
) -> tuple[Mapping[Key, Row], list[Key]]:
    """The ``known`` rows once those ``wanted`` are among them, and the keys of those that were inserted here.

    Runs inside an act's transaction. Another one may insert the same rows: then what it left out is inserted.
    Always in the same order, so that two that add the same rows never wait for each other.
    """
    there = known()
    for _attempt in range(TRIES):
        missing = sorted(wanted.keys() - there.keys(), key=str)
        if not missing:
            return there, []
        try:
            with transaction.atomic():
                insert([wanted[key] for key in missing])
        except IntegrityError:
            there = known()
        else:
            return known(), missing
    raise Conflict(_("Others add the same names at this moment. Please try again."))
