"""The agent at work: it dials out, prints what it is sent, says what became of it, and dials again when cut off."""

import asyncio
import json
import logging
import platform
import random
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from kiosk.agent import VERSION
from kiosk.agent.journal import Journal
from kiosk.agent.line import Refused, Unreachable, connect
from kiosk.agent.press import Message, Order, Press
from kiosk.agent.printers import at_this_pc
from kiosk.agent.settings import Settings, Unusable

BEAT_SECONDS = 20.0
LISTING_BEATS = 3
MOST_PRINTERS = 100
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0
UNWELCOME = (30.0, 90.0)
FINISHING_SECONDS = 20.0
REVOKED, TAKEN_OVER = 4401, 4409
FAREWELLS = {
    REVOKED: "The token is no longer valid: it was revoked or renewed in the back office.",
    TAKEN_OVER: "Another agent connected with the same token: each PC needs an agent of its own.",
}
log = logging.getLogger("nexus-agent")


class Unwelcome(Exception):
    """The server does not want this agent: dialling at once again would change nothing."""


class Service:
    """``read`` answers the settings of now, so that a new token needs no new start."""

    def __init__(self, read: Callable[[], Settings], journal: Journal) -> None:
        self.read = read
        self.press = Press(journal)
        self.settings = read()
        self.line: ClientConnection | None = None
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._printing: dict[str, asyncio.Task[None]] = {}
        self._is_stopping = False

    async def run(self) -> None:
        """Until it is cancelled; what is printing then is printed to its end."""
        failures = 0
        while True:
            try:
                self.settings = self.read()
                await self._stay_connected()
            except Unwelcome as told:
                log.warning("%s", told)
                await asyncio.sleep(random.uniform(*UNWELCOME))
                continue
            except Unreachable as told:
                log.warning("%s cannot be reached, trying again: %s", self.settings.address, told)
                failures += 1
            except Unusable as told:
                log.warning("%s", told)
                failures += 1
            except ConnectionClosed:
                log.warning("The line to %s is cut.", self.settings.address)
                failures = 0
            except Exception:  # whatever it is, the shop prints again once it is over
                log.exception("The agent failed, and dials again.")
                failures += 1
            await asyncio.sleep(_pause(failures))

    async def _stay_connected(self) -> None:
        try:
            line = await connect(self.settings.address, token=self.settings.token, authority=self.settings.authority)
        except Refused as refused:
            raise _why(refused) from refused
        self.line = line
        beating = asyncio.create_task(self._beat(line))
        try:
            await self._attend(line)
        except ConnectionClosed as closed:
            if closed.rcvd and closed.rcvd.code in FAREWELLS:
                raise Unwelcome(FAREWELLS[closed.rcvd.code]) from closed
            raise
        except asyncio.CancelledError:
            await self._finish_printing()
            raise
        finally:
            self.line = None
            beating.cancel()
            await line.close(CloseCode.GOING_AWAY)

    async def _attend(self, line: ClientConnection) -> None:
        await self._list_printers()
        await line.send(json.dumps({"type": "hello", "version": VERSION, "system": _this_pc(), **self._offered()}))
        while True:
            self._heard(await line.recv(decode=True))

    def _heard(self, text: str) -> None:
        try:
            message = json.loads(text)
            if message["type"] == "welcome":
                log.info("Connected to %s as “%s”.", self.settings.address, message["name"])
            elif message["type"] == "print":
                self._take(Order.of(message))
        except (ValueError, KeyError, TypeError) as wrong:
            log.warning("The server sent what this version does not understand (%s).", type(wrong).__name__)

    def _take(self, order: Order) -> None:
        """Once, even when it is sent again while it prints."""
        if order.key not in self._printing:
            task = asyncio.create_task(self._print(order))
            self._printing[order.key] = task
            task.add_done_callback(lambda _task: self._printing.pop(order.key, None))

    async def _print(self, order: Order) -> None:
        async with self._turns[order.printer]:
            if self._is_stopping:
                return
            answer = await asyncio.to_thread(self.press.print, order)
        if self.line is not None:
            try:
                await self.line.send(json.dumps(answer))
            except ConnectionClosed:
                log.warning("“%s”: the answer found no line; the server will ask again.", order.title)

    async def _beat(self, line: ClientConnection) -> None:
        """Tell the shop who is here, and now and then the printers, when they are others than before."""
        beats = 0
        with suppress(ConnectionClosed):  # whoever listens hears of it too
            while True:
                await asyncio.sleep(BEAT_SECONDS)
                beats += 1
                await line.send(json.dumps({"type": "alive"}))
                if beats % LISTING_BEATS == 0 and await self._list_printers():
                    await line.send(json.dumps({"type": "printers", **self._offered()}))

    async def _list_printers(self) -> bool:
        """Whether they changed."""
        before = self._offered()
        self.press.printers = await asyncio.to_thread(at_this_pc, self.settings.printers, self.settings.folder)
        return self._offered() != before

    def _offered(self) -> Message:
        return {
            "printers": [{"name": name, "kind": printer.kind} for name, printer in sorted(self.press.printers.items())]
        }

    async def _finish_printing(self) -> None:
        self._is_stopping = True
        if self._printing:
            await asyncio.wait(self._printing.values(), timeout=FINISHING_SECONDS)


def _this_pc() -> str:
    """The PC as its people know it: ``WUSE-PC, Windows 11``."""
    system = f"{platform.system()} {platform.release()}"
    if platform.system() == "Linux":
        with suppress(OSError, KeyError):
            system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return f"{platform.node()}, {system}"


def _pause(failures: int) -> float:
    """Full jitter, so that a hundred agents do not come back in the same second."""
    return random.uniform(0, min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** min(failures, 10)))


def _why(refused: Refused) -> Exception:
    if refused.status == 403:
        return Unwelcome(
            "The token is not valid: renew it in the back office under Print agents, and write it down here."
        )
    return Unreachable(
        f"it answered with status {refused.status}; is a proxy in between that lets no WebSocket through?"
    )
