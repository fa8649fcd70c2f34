"""When a session ends, the sockets that it opened hear of it."""

import hashlib
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from apps.core import notify


def group(session_key: str | None) -> str:
    """The sockets of one session, by a name that does not give its key away."""
    return f"session.{hashlib.sha256((session_key or '').encode()).hexdigest()[:32]}"


@receiver(user_logged_out)
def tell_sockets(request: HttpRequest, **kwargs: Any) -> None:
    key = request.session.session_key
    if key:
        notify.notify(group(key), {"type": "signed_out"})
