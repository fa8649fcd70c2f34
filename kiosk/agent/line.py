"""A WebSocket line to the server (RFC 6455), as much of it as a client needs that neither browses nor compresses.

It stands here so that the agent is one file without anything to install besides Python.
"""

import asyncio
import base64
import hashlib
import os
import ssl
import struct
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from kiosk.agent import VERSION

KEY_TAIL = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
CONTROL = (CLOSE, PING, PONG)
LONGEST_MESSAGE = 128 * 1024 * 1024
LONGEST_HEAD = 16 * 1024
HANDSHAKE_SECONDS = 15.0
FAREWELL_SECONDS = 2.0
GOING_AWAY, BROKEN_RULES, TOO_LONG = 1001, 1002, 1009


class Unreachable(Exception):
    """Nobody answered, or something that is no Nexus."""


class Refused(Exception):
    """The server answered, and does not let this agent in: an HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server refused with status {status}")
        self.status = status


class Ended(Exception):
    """The line is gone; ``code`` is what the other end said, 1006 when it said nothing."""

    def __init__(self, code: int = 1006) -> None:
        super().__init__(f"the line ended with code {code}")
        self.code = code


@dataclass(frozen=True)
class Frame:
    is_last: bool
    kind: int
    content: bytes


class Line:
    """An open line. One task receives; any number may send."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._turn = asyncio.Lock()

    async def send(self, text: str) -> None:
        await self._send(TEXT, text.encode())

    async def receive(self) -> str:
        """The next message; raises Ended."""
        parts: list[bytes] = []
        length = 0
        while True:
            frame = await self._frame()
            if frame.kind in CONTROL:
                await self._obey(frame)
                continue
            if (frame.kind == CONTINUED) != bool(parts) or frame.kind not in (CONTINUED, TEXT, BINARY):
                raise await self._broken(BROKEN_RULES)
            parts.append(frame.content)
            length += len(frame.content)
            if length > LONGEST_MESSAGE:
                raise await self._broken(TOO_LONG)
            if frame.is_last:
                return b"".join(parts).decode(errors="replace")

    async def close(self, code: int = GOING_AWAY) -> None:
        """Say goodbye and hang up, whatever state the line is in."""
        try:
            async with asyncio.timeout(FAREWELL_SECONDS):
                await self._send(CLOSE, struct.pack("!H", code))
        except (Ended, TimeoutError):
            pass
        self._writer.transport.abort()

    async def _frame(self) -> Frame:
        try:
            first, second = await self._reader.readexactly(2)
            if first & 0x70 or second & 0x80:  # an extension nobody agreed on; a server never masks
                raise await self._broken(BROKEN_RULES)
            length = second & 0x7F
            if length >= 126:
                size = 2 if length == 126 else 8
                length = int.from_bytes(await self._reader.readexactly(size))
            if length > LONGEST_MESSAGE:
                raise await self._broken(TOO_LONG)
            return Frame(bool(first & 0x80), first & 0x0F, await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, OSError) as gone:
            raise Ended from gone

    async def _obey(self, frame: Frame) -> None:
        if frame.kind == PING:
            await self._send(PONG, frame.content)
        elif frame.kind == CLOSE:
            code = int.from_bytes(frame.content[:2]) if len(frame.content) >= 2 else 1005
            await self.close(code if code != 1005 else 1000)
            raise Ended(code)

    async def _broken(self, code: int) -> Ended:
        await self.close(code)
        return Ended(code)

    async def _send(self, kind: int, content: bytes) -> None:
        try:
            async with self._turn:
                self._writer.write(_framed(kind, content))
                await self._writer.drain()
        except (OSError, RuntimeError) as gone:
            raise Ended from gone


async def connect(address: str, *, token: str, authority: str = "") -> Line:
    """Open a line to ``wss://…`` (or ``ws://…``); raises Unreachable or Refused.

    ``authority`` is the file of the authority that signed the server's certificate, when it is the shop's own.
    """
    there = urlsplit(address)
    is_safe = there.scheme == "wss"
    try:
        trust = ssl.create_default_context(cafile=authority or None) if is_safe else None
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            port = there.port or (443 if is_safe else 80)
            reader, writer = await asyncio.open_connection(there.hostname, port, ssl=trust, limit=2**20)
            try:
                await _shake_hands(reader, writer, there, token)
            except BaseException:
                writer.transport.abort()
                raise
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"its certificate is not trusted here ({error.verify_message})") from error
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError) as error:
        said = getattr(error, "strerror", None) or str(error) or "it did not answer in time"
        raise Unreachable(said) from error
    return Line(reader, writer)


async def _shake_hands(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, there: SplitResult, token: str
) -> None:
    key = base64.b64encode(os.urandom(16))
    lines = [
        f"GET {there.path or '/'} HTTP/1.1",
        f"Host: {there.netloc.rpartition('@')[2]}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key.decode()}",
        "Sec-WebSocket-Version: 13",
        f"Authorization: Bearer {token}",
        f"User-Agent: nexus-agent/{VERSION}",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    await writer.drain()
    head = await reader.readuntil(b"\r\n\r\n")
    status_line, *headers = head.decode("latin-1").split("\r\n")
    status = status_line.split(" ")[1:2]
    if not status_line.startswith("HTTP/1.") or not status or not status[0].isdigit():
        raise OSError("what answers there does not speak HTTP")
    if status != ["101"]:
        raise Refused(int(status[0]))
    told = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in headers)}
    expected = base64.b64encode(hashlib.sha1(key + KEY_TAIL, usedforsecurity=False).digest()).decode()
    if told.get("sec-websocket-accept") != expected:
        raise OSError("what answers there does not speak WebSocket")


def _framed(kind: int, content: bytes) -> bytes:
    """One whole frame, masked as a client must."""
    length = len(content)
    if length < 126:
        head = struct.pack("!BB", 0x80 | kind, 0x80 | length)
    elif length < 2**16:
        head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, length)
    else:
        head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, length)
    mask = os.urandom(4)
    pad = (mask * (length // 4 + 1))[:length]
    return head + mask + (int.from_bytes(content) ^ int.from_bytes(pad)).to_bytes(length)
