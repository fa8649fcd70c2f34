"""From which address a request came, behind as many proxies as the settings trust."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw, or the peer's own."""
    trusted: int = settings.TRUSTED_PROXIES
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if trusted and len(seen) >= trusted:
        return seen[-trusted][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
