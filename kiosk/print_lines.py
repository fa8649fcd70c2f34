"""The open line of a print agent: known by its token, given the jobs of its printers, heard on what became of them."""

import asyncio
import base64
from typing import Any
from uuid import uuid4

from apps.core import notify
from apps.core.addresses import client_address
from apps.core.refusals import InvalidInput, NexusError
from apps.printing import agents, parcels
from apps.printing.models import Agent
from kiosk.answers import parse
from kiosk.consumers import Line
from kiosk.sockets import handshake_of, in_thread

REVOKED, TAKEN_OVER = 4401, 4409
MOST_CHARACTERS = 100_000
LONGEST_WORD = 120
Message = dict[str, Any]


class PrintLine(Line):
    """Every message is worked on before the next is heard, so that answers keep their order."""

    agent: Agent
    line: agents.Line

    async def connect(self) -> None:
        """A stranger is refused before the line is open, which a program hears as 403."""
        notify.serve_from(asyncio.get_running_loop())
        try:
            self.agent = await in_thread(self._admitted)
        except NexusError:
            await self.close()
            return
        self.line = agents.Line(uuid4().hex)
        await self.join(agents.group(self.agent.pk))
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        if hasattr(self, "line") and await in_thread(lambda: agents.leave(self.agent, self.line)):
            await in_thread(lambda: parcels.interrupt(self.agent))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data is None or len(text_data) > MOST_CHARACTERS:
            await self.close()
            return
        try:
            await self._heed(parse(text_data))
        except InvalidInput:
            await self.close()
        except NexusError:
            await self.close(REVOKED)

    async def _heed(self, message: Message) -> None:
        """What this version does not know is left alone: agents and server are renewed on different days."""
        match message.get("type"):
            case "hello":
                await self._greet(message)
            case "alive":
                await self._answer_beat()
            case "printers":
                line = self._told(message)
                await in_thread(lambda: agents.list_printers(self.agent, line))
            case "printed" | "failed":
                answer = _answer_of(message)
                await in_thread(lambda: parcels.settle(self.agent, answer))

    async def _greet(self, message: Message) -> None:
        """From here on jobs come; those that waited or were under way come first."""
        self.line = self._told(message)
        await in_thread(lambda: agents.arrive(self.agent, self.line))
        await in_thread(lambda: parcels.resume(self.agent))
        await self.tell({"type": "welcome", "name": self.agent.name})

    async def _answer_beat(self) -> None:
        """A line whose end was told while Redis was away ends at its next beat."""
        if await in_thread(lambda: agents.note(self.agent, self.line)):
            await self.tell({"type": "alive"})
        else:
            await self.close(REVOKED if await in_thread(self._is_revoked) else TAKEN_OVER)

    async def parcel(self, message: Message) -> None:
        """A job was handed over."""
        found = await in_thread(lambda: parcels.fetch(self.line, message["job_id"]))
        if found is not None:
            told = {"job": found.job_id, "key": found.key, "printer": found.printer, "title": found.title}
            await self.tell({"type": "print", **told, "content": base64.b64encode(found.content).decode()})

    async def taken_over(self, message: Message) -> None:
        """The agent speaks over another line now."""
        if message["line"] != self.line.key:
            await self.close(TAKEN_OVER)

    async def revoked(self, message: Message) -> None:
        await self.close(REVOKED)

    def _admitted(self) -> Agent:
        request = handshake_of(self.scope)
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        return agents.admit(token.strip() if scheme == "Bearer" else "", address=client_address(request))

    def _is_revoked(self) -> bool:
        return not Agent.objects.filter(pk=self.agent.pk, token_hash=self.agent.token_hash).exists()

    def _told(self, message: Message) -> agents.Line:
        """What the agent says of itself."""
        version, system = (str(message.get(name, ""))[:LONGEST_WORD] for name in ("version", "system"))
        return agents.Line(self.line.key, version[:20], system, agents.readable(message.get("printers")))


def _answer_of(message: Message) -> parcels.Answer:
    """InvalidInput for what no agent of ours sends."""
    job, key = message.get("job"), message.get("key")
    if not isinstance(job, int) or not 0 < job < 2**63 or not isinstance(key, str):
        raise InvalidInput("An agent answered about no job.")
    is_printed = message["type"] == "printed"
    fault = "" if is_printed else str(message.get("fault") or "broke_off")
    return parcels.Answer(job, key, fault, str(message.get("said", ""))[:LONGEST_WORD])
