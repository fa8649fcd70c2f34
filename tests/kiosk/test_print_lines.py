"""A print agent's socket, through the whole application: who is let in, what it is told, when it ends."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from apps.printing import agents, escpos, spool
from apps.printing.models import Agent, Printer, PrintJob
from kiosk.sockets import in_thread
from nexus.asgi import application
from tests.factories.printing import BY, make_agent, make_agent_printer, make_job, printing_shop, short_document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
State = PrintJob.State
HELLO = {
    "type": "hello",
    "version": "1.0",
    "system": "WUSE-PC, Windows 11",
    "printers": [{"name": "Counter", "kind": "windows"}],
}


def socket_of(token: str, path: str = "/ws/agent/", **headers: str) -> WebsocketCommunicator:
    told = {"authorization": f"Bearer {token}"} | headers
    return WebsocketCommunicator(
        application, path, headers=[(name.encode(), value.encode()) for name, value in told.items()]
    )


@asynccontextmanager
async def line(token: str) -> AsyncIterator[WebsocketCommunicator]:
    """An agent that said hello and was welcomed."""
    socket = socket_of(token)
    connected, _ = await socket.connect(timeout=5)
    assert connected
    await tell(socket, HELLO)
    assert await heard(socket) == {"type": "welcome", "name": "Counter PC"}
    yield socket
    await socket.disconnect()


async def tell(socket: WebsocketCommunicator, message: Any) -> None:
    await socket.send_to(message if isinstance(message, str) else json.dumps(message))


async def heard(socket: WebsocketCommunicator) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(await socket.receive_from(timeout=5))
    return told


async def ended(socket: WebsocketCommunicator) -> int:
    told = await socket.receive_output(timeout=5)
    assert told["type"] == "websocket.close"
    return int(told.get("code", 1000))


async def worked_on(socket: WebsocketCommunicator) -> None:
    """What was told before is done: messages are worked on one after the other."""
    await tell(socket, {"type": "alive"})
    assert await heard(socket) == {"type": "alive"}


@sync_to_async
def an_agent() -> tuple[Agent, str]:
    return make_agent(shop=printing_shop())


@sync_to_async
def a_job(agent: Agent) -> PrintJob:
    return make_job(printer=Printer.objects.filter(agent=agent).first() or make_agent_printer(agent))


async def test_a_job_goes_over_the_line_and_is_done_when_that_answers() -> None:
    agent, token = await an_agent()
    job = await a_job(agent)

    async with line(token) as socket:
        told = await heard(socket)
        await tell(socket, {"type": "printed", "job": told["job"], "key": told["key"]})
        await worked_on(socket)

    assert (await PrintJob.objects.aget()).state == State.DONE
    printer = await Printer.objects.aget()
    assert (told["type"], told["job"], told["printer"], told["title"]) == ("print", job.pk, "Counter", "Slip")
    assert base64.b64decode(told["content"]) == escpos.render(short_document(), printer)
    agent = await Agent.objects.aget()
    assert (agent.version, agent.system) == ("1.0", "WUSE-PC, Windows 11")
    assert agents.offered_by(agent) == [agents.Offered("Counter", "windows")]


async def test_a_job_that_comes_while_the_line_is_open_goes_out_at_once() -> None:
    agent, token = await an_agent()

    async with line(token) as socket:
        job = await a_job(agent)
        await in_thread(lambda: spool.serve_job(job.pk))
        told = await heard(socket)

    assert told["job"] == job.pk


async def test_a_line_that_is_cut_in_the_middle_gets_the_job_again_under_its_key() -> None:
    agent, token = await an_agent()
    await a_job(agent)

    keys = []
    for _ in range(2):
        async with line(token) as socket:
            keys.append((await heard(socket))["key"])
        assert (await PrintJob.objects.aget()).state == State.QUEUED

    assert keys[0] == keys[1] != ""


async def test_a_fault_is_told_and_the_job_waits() -> None:
    agent, token = await an_agent()
    await a_job(agent)

    async with line(token) as socket:
        told = await heard(socket)
        fault = {"type": "failed", "job": told["job"], "key": told["key"], "fault": "not_taken", "said": "no paper"}
        await tell(socket, fault)
        await worked_on(socket)
        job = await PrintJob.objects.aget()

    assert (job.state, job.error) == (State.QUEUED, "Counter printer takes nothing: no paper")


@pytest.mark.parametrize("token", ["", "guessed", "1.abc:def"])
async def test_a_stranger_is_not_let_in(token: str) -> None:
    connected, _code = await socket_of(token).connect(timeout=5)

    assert not connected


async def test_the_sockets_of_browsers_stay_closed_to_who_names_no_origin() -> None:
    _agent, token = await an_agent()

    assert [(await socket_of(token, path).connect(timeout=5))[0] for path in ("/ws/till/", "/ws/display/")] == [
        False,
        False,
    ]


@pytest.mark.parametrize("act", [agents.renew, agents.revoke])
async def test_a_token_that_is_renewed_or_revoked_ends_the_line_at_once(act: Any) -> None:
    agent, token = await an_agent()

    async with line(token) as socket:
        await in_thread(lambda: act(agent, by=BY))
        code = await ended(socket)

    assert code == 4401
    assert not (await socket_of(token).connect(timeout=5))[0]


async def test_a_second_line_of_the_same_agent_ends_the_first() -> None:
    _agent, token = await an_agent()

    async with line(token) as first, line(token) as second:
        code = await ended(first)
        await tell(second, {"type": "alive"})
        answer = await heard(second)

    assert (code, answer) == (4409, {"type": "alive"})


async def test_a_line_that_did_not_hear_of_its_end_ends_at_its_next_beat() -> None:
    agent, token = await an_agent()
    codes = []

    for change in ({"token_hash": ""}, {}):
        await Agent.objects.filter(pk=agent.pk).aupdate(token_hash=agent.token_hash)
        async with line(token) as socket:
            await Agent.objects.filter(pk=agent.pk).aupdate(connection="elsewhere", **change)
            await tell(socket, {"type": "alive"})
            codes.append(await ended(socket))

    assert codes == [4401, 4409]


async def test_other_printers_are_noted() -> None:
    _agent, token = await an_agent()

    async with line(token) as socket:
        await tell(socket, {"type": "printers", "printers": [{"name": "Zebra", "kind": "usb"}]})
        await worked_on(socket)

    assert agents.offered_by(await Agent.objects.aget()) == [agents.Offered("Zebra", "usb")]


@pytest.mark.parametrize("message", ["[]", "no JSON", {"type": "printed", "job": "1", "key": "k"}, "x" * 200_000])
async def test_what_no_agent_sends_ends_the_line(message: Any) -> None:
    _agent, token = await an_agent()

    async with line(token) as socket:
        await tell(socket, message)
        code = await ended(socket)

    assert code == 1000


async def test_what_a_later_version_says_is_left_alone() -> None:
    _agent, token = await an_agent()

    async with line(token) as socket:
        await tell(socket, {"type": "paper_level", "percent": 5})
        await tell(socket, {"type": "alive"})
        answer = await heard(socket)

    assert answer == {"type": "alive"}


async def test_an_agent_that_leaves_is_away() -> None:
    _agent, token = await an_agent()

    async with line(token):
        here = agents.is_here(await Agent.objects.aget())

    assert (here, agents.is_here(await Agent.objects.aget())) == (True, False)
