"""Who signs in, fails to, or signs out leaves an entry. Django tells, at whichever door it happens."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from apps.audit import log
from apps.core.actor import Actor
from apps.core.addresses import client_address


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest | None, user: AbstractUser, **kwargs: Any) -> None:
    _note("users.sign_in", request, user)


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest | None, user: AbstractUser | None, **kwargs: Any) -> None:
    if user is not None:  # a stranger may press the button too
        _note("users.sign_out", request, user)


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    tried = str(credentials.get("username", ""))[:150]
    by = Actor(user_id=None, name=tried, address=_address(request))
    log.write("users.sign_in_failed", by=by, subject="user", key=tried[:60], name=tried)


def _note(act: str, request: HttpRequest | None, user: AbstractUser) -> None:
    by = Actor(user_id=user.pk, name=str(user), address=_address(request))
    log.write(act, by=by, subject="user", key=user.pk, name=user.get_username())


def _address(request: HttpRequest | None) -> str:
    return client_address(request) if request is not None else ""
