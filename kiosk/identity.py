"""What the till knows of the person, the register and the company: the answer to ``/sell/session/``."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token

from apps.core import clock
from apps.sales import shifts
from apps.stores import company, enrolment
from apps.stores.models import BankAccount, Register, Shop
from apps.users import limits, reach
from apps.users.models import User
from kiosk import displays, shell, told
from kiosk.desk import REGISTER_COOKIE

ENROL = "stores.enrol_register"


def session_of(request: HttpRequest) -> dict[str, Any]:
    register = enrolment.register_of(request.COOKIES.get(REGISTER_COOKIE, ""))
    user = request.user if isinstance(request.user, User) else None
    return {
        "ok": True,
        "csrf": get_token(request),
        "server_time": clock.now().isoformat(),
        "version": shell.version(),
        "user": _user(user) if user else None,
        "register": _register(register) if register else None,
        "registers": _registers_for(user) if user else [],
        "shift": _shift(register) if register else None,
        "company": _company(register.shop if register else None),
    }


def display_of(request: HttpRequest, register: Register | None) -> dict[str, Any]:
    """What the customer's screen needs to begin with."""
    shown = displays.shown_by(register) if register else {"version": 0, "till": "", "state": None}
    return {
        "ok": True,
        "csrf": get_token(request),
        "paired": register is not None,
        "register": _register(register) if register else None,
        "company": _company(register.shop if register else None),
        **shown,
    }


def _user(user: User) -> dict[str, Any]:
    return {
        "id": user.pk,
        "name": str(user),
        "initials": user.initials,
        "username": user.username,
        "permissions": sorted(user.get_all_permissions()),
        "discount_limit": f"{limits.discount_limit(user):.2f}",
        "has_pin": user.has_pin,
    }


def _shift(register: Register) -> dict[str, Any] | None:
    """The open one, so that a till whose memory was cleared goes on with it."""
    shift = shifts.current(register)
    return told.shift(shift) if shift else None


def _register(register: Register) -> dict[str, Any]:
    shop = register.shop
    return {
        "id": register.pk,
        "code": register.code,
        "name": register.name,
        "epoch": register.epoch,
        "shop": {"id": shop.pk, "name": shop.name, "city": shop.location.name},
    }


def _registers_for(user: User) -> list[dict[str, Any]]:
    """What the person may enrol this device as."""
    if not user.has_perm(ENROL):
        return []
    found = Register.objects.select_related("shop__location").filter(is_active=True, shop__is_active=True)
    return [
        _register(register) | {"device": register.device, "is_taken": bool(register.token_hash)}
        for register in found.filter(shop__in=reach.shops_in_reach(user))
    ]


def _company(shop: Shop | None) -> dict[str, Any]:
    ours = company.current()
    return {
        "name": ours.name,
        "currency_symbol": ours.currency_symbol,
        "timezone": ours.timezone,
        "cash_rounding": str(ours.cash_rounding),
        "bank_accounts": _bank_accounts(shop),
        "messages": [line.strip() for line in ours.display_messages.splitlines() if line.strip()],
        "logo": ours.logo.url if ours.logo else None,
    }


def _bank_accounts(shop: Shop | None) -> list[dict[str, str]]:
    accounts = BankAccount.objects.filter(is_active=True)
    return [
        {"bank": account.bank, "number": account.number, "name": account.name}
        for account in accounts
        if account.shop_id is None or (shop is not None and account.shop_id == shop.pk)
    ]
