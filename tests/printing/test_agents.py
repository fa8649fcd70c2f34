"""An agent is a PC by its token: told once, kept as a hash, ended at once when it is revoked or renewed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.core import clock, names, notify, throttle
from apps.core.refusals import Conflict
from apps.printing import agents
from apps.printing.models import Agent
from tests.conftest import NOON
from tests.factories.printing import BY, agent_here, make_agent, printing_shop

pytestmark = pytest.mark.django_db
HOME = "10.0.0.9"
AWAY_AT_WUSE = "The print agent Counter PC at Wuse is away since 14 Mar, 12:00: is its PC on and online?"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What the lines of agents were told: stands where the socket server would."""
    heard: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(notify, "after_commit", lambda group, message: heard.append((group, message)))
    return heard


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


def test_the_token_is_told_once_and_kept_as_a_hash() -> None:
    shop = printing_shop()

    agent, token = make_agent("  Counter   PC ", shop=shop)

    assert (agent.name, agent.shop, agents.admit(token, address=HOME)) == ("Counter PC", shop, agent)
    assert not any(token in str(value) for value in Agent.objects.values_list()[0])
    entry = AuditEntry.objects.get(act="printing.make_agent")
    assert (entry.subject_name, token in entry.facts) == ("Counter PC", False)


def test_a_name_that_is_taken_makes_no_agent() -> None:
    make_agent("Counter PC")

    with pytest.raises(names.NameTaken):
        make_agent("counter pc")

    assert (Agent.objects.count(), acts()) == (1, ["printing.make_agent"])


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: f"9{token}",
        lambda token: agents.signer.sign("9999.abc"),
        lambda token: agents.signer.sign("nobody.abc"),
        lambda token: agents.signer.sign(f"{token.split('.')[0]}.abc"),
    ],
)
def test_an_unknown_token_is_refused(spoilt: Callable[[str], str]) -> None:
    _agent, token = make_agent()

    with pytest.raises(agents.UnknownToken):
        agents.admit(spoilt(token), address=HOME)


def test_whoever_tries_often_is_refused_even_with_a_good_token(noon: datetime) -> None:
    _agent, token = make_agent()
    for _ in range(agents.TRIES):
        with pytest.raises(agents.UnknownToken):
            agents.admit("guessed", address=HOME)

    with pytest.raises(throttle.TooManyRequests):
        agents.admit(token, address=HOME)

    assert agents.admit(token, address="10.0.0.10")


def test_a_renewed_token_ends_the_one_before(told: list[tuple[str, dict[str, Any]]]) -> None:
    agent, before = make_agent()
    told.clear()

    token = agents.renew(agent, by=BY)

    with pytest.raises(agents.UnknownToken):
        agents.admit(before, address=HOME)
    assert agents.admit(token, address=HOME) == agent
    assert told == [(agents.group(agent.pk), {"type": "revoked"})]
    assert acts() == ["printing.make_agent", "printing.renew_agent"]


def test_a_revoked_agent_is_a_stranger_until_its_token_is_renewed(told: list[tuple[str, dict[str, Any]]]) -> None:
    agent, token = make_agent()
    told.clear()

    agents.revoke(agent, by=BY)

    with pytest.raises(agents.UnknownToken):
        agents.admit(token, address=HOME)
    assert told == [(agents.group(agent.pk), {"type": "revoked"})]
    assert agents.absence(agent) == "The print agent Counter PC is revoked: renew its token under Print agents."
    assert agents.admit(agents.renew(agent, by=BY), address=HOME) == agent


def test_what_is_revoked_is_not_revoked_again() -> None:
    agent, _token = make_agent()
    agents.revoke(agent, by=BY)

    with pytest.raises(Conflict):
        agents.revoke(agent, by=BY)

    assert acts() == ["printing.make_agent", "printing.revoke_agent"]


def test_an_agent_revoked_while_it_dialled_does_not_arrive() -> None:
    agent, token = make_agent()
    admitted = agents.admit(token, address=HOME)
    agents.revoke(agent, by=BY)

    with pytest.raises(agents.UnknownToken):
        agents.arrive(admitted, agents.Line("a"))

    assert Agent.objects.get().connection == ""


def test_a_later_line_ends_the_earlier(told: list[tuple[str, dict[str, Any]]]) -> None:
    agent, first = agent_here("EPSON")
    told.clear()
    second = agents.Line("second", "1.1", "Windows 11", (agents.Offered("Zebra", "windows"),))

    agents.arrive(agent, second)

    assert told == [(agents.group(agent.pk), {"type": "taken_over", "line": "second"})]
    assert (agents.note(agent, first), agents.note(agent, second)) == (False, True)
    agents.list_printers(agent, first)
    agent.refresh_from_db()
    assert agents.offered_by(agent) == [agents.Offered("Zebra", "windows")]
    assert agents.leave(agent, first) is False
    assert agents.leave(agent, second) is True


def test_absence_says_since_when() -> None:
    shop = printing_shop()
    never, _token = make_agent("Office PC", shop=shop)
    with clock.at(NOON):
        agent, line = agent_here(shop=shop)
        here = agents.absence(agent)
        agents.leave(agent, line)
        agent.refresh_from_db()

    assert here == ""
    assert agents.absence(agent) == AWAY_AT_WUSE
    assert agents.absence(never) == (
        "The print agent Office PC was never started: install it on the PC at the printer."
    )


def test_an_agent_whose_server_died_is_away_once_it_was_not_heard_of() -> None:
    with clock.at(NOON):
        agent, _line = agent_here(shop=printing_shop())

    with clock.at(NOON + timedelta(seconds=89)):
        assert agents.absence(agent) == ""
    with clock.at(NOON + timedelta(seconds=90)):
        assert agents.absence(agent) == AWAY_AT_WUSE


def test_a_sign_of_life_is_written_now_and_then() -> None:
    with clock.at(NOON):
        agent, line = agent_here()

    seen = []
    for seconds in (20, 40, 60):
        with clock.at(NOON + timedelta(seconds=seconds)):
            assert agents.note(agent, line)
        agent.refresh_from_db()
        seen.append(agent.seen_at)

    assert [moment - NOON for moment in seen if moment] == [timedelta(seconds=each) for each in (0, 40, 40)]


def test_what_an_agent_reports_is_read_with_care() -> None:
    rows: list[object] = [{"name": "EPSON", "kind": "usb"}, {"name": 7}, "Zebra", {"name": " "}, {"name": "x" * 121}]
    rows += [{"name": "A\n4"}, {"name": "A4"}]

    assert agents.readable(rows) == (agents.Offered("EPSON", "usb"), agents.Offered("A4", ""))
    assert agents.readable("EPSON") == ()
    assert len(agents.readable([{"name": str(number)} for number in range(1000)])) == agents.MOST_PRINTERS
