"""The line to the server: what the agent shows of itself, whom it trusts, and who does not let it in."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request

from kiosk.agent import line
from kiosk.agent.line import Refused, Unreachable, connect
from nexus import tls

pytestmark = pytest.mark.asyncio
Serve = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def server(welcome: Serve, trust: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """The address of one that speaks WebSocket."""
    async with serve(welcome, "127.0.0.1", 0, ssl=trust) as listening:
        (socket,) = listening.sockets
        yield f"{'wss' if trust else 'ws'}://127.0.0.1:{socket.getsockname()[1]}/ws/agent/"


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """The address of one that says this to the one who calls, and hangs up; with nothing to say it only listens."""
    is_over = asyncio.Event()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        with suppress(OSError):
            if not answer:
                await reader.read()
            writer.close()
            await writer.wait_closed()
        is_over.set()

    async with await asyncio.start_server(met, "127.0.0.1", 0) as listening:
        yield f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}/ws/agent/"
        async with asyncio.timeout(10):
            await is_over.wait()


async def silence(opened: ServerConnection) -> None:
    await opened.wait_closed()


async def dial(address: str, **changes: str) -> ClientConnection:
    return await connect(address, token="1.abc", **changes)


async def test_the_token_goes_in_the_head_and_no_origin() -> None:
    requests: list[Request | None] = []

    async def welcome(opened: ServerConnection) -> None:
        requests.append(opened.request)

    async with server(welcome) as address:
        opened = await dial(address)
        await opened.wait_closed()

    (request,) = requests
    assert request is not None
    assert request.path == "/ws/agent/"
    assert (request.headers["Authorization"], request.headers["User-Agent"]) == ("Bearer 1.abc", "nexus-agent/1.0")
    assert "Origin" not in request.headers


async def test_a_job_of_several_megabytes_comes_whole_and_one_beyond_the_limit_ends_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(line, "LONGEST_MESSAGE", 5_000_000)
    codes: list[int | None] = []

    async def welcome(opened: ServerConnection) -> None:
        await opened.send("x" * 5_000_000)
        await opened.send("x" * 5_000_001)
        await opened.wait_closed()
        codes.append(opened.close_code)

    async with server(welcome) as address:
        opened = await dial(address)
        told = await opened.recv()
        with pytest.raises(ConnectionClosed):
            await opened.recv()

    assert told == "x" * 5_000_000
    assert codes == [1009]


async def test_a_server_that_falls_silent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PING_SECONDS", "PONG_SECONDS", "FAREWELL_SECONDS"):
        monkeypatch.setattr(line, name, 0.1)
    is_over = asyncio.Event()

    async def deafened(opened: ServerConnection) -> None:
        opened.transport.pause_reading()
        await is_over.wait()
        opened.transport.abort()

    async with server(deafened) as address:
        opened = await dial(address)
        with pytest.raises(ConnectionClosed) as ended:
            await opened.recv()
        is_over.set()

    assert ended.value.rcvd is None


@pytest.mark.parametrize("status", [403, 502])
async def test_a_refusal_is_told_by_its_status(status: int) -> None:
    async with answering(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode()) as address:
        with pytest.raises(Refused) as refused:
            await dial(address)

    assert refused.value.status == status


async def test_an_address_that_points_to_another_is_told_with_it() -> None:
    moved = b"HTTP/1.1 301 Moved\r\nLocation: https://shop.example/ws/agent/\r\nContent-Length: 0\r\n\r\n"

    async with answering(moved) as address:
        with pytest.raises(Unreachable, match=r"it points to https://shop\.example/ws/agent/: write that into"):
            await dial(address)


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9\r\n\r\n", b"\r\n", b"HTTP/1.1 101 Yes\r\n\r\n"])
async def test_what_is_no_websocket_is_unreachable(answer: bytes) -> None:
    async with answering(answer) as address:
        with pytest.raises(Unreachable, match="does not speak WebSocket"):
            await dial(address)


async def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "HANDSHAKE_SECONDS", 0.2)

    async with answering(b"") as address:
        with pytest.raises(Unreachable, match="did not answer in time"):
            await dial(address)


async def test_the_houses_own_authority_is_trusted_when_it_is_named_and_not_otherwise(tmp_path: Path) -> None:
    files = tls.ensure(tmp_path / "tls", ["127.0.0.1"])
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(files.certificate, files.key)

    async with server(silence, trust) as address:
        opened = await dial(address, authority=str(files.authority))
        await opened.close()
        with pytest.raises(Unreachable, match="its certificate is not trusted here"):
            await dial(address)

    assert opened.close_code == 1000
