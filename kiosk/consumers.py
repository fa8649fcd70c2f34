"""The open lines of till and customer display. A consumer carries messages; who speaks is read from the cookies."""

import asyncio
import json
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import translation

from apps.core import changes, notify
from apps.core.refusals import InvalidInput, NexusError
from apps.stores import enrolment
from apps.stores.models import Register
from kiosk import delta, displays, presence, sessions
from kiosk.answers import parse, refused
from kiosk.desk import Desk, desk_of
from kiosk.dispatch import answer
from kiosk.sockets import in_thread, language_of, request_of

NO_SESSION, NO_REGISTER, TAKEN_OVER = 4401, 4403, 4409
TOGETHER_SECONDS = 0.05  # changes that come this close go out as one
MOST_WAITING = 32
MOST_CHARACTERS = 1_000_000
SOMEONE = {"session_ended": NO_SESSION}


class Line(AsyncWebsocketConsumer):
    """What both kinds of sockets share: groups that end with the line, and JSON out."""

    is_open = True

    async def join(self, *names: str) -> None:
        self.joined: list[str] = [*getattr(self, "joined", []), *names]
        for name in names:
            await self.channel_layer.group_add(name, self.channel_name)

    async def disconnect(self, code: int) -> None:
        self.is_open = False
        for name in getattr(self, "joined", []):
            await self.channel_layer.group_discard(name, self.channel_name)

    async def tell(self, message: dict[str, Any]) -> None:
        """Nothing when the other end is gone: the till asks again with the same key."""
        if self.is_open:
            await self.send(text_data=json.dumps(message, ensure_ascii=False))


class Till(Line):
    """Commands in, answers and changes out, for a person at an enrolled register."""

    async def connect(self) -> None:
        """Groups are joined before the line is open, so that no change falls between its opening and the first push."""
        notify.serve_from(asyncio.get_running_loop())
        try:
            desk = await in_thread(self._desk)
        except NexusError as refusal:
            await self.accept()  # a browser is told the code of an open line only
            await self.close(SOMEONE.get(refusal.code, NO_REGISTER))
            return
        self.shop, self.epoch = desk.register.shop, desk.register.epoch
        self.language = language_of(self.scope)
        self.keys: set[int] = set()
        self.settings_changed = False
        self.pushing: asyncio.Task[None] | None = None
        self.working: set[asyncio.Task[None]] = set()
        await self.join(notify.EVERY_SHOP, notify.shop_group(self.shop.pk), enrolment.group(desk.register.pk))
        await self.join(sessions.group(self.scope["session"].session_key))
        self.version = await in_thread(delta.version)
        await in_thread(lambda: presence.note(desk.register))
        await self.accept()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Each message is worked on by itself, so that a long one holds up neither the others nor the pushes."""
        if text_data is None or len(text_data) > MOST_CHARACTERS or len(self.working) >= MOST_WAITING:
            await self.close()
            return
        task = asyncio.create_task(self._work(text_data))
        self.working.add(task)
        task.add_done_callback(self.working.discard)

    async def _work(self, text: str) -> None:
        try:
            message = parse(text)
        except InvalidInput as refusal:
            await self.tell(refused(refusal))
            return
        await self.tell(await in_thread(lambda: self._answer(message)))
        if message.get("name") == "heartbeat":
            await self._catch_up()

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """In the language of the page that asks, as over HTTP."""
        with translation.override(self.language):
            return answer(message, self._desk)

    async def _catch_up(self) -> None:
        """Changes whose message was lost on its way, as when Redis was started anew."""
        newest = await in_thread(delta.version)
        if newest > self.version and self.pushing is None:
            self.pushing = asyncio.create_task(self._push())

    def _desk(self, former: bool = False) -> Desk:
        return desk_of(request_of(self.scope), former=former)

    async def changed(self, message: dict[str, Any]) -> None:
        """Rows changed: collect what comes close together, then tell the till once."""
        if message["kind"] in (changes.PRODUCT, changes.LEVEL):
            self.keys.update(map(int, message["keys"]))
        elif message["kind"] == changes.SETTINGS:
            self.settings_changed = True
        else:
            return
        if self.pushing is None:
            self.pushing = asyncio.create_task(self._push())

    async def _push(self) -> None:
        await asyncio.sleep(TOGETHER_SECONDS)
        keys, has_settings, known = self.keys, self.settings_changed, self.version
        self.keys, self.settings_changed, self.pushing = set(), False, None
        told = await in_thread(lambda: delta.push(self.shop, keys, known=known, has_settings=has_settings))
        self.version = max(known, told["version"])
        await self.tell({"type": "changed", "since": known, **told})

    async def printer(self, message: dict[str, Any]) -> None:
        """A printer of the shop stopped, or prints again."""
        await self.tell(message)

    async def exceptions(self, message: dict[str, Any]) -> None:
        """Somebody answered for a finished sale of this register."""
        await self.tell(message)

    async def approval_answered(self, message: dict[str, Any]) -> None:
        """What somebody asked here from afar was answered; the till asks how."""
        await self.tell(message)

    async def taken_over(self, message: dict[str, Any]) -> None:
        """The register was enrolled on another device (or left): this one is a stranger now."""
        if message["epoch"] > self.epoch:
            await self.tell({"type": "taken_over", "epoch": message["epoch"]})
            await self.close(TAKEN_OVER)

    async def signed_out(self, message: dict[str, Any]) -> None:
        await self.tell({"type": "signed_out"})
        await self.close(NO_SESSION)


class Display(Line):
    """Shows what the till of its register shows; listens to nobody else and says nothing."""

    async def connect(self) -> None:
        notify.serve_from(asyncio.get_running_loop())
        register = await in_thread(self._register)
        if register is not None:
            await self.join(displays.group(register.pk))
        await self.accept()
        if register is None:
            await self.close(NO_REGISTER)
            return
        await self.tell({"type": "state", **await in_thread(lambda: displays.shown_by(register))})

    def _register(self) -> Register | None:
        return displays.shown_register(self.scope["cookies"])

    async def state(self, message: dict[str, Any]) -> None:
        await self.tell(message)
