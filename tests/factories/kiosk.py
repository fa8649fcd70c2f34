"""Browsers that are enrolled as a register, and people signed in to them."""

from http.cookies import SimpleCookie
from typing import Any

from django.http import HttpResponse
from django.test import Client

from apps.core.actor import Actor
from apps.stores import enrolment
from apps.stores.models import Register
from apps.users import pins
from apps.users.models import User
from tests.factories.users import signed_in

PIN = "4719"


def enrol(register: Register) -> str:
    return enrolment.enrol(register, device="Chromium on Linux", by=Actor.system())


def browser_at(register: Register | None, user: User | None = None) -> Client:
    """A browser that holds the register's cookie, with ``user`` signed in."""
    browser = signed_in(user) if user else Client()
    if register is not None:
        browser.cookies["nexus_register"] = enrol(register)
    return browser


def post(browser: Client, address: str, **body: Any) -> HttpResponse:
    return browser.post(address, body, content_type="application/json")


def give_pin(user: User) -> User:
    pins.set_pin(user, PIN, by=Actor.system())
    return user


def cookie_header(browser: Client) -> list[tuple[bytes, bytes]]:
    """What the browser sends with a socket's handshake."""
    cookies: SimpleCookie = browser.cookies
    text = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    return [(b"cookie", text.encode()), (b"origin", b"http://localhost"), (b"host", b"localhost")]
