"""The line to the server, against a server of raw bytes: what RFC 6455 asks of a client, and what it must not trust."""

import asyncio
import base64
import hashlib
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.agent import line
from kiosk.agent.line import Ended, Line, Refused, Unreachable, connect
from nexus import tls

pytestmark = pytest.mark.asyncio
Serve = Callable[["Peer"], Awaitable[None]]


class Peer:
    """The server's end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.head = b""

    async def welcome(self, accept: str = "") -> None:
        self.head = await self.reader.readuntil(b"\r\n\r\n")
        key = next(row for row in self.head.split(b"\r\n") if row.startswith(b"Sec-WebSocket-Key: ")).split(b": ")[1]
        fitting = base64.b64encode(hashlib.sha1(key + line.KEY_TAIL).digest()).decode()
        await self.write(f"HTTP/1.1 101 Yes\r\nsec-websocket-accept: {accept or fitting}\r\n\r\n".encode())

    async def write(self, content: bytes) -> None:
        self.writer.write(content)
        await self.writer.drain()

    async def send(self, kind: int, content: bytes, *, is_last: bool = True) -> None:
        length = len(content)
        size = bytes([length]) if length < 126 else struct.pack("!BQ", 127, length)
        await self.write(bytes([0x80 * is_last | kind]) + size + content)

    async def heard(self) -> tuple[int, bytes]:
        """Kind and content of the client's next frame, which must be masked."""
        first, second = await self.reader.readexactly(2)
        assert second & 0x80
        length = second & 0x7F
        if length >= 126:
            length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8))
        mask = await self.reader.readexactly(4)
        masked = await self.reader.readexactly(length)
        return first & 0x0F, bytes(byte ^ mask[place % 4] for place, byte in enumerate(masked))


@asynccontextmanager
async def server(serve: Serve, trust: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Its address; at the end everybody was served."""
    served: list[asyncio.Event] = []

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.Event())
        is_over = served[-1]
        try:
            await serve(Peer(reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            is_over.set()

    listening = await asyncio.start_server(met, "127.0.0.1", 0, ssl=trust)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"{'wss' if trust else 'ws'}://127.0.0.1:{port}/ws/agent/"
        async with asyncio.timeout(10):
            for is_over in served:
                await is_over.wait()
    finally:
        listening.close()


async def dial(address: str, **changes: str) -> Line:
    return await connect(address, token="1.abc", **changes)


async def test_the_token_goes_in_the_head_and_no_origin() -> None:
    heads: list[bytes] = []

    async def serve(peer: Peer) -> None:
        await peer.welcome()
        heads.append(peer.head)

    async with server(serve) as address:
        opened = await dial(address)
        await opened.close()

    (head,) = heads
    assert head.startswith(b"GET /ws/agent/ HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer 1.abc\r\n" in head
    assert b"origin" not in head.lower()


@pytest.mark.parametrize("length", [0, 5, 125, 126, 65_535, 65_536, 300_000])
async def test_a_message_of_any_length_goes_and_comes_whole(length: int) -> None:
    async def serve(peer: Peer) -> None:
        await peer.welcome()
        kind, content = await peer.heard()
        await peer.send(kind, content)

    async with server(serve) as address:
        opened = await dial(address)
        await opened.send("x" * length)
        told = await opened.receive()
        await opened.close()

    assert told == "x" * length


async def test_a_message_in_pieces_is_put_together_and_a_ping_between_them_is_answered() -> None:
    answers: list[tuple[int, bytes]] = []

    async def serve(peer: Peer) -> None:
        await peer.welcome()
        await peer.send(line.TEXT, "₦1".encode()[:2], is_last=False)
        await peer.send(line.PING, b"still there?")
        await peer.send(line.CONTINUED, "₦1".encode()[2:])
        answers.append(await peer.heard())

    async with server(serve) as address:
        opened = await dial(address)
        told = await opened.receive()
        with pytest.raises(Ended):
            await opened.receive()
        await opened.close()

    assert (told, answers) == ("₦1", [(line.PONG, b"still there?")])


async def test_a_close_is_answered_and_its_code_told() -> None:
    answers: list[tuple[int, bytes]] = []

    async def serve(peer: Peer) -> None:
        await peer.welcome()
        await peer.send(line.CLOSE, struct.pack("!H", 4401))
        answers.append(await peer.heard())

    async with server(serve) as address:
        opened = await dial(address)
        with pytest.raises(Ended) as ended:
            await opened.receive()

    assert ended.value.code == 4401
    assert answers == [(line.CLOSE, struct.pack("!H", 4401))]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x81\x80\x00\x00\x00\x00", line.BROKEN_RULES),  # masked by the server
        (b"\xc1\x00", line.BROKEN_RULES),  # compressed, though nobody agreed on it
        (b"\x80\x00", line.BROKEN_RULES),  # the rest of a message that never began
        (b"\x83\x00", line.BROKEN_RULES),  # of no known kind
        (b"\x81\x7f" + struct.pack("!Q", 2**40), line.TOO_LONG),
    ],
)
async def test_a_server_that_breaks_the_rules_is_hung_up_on(frame: bytes, code: int) -> None:
    async def serve(peer: Peer) -> None:
        await peer.welcome()
        await peer.write(frame)
        await peer.reader.read()

    async with server(serve) as address:
        opened = await dial(address)
        with pytest.raises(Ended) as ended:
            await opened.receive()

    assert ended.value.code == code


async def test_a_line_that_breaks_off_has_ended() -> None:
    async def serve(peer: Peer) -> None:
        await peer.welcome()
        await peer.write(b"\x81\x05he")

    async with server(serve) as address:
        opened = await dial(address)
        with pytest.raises(Ended) as ended:
            await opened.receive()
        await opened.close()

    assert ended.value.code == 1006


@pytest.mark.parametrize("status", [403, 502])
async def test_a_refusal_is_told_by_its_status(status: int) -> None:
    async def serve(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())

    async with server(serve) as address:
        with pytest.raises(Refused) as refused:
            await dial(address)

    assert refused.value.status == status


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9\r\n\r\n", b"", b"HTTP/1.1 101 Yes\r\n\r\n"])
async def test_what_is_no_websocket_is_unreachable(answer: bytes) -> None:
    async def serve(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.write(answer)

    async with server(serve) as address:
        with pytest.raises(Unreachable):
            await dial(address)


async def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "HANDSHAKE_SECONDS", 0.2)

    async def serve(peer: Peer) -> None:
        await peer.reader.read()

    async with server(serve) as address:
        with pytest.raises(Unreachable, match="did not answer in time"):
            await dial(address)


async def test_the_houses_own_authority_is_trusted_when_it_is_named_and_not_otherwise(tmp_path: Path) -> None:
    files = tls.ensure(tmp_path / "tls", ["127.0.0.1"])
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(files.certificate, files.key)

    async def serve(peer: Peer) -> None:
        await peer.welcome()
        await peer.send(line.TEXT, b"welcome")

    async with server(serve, trust) as address:
        opened = await dial(address, authority=str(files.authority))
        told = await opened.receive()
        await opened.close()
        with pytest.raises(Unreachable, match="its certificate is not trusted here"):
            await dial(address)

    assert told == "welcome"
