"""One server to a data directory, unless Redis lets several work together."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError


@contextmanager
def data_directory() -> Iterator[None]:
    """Hold the data directory within the block; ``CommandError`` when another server has it.

    The lock is the system's, on the folder itself: it ends with the process, however that ends, and leaves no file.
    """
    if settings.REDIS_URL:
        yield
        return
    folder = os.open(settings.DATA_DIR, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"Another Nexus is open on the data in {settings.DATA_DIR}. Stop it first, or keep this one's data "
                "elsewhere with DATA_DIR=. Several servers on one database need REDIS_URL=."
            ) from None
        yield
    finally:
        os.close(folder)
