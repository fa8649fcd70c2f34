"""A print agent is a PC by its signed token. Only the token's hash is kept; revoked or renewed, it ends at once.

An agent is here while its line is open and was heard of lately, so that a server which died leaves none behind.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock, notify, throttle
from apps.core.actor import Actor
from apps.core.names import refuse_taken, tidy
from apps.core.refusals import Conflict, NotAllowed
from apps.printing.models import Agent, Printer
from apps.stores import company
from apps.stores.models import Shop

HERE_WITHIN = timedelta(seconds=90)
SPARING = timedelta(seconds=30)
TRIES, TRIES_SECONDS = 60, 60
MOST_PRINTERS = 100
LONGEST_NAME = 120
signer = Signer(salt="print-agent")


class UnknownToken(NotAllowed):
    code = "unknown_token"


@dataclass(frozen=True)
class Offered:
    """A printer as its agent reports it."""

    name: str
    kind: str


@dataclass(frozen=True)
class Line:
    """An open line, by a key of its own, and what its agent says of itself."""

    key: str
    version: str = ""
    system: str = ""
    offered: tuple[Offered, ...] = ()


def group(agent_id: int) -> str:
    """The line of one agent."""
    return f"agent.{agent_id}"


@transaction.atomic
def make(name: str, *, shop: Shop | None, by: Actor) -> tuple[Agent, str]:
    """A new agent, and its token, which is told once, here. Refuses with NameTaken."""
    agent = Agent(name=tidy(name), shop=shop, issued_at=clock.now())
    refuse_taken(agent)
    agent.save(force_insert=True)
    token = _issue(agent)
    _log("printing.make_agent", agent, by)
    return agent, token


@transaction.atomic
def renew(agent: Agent, *, by: Actor) -> str:
    """Another token, told once, here; the earlier one ends at once."""
    token = _issue(agent)
    _log("printing.renew_agent", agent, by)
    return token


@transaction.atomic
def revoke(agent: Agent, *, by: Actor) -> None:
    """No PC is this agent any more, until its token is renewed (Conflict when none is)."""
    if not Agent.objects.filter(pk=agent.pk).exclude(token_hash="").update(token_hash="", connection=""):
        raise Conflict(_("%(agent)s is revoked already.") % {"agent": agent})
    agent.refresh_from_db()
    _log("printing.revoke_agent", agent, by)
    _end_line(agent)


def admit(token: str, *, address: str) -> Agent:
    """Whose token it is; refuses with UnknownToken, and with TooManyRequests whoever tries often."""
    throttle.count("print-agent", address, most=TRIES, seconds=TRIES_SECONDS)
    agent = agent_of(token)
    if agent is None:
        raise UnknownToken(_("This token is not (or no longer) that of a print agent."))
    return agent


def agent_of(token: str) -> Agent | None:
    try:
        key = int(signer.unsign(token).split(".")[0])
    except (BadSignature, ValueError):
        return None
    agent = Agent.objects.filter(pk=key).first()
    return agent if agent and compare_digest(agent.token_hash, _hash_of(token)) else None


def arrive(agent: Agent, line: Line) -> None:
    """The agent speaks over this line from now on; an earlier one ends. Refuses with UnknownToken once revoked."""
    here = Agent.objects.filter(pk=agent.pk, token_hash=agent.token_hash).exclude(token_hash="")
    told = {"version": line.version, "system": line.system, "offered": _written(line.offered)}
    if not here.update(connection=line.key, seen_at=clock.now(), **told):
        raise UnknownToken(_("This token is not (or no longer) that of a print agent."))
    notify.after_commit(group(agent.pk), {"type": "taken_over", "line": line.key})


def note(agent: Agent, line: Line) -> bool:
    """A sign of life; whether the line is still the agent's. Written now and then only."""
    now = clock.now()
    mine = Agent.objects.filter(pk=agent.pk, connection=line.key)
    stale = Q(seen_at=None) | Q(seen_at__lt=now - SPARING)
    return bool(mine.filter(stale).update(seen_at=now)) or mine.exists()


def list_printers(agent: Agent, line: Line) -> None:
    """The agent's printers are others than before."""
    Agent.objects.filter(pk=agent.pk, connection=line.key).update(offered=_written(line.offered))


def leave(agent: Agent, line: Line) -> bool:
    """The line is gone; whether that leaves the agent without one."""
    itself = Agent.objects.filter(pk=agent.pk)
    itself.filter(connection=line.key).update(connection="", seen_at=clock.now())
    return itself.filter(connection="").exists()


def is_here(agent: Agent) -> bool:
    return bool(agent.connection and agent.seen_at and clock.now() - agent.seen_at < HERE_WITHIN)


def absence(agent: Agent) -> str:
    """Why nothing can be sent to it now; empty while it is here."""
    if is_here(agent):
        return ""
    facts = {"agent": agent.name, "shop": agent.shop}
    if agent.is_revoked:
        return _("The print agent %(agent)s is revoked: renew its token under Print agents.") % facts
    if agent.seen_at is None:
        return _("The print agent %(agent)s was never started: install it on the PC at the printer.") % facts
    facts["since"] = date_format(localtime(agent.seen_at, company.zone()), "j M, H:i")
    if agent.shop is None:
        return _("The print agent %(agent)s is away since %(since)s: is its PC on and online?") % facts
    return _("The print agent %(agent)s at %(shop)s is away since %(since)s: is its PC on and online?") % facts


def trouble_of(printer: Printer) -> str:
    """Why it does not print: its agent is not here, or what went wrong last; empty when all is well."""
    return (absence(printer.agent) if printer.agent else "") or printer.last_error


def offered_by(agent: Agent) -> list[Offered]:
    """Its printers as last reported."""
    return [Offered(**row) for row in json.loads(agent.offered)]


def readable(rows: object) -> tuple[Offered, ...]:
    """What an agent reported, without what is no printer."""
    told = rows if isinstance(rows, list) else []
    return tuple(
        Offered(row["name"], str(row.get("kind", ""))[:20])
        for row in told[:MOST_PRINTERS]
        if isinstance(row, dict) and _is_name(row.get("name"))
    )


def _is_name(told: object) -> bool:
    return isinstance(told, str) and 0 < len(told.strip()) <= len(told) <= LONGEST_NAME and told.isprintable()


def _issue(agent: Agent) -> str:
    token = signer.sign(f"{agent.pk}.{secrets.token_urlsafe(24)}")
    issued = {"token_hash": _hash_of(token), "issued_at": clock.now(), "connection": ""}
    Agent.objects.filter(pk=agent.pk).update(**issued)
    agent.refresh_from_db()
    _end_line(agent)
    return token


def _end_line(agent: Agent) -> None:
    notify.after_commit(group(agent.pk), {"type": "revoked"})


def _hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _written(offered: Iterable[Offered]) -> str:
    return json.dumps([asdict(printer) for printer in offered], ensure_ascii=False)


def _log(act: str, agent: Agent, by: Actor) -> None:
    log.write(act, by=by, subject="print agent", key=agent.pk, name=agent.name, shop_id=agent.shop_id)
