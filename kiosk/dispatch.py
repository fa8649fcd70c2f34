"""A message becomes one call and one answer, the same over socket and HTTP."""

import logging
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.refusals import InvalidInput, NexusError
from apps.core.retries import retry_when_chosen_as_victim
from apps.sales.reading import Body
from apps.stores import company
from kiosk.answers import refused
from kiosk.commands import COMMANDS, Command
from kiosk.desk import Desk

FindDesk = Callable[[bool], Desk]
log = logging.getLogger(__name__)


class Failed(NexusError):
    """The server's own fault; the till keeps what it has and asks again."""

    code = "failed"


def answer(message: dict[str, Any], find_desk: FindDesk) -> dict[str, Any]:
    """Who asks is looked up for each message anew, so that an ended session ends here too.

    ``find_desk(True)`` also admits the device of an older enrolment, which may bring what it sold.
    """
    try:
        told = {"ok": True, "body": _obey(message, find_desk)}
    except NexusError as refusal:
        told = refused(refusal)
    except Exception:  # one fault must not take the socket and everything else on it down
        log.exception("The command %r failed.", message.get("name"))
        told = refused(Failed(_("The server failed. Nothing was lost: try again in a moment.")))
    return {"id": message.get("id"), **told}


def _obey(message: dict[str, Any], find_desk: FindDesk) -> dict[str, Any]:
    body = Body(message.get("body") or {})
    command = _named(message.get("name"))
    desk = find_desk(command.brings_what_was_sold and body.flag("is_offline"))
    desk.refuse_without(command.needs)
    with timezone.override(company.current().timezone):
        return retry_when_chosen_as_victim(lambda: command.call(desk, body))


def _named(name: object) -> Command:
    command = COMMANDS.get(name) if isinstance(name, str) else None
    if command is None:
        raise InvalidInput(_("The till asked for something unknown: reload the page."))
    return command
