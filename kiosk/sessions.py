"""Sessions at the till: one that a PIN opened stays there, and when one ends, its sockets hear of it."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from apps.core import notify

BY_PIN = "opened_by_pin"
TILL = "/sell/"


def keep_pins_at_the_till(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A few digits open the till, not the back office: elsewhere such a session is a stranger's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(TILL) and request.session.get(BY_PIN):
            request.user = AnonymousUser()
        return get_response(request)

    return middleware


def mark_opened_by_pin(request: HttpRequest) -> None:
    request.session[BY_PIN] = True


@receiver(user_logged_in)
def forget_pin(request: HttpRequest, **kwargs: Any) -> None:
    """Whoever signs in by password has the whole house again."""
    request.session.pop(BY_PIN, None)


def group(session_key: str | None) -> str:
    """The sockets of one session, by a name that does not give its key away."""
    return f"session.{hashlib.sha256((session_key or '').encode()).hexdigest()[:32]}"


@receiver(user_logged_out)
def tell_sockets(request: HttpRequest, **kwargs: Any) -> None:
    key = request.session.session_key
    if key:
        notify.notify(group(key), {"type": "signed_out"})
