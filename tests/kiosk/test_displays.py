from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from apps.core.refusals import NexusError
from kiosk import displays
from tests.factories.kiosk import browser_at, post
from tests.factories.stores import make_company, make_register
from tests.factories.users import make_cashier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_a_screen_is_paired_by_a_code_and_sees_the_whole_state() -> None:
    register = make_register()
    till, screen = browser_at(register, make_cashier(register.shop)), Client()
    code = post(till, "/sell/command/", name="display_code", body={}).json()["body"]["code"]
    shown = {"version": 5, "till": "t", "state": {"stage": "cart", "customer": "Tunde"}}
    post(till, "/sell/command/", name="display_state", body=shown)

    paired = post(screen, "/customer-display/pair/", code=code)

    cookie = paired.cookies["nexus_display"]
    told = screen.get("/customer-display/state/").json()
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert (told["paired"], told["register"]["id"], told["version"]) == (True, register.pk, 5)
    assert told["state"] == shown["state"]


def test_a_code_is_good_for_one_screen() -> None:
    code = displays.offer(make_register())

    answers = [post(Client(), "/customer-display/pair/", code=code).json() for _ in range(2)]

    assert answers[0]["paired"] is True
    assert answers[1]["refusal"]["code"] == "wrong_code"


def test_a_newly_paired_screen_makes_the_earlier_one_a_stranger() -> None:
    register = make_register()
    old, new = Client(), Client()
    for screen in (old, new):
        post(screen, "/customer-display/pair/", code=displays.offer(register))

    assert [screen.get("/customer-display/state/").json()["paired"] for screen in (old, new)] == [False, True]


def test_guessing_codes_is_stopped() -> None:
    register = make_register()

    codes = [post(Client(), "/customer-display/pair/", code="000000x").json()["refusal"]["code"] for _ in range(11)]

    assert codes == ["wrong_code"] * 10 + ["locked_out"]
    with pytest.raises(NexusError):
        displays.pair(displays.offer(register), address="127.0.0.1")


def test_a_stranger_sees_the_company_and_nothing_else() -> None:
    make_company(display_messages="Welcome\n\nNew season")

    told = Client().get("/customer-display/state/").json()

    assert (told["paired"], told["register"], told["state"]) == (False, None, None)
    assert told["company"]["messages"] == ["Welcome", "New season"]


def test_nobodys_phone_or_address_is_shown_whatever_the_till_sends() -> None:
    register = make_register()
    state = {"customer": {"name": "Tunde", "phone": "+234"}, "lines": [{"name": "Shirt", "address": "x"}]}

    displays.show(register, version=1, till="t", state=state)

    assert displays.shown_by(register)["state"] == {"customer": {"name": "Tunde"}, "lines": [{"name": "Shirt"}]}
