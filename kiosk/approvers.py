"""The open line of whoever answers from afar: it says that something changed, the page then asks what."""

import asyncio
from typing import Any

from django.utils.translation import gettext as _

from apps.core import notify
from apps.core.refusals import NexusError, NotAllowed
from apps.users import requests
from apps.users.approvals import APPROVE
from apps.users.models import User
from kiosk import sessions
from kiosk.consumers import NO_REGISTER, NO_SESSION, Line
from kiosk.desk import SessionEnded
from kiosk.sockets import in_thread, request_of

MAY_NOT = NO_REGISTER  # the same code as for a device that may not listen


class Approver(Line):
    """Who listens is asked anew before each word, so that an ended session or a lost right ends the line."""

    async def connect(self) -> None:
        notify.serve_from(asyncio.get_running_loop())
        await self.join(requests.APPROVERS, sessions.group(self.scope["session"].session_key))
        await self.accept()
        await self.asked({})

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nobody speaks here; a page that asks whether the line still stands is answered."""
        await self.asked({})

    async def asked(self, message: dict[str, Any]) -> None:
        """Something was asked, answered or withdrawn: the keys that wait for this person now."""
        try:
            keys = await in_thread(self._waiting)
        except NexusError as refusal:
            await self.close(NO_SESSION if isinstance(refusal, SessionEnded) else MAY_NOT)
            return
        await self.tell({"type": "waiting", "keys": keys})

    async def signed_out(self, message: dict[str, Any]) -> None:
        await self.close(NO_SESSION)

    def _waiting(self) -> list[str]:
        request = request_of(self.scope)
        user = request.user
        if not isinstance(user, User) or not user.is_active or request.session.get(sessions.BY_PIN):
            raise SessionEnded(_("Your session has ended. Sign in again."))
        if not user.has_perm(APPROVE):
            raise NotAllowed(_("%(name)s may not approve.") % {"name": user})
        return [str(question.key) for question in requests.waiting_for(user)]
