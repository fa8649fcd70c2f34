"""The background reads and writes lists. Work that dies with its process is begun anew, a few times."""

from apps.core.background import Work
from apps.purchasing.imports import claims, reading, writing
from apps.purchasing.imports.claims import State


def work_on(job_id: int) -> None:
    """Read or write the list, whichever is due, unless somebody is at it."""
    job = claims.claim(job_id)
    if job is None:
        return
    with Work(claims.key_of(job.pk)) as work:
        (reading.read if job.state == State.READING else writing.write)(job, work)


def begin_again() -> None:
    """Whatever nobody works on is worked on, unless it ended its worker too often."""
    for job in claims.died():
        if job.tries >= claims.MOST_TRIES:
            claims.give_up(job)
        else:
            work_on(job.pk)
