"""What a socket's handshake says, as a request; and threads with lasting connections in which its work is done."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import get_language_from_request

Answer = TypeVar("Answer")
THREADS = 8
pool = ThreadPoolExecutor(THREADS, thread_name_prefix="till")


async def in_thread(act: Callable[[], Answer]) -> Answer:
    """Run database work beside the loop; the thread keeps its connection, unless it broke."""
    return await asyncio.get_running_loop().run_in_executor(pool, _kept_clean, act)


def request_of(scope: Mapping[str, Any]) -> HttpRequest:
    """The handshake as a request: its cookies, its address, and whoever the session says *now*."""
    request = handshake_of(scope)
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    request.user = get_user(request)
    return request


def language_of(scope: Mapping[str, Any]) -> str:
    """What the page behind the handshake is written in."""
    return get_language_from_request(handshake_of(scope))


def handshake_of(scope: Mapping[str, Any]) -> HttpRequest:
    """The handshake's address, language and cookies, without asking who that is."""
    request = HttpRequest()
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
    request.META["REMOTE_ADDR"] = (scope.get("client") or ("",))[0]
    request.META["HTTP_X_FORWARDED_FOR"] = headers.get("x-forwarded-for", "")
    request.META["HTTP_AUTHORIZATION"] = headers.get("authorization", "")
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get("accept-language", "")
    request.COOKIES = dict(scope.get("cookies", {}))
    return request


def _kept_clean(act: Callable[[], Answer]) -> Answer:
    try:
        return act()
    finally:
        for connection in connections.all(initialized_only=True):
            if connection.errors_occurred or connection.in_atomic_block:
                connection.close()
