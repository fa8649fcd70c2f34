"""What was odd is answered for once, in words, by somebody who is named beside it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput

LONGEST = 300


def answer(rows: QuerySet[Any], resolution: str, *, by: Actor) -> None:
    """Write what was found or done into the one row of ``rows``; refuses an empty answer, and a second one."""
    if not resolution.strip():
        raise InvalidInput(_("Say what was found or done."), field="resolution")
    values = {"resolved_at": clock.now(), "resolved_by_name": by.name, "resolution": resolution.strip()[:LONGEST]}
    if not rows.filter(resolved_at__isnull=True).update(**values):
        raise Conflict(_("This was resolved before."))
