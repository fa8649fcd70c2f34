"""Everybody sets their own PIN with their password; nobody else's, and none that is the first to be tried."""

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.users import pins
from apps.users.models import User
from tests.factories.kiosk import PIN, browser_at, give_pin, post
from tests.factories.stores import make_register, make_shop
from tests.factories.users import PASSWORD, make_cashier, make_manager, signed_in

pytestmark = pytest.mark.django_db


def fill(browser: Client, *, password: str = PASSWORD, pin: str = "8265", again: str | None = None) -> tuple[int, str]:
    """The answer's status, and what the page says."""
    answer = browser.post("/my-pin/", {"password": password, "pin": pin, "again": pin if again is None else again})
    return answer.status_code, answer.content.decode()


def pin_of(user: User) -> tuple[str, int]:
    return User.objects.values_list("pin", "pin_failures").get(pk=user.pk)


def test_a_cashier_sets_their_own_pin_and_it_is_on_record() -> None:
    cashier = make_cashier(make_shop())

    status, _page = fill(signed_in(cashier))

    assert status == 302
    pins.check_pin(cashier, "8265")
    entry = AuditEntry.objects.get(act="users.pin_set")
    assert (entry.user_id, entry.subject_key) == (cashier.pk, str(cashier.pk))


def test_a_locked_pin_opens_again_by_a_new_one() -> None:
    cashier = give_pin(make_cashier(make_shop()))
    User.objects.update(pin_failures=pins.TRIES)

    fill(signed_in(cashier))

    pins.check_pin(User.objects.get(pk=cashier.pk), "8265")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "wrong"}, "That is not your password."),
        ({"pin": "1111"}, "the first that anybody would try"),
        ({"pin": "4321"}, "the first that anybody would try"),
        ({"pin": "82a5"}, "A PIN is 4 to 8 digits."),
        ({"pin": "826"}, "at least 4 characters"),
        ({"again": "8266"}, "Type the same PIN twice."),
    ],
)
def test_a_wrong_password_or_a_weak_pin_changes_nothing(changes: dict[str, str], sentence: str) -> None:
    cashier = give_pin(make_cashier(make_shop()))
    before, entries = pin_of(cashier), AuditEntry.objects.filter(act="users.pin_set").count()

    status, page = fill(signed_in(cashier), **changes)

    assert (status, sentence in page) == (422, True)
    assert (pin_of(cashier), AuditEntry.objects.filter(act="users.pin_set").count()) == (before, entries)


def test_wrong_passwords_lock_out_like_at_the_sign_in_page() -> None:
    cashier = make_cashier(make_shop())
    browser = signed_in(cashier)
    statuses = [fill(browser, password="wrong")[0] for _ in range(5)]

    assert statuses == [422] * 4 + [429]
    assert fill(browser)[0] == 429
    assert pin_of(cashier) == ("", 0)


def test_a_stranger_and_a_session_opened_by_pin_are_led_to_sign_in(client: Client) -> None:
    register = make_register()
    cashier = give_pin(make_cashier(register.shop))
    at_the_till = browser_at(register, make_manager(register.shop))
    post(at_the_till, "/sell/switch/", user_id=cashier.pk, pin=PIN)

    assert [fill(client)[0], fill(at_the_till)[0]] == [302, 302]
    pins.check_pin(cashier, PIN)


def test_the_menu_under_the_name_leads_there_and_to_the_password() -> None:
    browser = signed_in(make_cashier(make_shop()))

    page = browser.get("/admin/").content.decode()

    assert 'href="/my-pin/"' in page
    assert 'href="/admin/password_change/"' in page
    assert [browser.get(address).status_code for address in ("/my-pin/", "/admin/password_change/")] == [200, 200]
