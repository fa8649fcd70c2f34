"""Who sees pictures: people who signed in, registers, their displays. Strangers see the logo, nobody sees uploads."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.stores.models import Register
from kiosk import displays
from tests.factories.kiosk import PIN, browser_at, enrol, give_pin, post
from tests.factories.stores import make_register
from tests.factories.users import make_cashier, make_manager, signed_in

pytestmark = pytest.mark.django_db
SMALL = "/media/products/small/shirt.jpg"
FILES = ("/media/company/logo.png", "/media/styles/shirt.jpg", "/media/products/shirt.jpg")
SHOWN = (*FILES, SMALL)
LOGO_ONLY = [200, 302, 302, 302]
PRIVATE = ("/media/imports/prices.xlsx", "/media/imports/prices.png", "/media/backup.png")


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for address in (*FILES, *PRIVATE):
        file = tmp_path / address.removeprefix("/media/")
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"a picture")
    small = tmp_path / "products" / "small" / "shirt.jpg"
    small.parent.mkdir()
    small.write_bytes(b"a small picture")


@pytest.fixture
def register() -> Register:
    return make_register()


def seen_by(browser: Client) -> list[int]:
    return [browser.get(address).status_code for address in SHOWN]


def hidden_from(browser: Client) -> set[int]:
    return {browser.get(address).status_code for address in PRIVATE}


def test_a_session_that_a_pin_opened_sees_logo_and_goods(register: Register) -> None:
    cashier = give_pin(make_cashier(register.shop))
    browser = browser_at(register, make_manager(register.shop))
    post(browser, "/sell/switch/", user_id=cashier.pk, pin=PIN)

    assert browser.get("/admin/").status_code == 302
    assert seen_by(browser) == [200, 200, 200, 200]
    assert hidden_from(browser) == {404}


def test_a_paired_display_sees_logo_and_goods(register: Register) -> None:
    screen = Client()
    post(screen, "/customer-display/pair/", code=displays.offer(register))

    assert seen_by(screen) == [200, 200, 200, 200]
    assert hidden_from(screen) == {404}


def test_people_who_signed_in_see_logo_and_goods(register: Register) -> None:
    browser = signed_in(make_cashier(register.shop))

    assert seen_by(browser) == [200, 200, 200, 200]
    assert hidden_from(browser) == {404}


def test_a_stranger_sees_the_logo_of_a_receipts_page_and_nothing_else(client: Client) -> None:
    assert seen_by(client) == LOGO_ONLY
    assert hidden_from(client) <= {302, 404}


def test_a_pin_session_whose_register_moved_to_another_device_sees_no_goods(register: Register) -> None:
    cashier = give_pin(make_cashier(register.shop))
    browser = browser_at(register, make_manager(register.shop))
    post(browser, "/sell/switch/", user_id=cashier.pk, pin=PIN)
    enrol(register)

    assert seen_by(browser) == LOGO_ONLY


def test_a_display_whose_pairing_ended_sees_no_goods(register: Register) -> None:
    screen, newer = Client(), Client()
    post(screen, "/customer-display/pair/", code=displays.offer(register))
    post(newer, "/customer-display/pair/", code=displays.offer(register))

    assert seen_by(screen) == LOGO_ONLY


def test_a_made_up_token_opens_no_goods() -> None:
    browser = Client(cookies={"nexus_display": "x", "nexus_register": "1.1.x"})

    assert seen_by(browser) == LOGO_ONLY
