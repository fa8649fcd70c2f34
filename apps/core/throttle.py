"""So many requests an address and span of time; more are refused, and told when to come again."""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.addresses import client_address
from apps.core.refusals import NexusError

View = Callable[..., HttpResponseBase]
HOME_NETWORK_BITS = 64  # of an IPv6 address: whoever has one has the whole network behind it


class TooManyRequests(NexusError):
    """``retry_after`` in its details says in how many seconds the next request is welcome."""

    code = "too_many_requests"


def throttled(name: str, *, most: int, seconds: int) -> Callable[[View], View]:
    """Let an address call the view ``most`` times in every span of ``seconds``; views of one name count together."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            count(name, client_address(request), most=most, seconds=seconds)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def count(name: str, address: str, *, most: int, seconds: int) -> None:
    """One more from this address; TooManyRequests after ``most`` within the span."""
    span, gone = divmod(int(clock.now().timestamp()), seconds)
    key = f"throttle.{name}.{_network(address)}.{span}"
    if cache.add(key, 1, seconds):
        return
    try:
        number = cache.incr(key)
    except ValueError:  # the span ended in between
        return
    if number > most:
        left = seconds - gone
        raise TooManyRequests(
            _("Too many requests came from your address. Please wait %(seconds)d seconds and try again.")
            % {"seconds": left},
            retry_after=left,
        )


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return f"{int(known) >> (128 - HOME_NETWORK_BITS):x}"
    return str(known)
