"""The customer's screen of a register: paired once by a code, shown the whole state each time, never asked anything."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from apps.core import notify
from apps.core.refusals import InvalidInput, NexusError
from apps.stores import enrolment
from apps.stores.models import Register
from kiosk.desk import REGISTER_COOKIE

COOKIE = "nexus_display"
OFFER_SECONDS = 120
KEPT_SECONDS = 24 * 3600
TRIES, TRIES_SECONDS = 10, 300
PRIVATE = {"phone", "address", "email"}
DEEPEST = 8


class WrongCode(InvalidInput):
    code = "wrong_code"


class TooManyTries(NexusError):
    code = "locked_out"


def group(register_id: int) -> str:
    """The screens of a register."""
    return f"display.{register_id}"


def offer(register: Register) -> str:
    """A code for the screen to type: short, so it is short-lived and good for one screen."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    while not cache.add(_code_key(code), register.pk, OFFER_SECONDS):
        code = f"{secrets.randbelow(1_000_000):06d}"
    return code


def pair(code: str, *, address: str) -> tuple[Register, str]:
    """The register that offered the code, and the screen's token; its earlier screen is a stranger from now on."""
    _count_try(address)
    code = code.replace(" ", "")
    key = cache.get(_code_key(code))
    register = Register.objects.select_related("shop__location").filter(pk=key or 0, is_active=True).first()
    if register is None or not cache.delete(_code_key(code)):
        raise WrongCode(_("This code is wrong or too old. Ask for a new one at the till."))
    token = secrets.token_urlsafe(32)
    register.display_token_hash = enrolment.hash_of(token)
    register.save(update_fields=["display_token_hash"])
    return register, token


def register_of(token: str) -> Register | None:
    """Whose screen this is."""
    if not token:
        return None
    in_use = Register.objects.select_related("shop__location").filter(is_active=True, shop__is_active=True)
    return in_use.filter(display_token_hash=enrolment.hash_of(token)).first()


def shown_register(cookies: Mapping[str, str]) -> Register | None:
    """The register that this browser belongs to: as its paired screen, or on the register's own machine."""
    return register_of(cookies.get(COOKIE, "")) or enrolment.register_of(cookies.get(REGISTER_COOKIE, ""))


def show(register: Register, *, version: int, till: str, state: Any) -> None:
    """Keep the whole state for screens that come (back) later, and tell those that are there."""
    shown = {"version": version, "till": till, "state": without_private(state)}
    cache.set(_state_key(register.pk), shown, KEPT_SECONDS)
    notify.notify(group(register.pk), {"type": "state", **shown})


def shown_by(register: Register) -> dict[str, Any]:
    """The last state, or none."""
    return cache.get(_state_key(register.pk)) or {"version": 0, "till": "", "state": None}


def without_private(value: Any, depth: int = 0) -> Any:
    """The state without anybody's phone or address, whatever the till put in."""
    if depth > DEEPEST:
        return None
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if name not in PRIVATE}
        return {name: without_private(inner, depth + 1) for name, inner in kept.items()}
    if isinstance(value, list):
        return [without_private(inner, depth + 1) for inner in value]
    return value


def _count_try(address: str) -> None:
    key = f"display-tries:{hashlib.sha256(address.encode()).hexdigest()[:16]}"
    cache.add(key, 0, TRIES_SECONDS)
    if cache.incr(key) > TRIES:
        raise TooManyTries(_("Too many codes were tried from here. Wait five minutes."))


def _code_key(code: str) -> str:
    return f"display-code:{hashlib.sha256(code.encode()).hexdigest()[:16]}"


def _state_key(register_id: int) -> str:
    return f"display-state:{register_id}"
