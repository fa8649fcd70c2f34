"""Every view says whom it lets in, and is held to it. The permission matrix of the tests reads the same words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

ANYONE = "anyone"
SIGNED_IN = "signed in"
REGISTER = "enrolled register"  # checked by the kiosk, which knows its cookie

View = Callable[..., HttpResponseBase]


def open_to(who: str) -> Callable[[View], View]:
    """Let in ``ANYONE``, whoever is ``SIGNED_IN``, or holders of a permission (``app.codename``).

    A stranger is led to the sign-in page; somebody without the permission is refused (403).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if who not in (ANYONE, REGISTER):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if who != SIGNED_IN and not request.user.has_perm(who):
                    raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.door = who  # type: ignore[attr-defined]
        return guarded

    return decorate
