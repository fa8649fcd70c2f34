"""A database that picked this transaction as the victim of a deadlock is asked again, a few times."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError
from django.db.utils import DatabaseError

Answer = TypeVar("Answer")
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
