import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.stores.models import Register
from tests.factories.kiosk import PIN, browser_at, enrol, give_pin, post
from tests.factories.stores import make_location, make_register, make_shop
from tests.factories.users import PASSWORD, make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db


def test_a_stranger_on_a_strange_device_learns_of_nobody(client: Client) -> None:
    make_cashier(make_shop())

    told = client.get("/sell/session/").json()

    assert (told["user"], told["register"], told["registers"]) == (None, None, [])
    assert told["csrf"]


def test_the_session_tells_who_stands_at_which_register() -> None:
    register = make_register()
    cashier = make_cashier(register.shop)

    told = browser_at(register, cashier).get("/sell/session/").json()

    assert told["user"]["name"] == "Chidi Eze"
    assert told["user"]["initials"] == "CE"
    assert told["user"]["discount_limit"] == "5.00"
    assert "sales.sell" in told["user"]["permissions"]
    assert "users.approve" not in told["user"]["permissions"]
    shop = {"id": register.shop_id, "name": register.shop.name, "city": "Abuja"}
    assert told["register"] == {
        "id": register.pk,
        "code": register.code,
        "name": register.name,
        "epoch": 1,
        "shop": shop,
    }
    assert told["registers"] == []


def test_signing_in_answers_the_session() -> None:
    register = make_register()
    cashier = make_cashier(register.shop)
    browser = browser_at(register)

    answer = post(browser, "/sell/sign-in/", username=cashier.username, password=PASSWORD)

    assert (answer.status_code, answer.json()["user"]["id"]) == (200, cashier.pk)
    assert browser.get("/sell/session/").json()["user"]["id"] == cashier.pk


def test_a_wrong_password_is_refused_and_five_lock_out_even_the_right_one() -> None:
    cashier = make_cashier(make_shop())
    browser = Client()

    codes = [post(browser, "/sell/sign-in/", username=cashier.username, password="wrong").json() for _ in range(5)]
    right = post(browser, "/sell/sign-in/", username=cashier.username, password=PASSWORD)

    assert [told["refusal"]["code"] for told in codes] == ["wrong_password"] * 4 + ["locked_out"]
    assert (right.status_code, right.json()["refusal"]["code"]) == (429, "locked_out")
    assert browser.get("/sell/session/").json()["user"] is None


def test_signing_out_keeps_the_register() -> None:
    register = make_register()
    browser = browser_at(register, make_cashier(register.shop))

    told = post(browser, "/sell/sign-out/").json()

    assert (told["user"], told["register"]["id"]) == (None, register.pk)


def test_posting_needs_the_token_of_the_session() -> None:
    browser = Client(enforce_csrf_checks=True)

    assert browser.post("/sell/sign-in/", {}, content_type="application/json").status_code == 403


@pytest.mark.parametrize("body", ["[]", "nonsense", '{"username": 1.5}', "[" * 100_000])
def test_a_body_that_is_no_object_is_refused(client: Client, body: str) -> None:
    answer = client.post("/sell/sign-in/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["refusal"]["code"]) == (422, "invalid_input")


# The switch by PIN: second to a session, on an enrolled register only.


def test_another_person_takes_over_by_pin() -> None:
    register = make_register()
    bola = give_pin(make_cashier(register.shop, first_name="Bola"))
    browser = browser_at(register, make_cashier(register.shop))

    told = post(browser, "/sell/switch/", user_id=bola.pk, pin=PIN).json()

    assert told["user"]["id"] == bola.pk
    assert browser.get("/sell/session/").json()["user"]["id"] == bola.pk


@pytest.mark.parametrize(("is_enrolled", "is_signed_in", "status"), [(False, True, 403), (True, False, 401)])
def test_a_pin_alone_opens_nothing(is_enrolled: bool, is_signed_in: bool, status: int) -> None:
    register = make_register()
    bola = give_pin(make_cashier(register.shop))
    browser = browser_at(register if is_enrolled else None, make_cashier(register.shop) if is_signed_in else None)

    answer = post(browser, "/sell/switch/", user_id=bola.pk, pin=PIN)

    assert answer.status_code == status


def test_a_wrong_pin_and_a_person_of_another_shop_are_refused() -> None:
    register = make_register()
    here, elsewhere = give_pin(make_cashier(register.shop)), give_pin(make_cashier(make_shop()))
    me = make_cashier(register.shop)
    browser = browser_at(register, me)

    wrong = post(browser, "/sell/switch/", user_id=here.pk, pin="1357")
    stranger = post(browser, "/sell/switch/", user_id=elsewhere.pk, pin=PIN)

    assert (wrong.json()["refusal"]["code"], stranger.json()["refusal"]["code"]) == ("wrong_pin", "beyond_reach")
    assert browser.get("/sell/session/").json()["user"]["id"] == me.pk


def test_a_session_that_a_pin_opened_stays_at_the_till() -> None:
    register = make_register()
    md = give_pin(make_md())
    browser = browser_at(register, make_cashier(register.shop))

    post(browser, "/sell/switch/", user_id=md.pk, pin=PIN)
    at_the_till, in_the_office = browser.get("/sell/changes/?since=0"), browser.get("/admin/")
    post(browser, "/sell/sign-in/", username=md.username, password=PASSWORD)

    assert (at_the_till.status_code, in_the_office.status_code) == (200, 302)
    assert "login" in in_the_office["Location"]
    assert browser.get("/admin/").status_code == 200


# Enrolling: an MD's act, on screen.


def test_a_manager_enrols_the_device_as_a_register_of_the_own_shop() -> None:
    register = make_register()
    make_register(make_shop(make_location("LA")))
    manager = make_manager(register.shop)
    browser = signed_in(manager)

    offered = browser.get("/sell/session/").json()["registers"]
    answer = post(browser, "/sell/enrol/", register_id=register.pk, device="Front desk")

    assert [one["id"] for one in offered] == [register.pk]
    assert answer.json()["register"]["epoch"] == 1
    cookie = answer.cookies["nexus_register"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 400 * 86400)
    assert browser.get("/sell/session/").json()["register"]["id"] == register.pk


def test_a_cashier_and_a_stranger_enrol_nothing() -> None:
    register = make_register()
    cashier = signed_in(make_cashier(register.shop))

    answers = [post(browser, "/sell/enrol/", register_id=register.pk).status_code for browser in (cashier, Client())]

    assert answers == [403, 302]
    assert Register.objects.get(pk=register.pk).epoch == 0


def test_a_manager_enrols_nothing_in_another_shop() -> None:
    register = make_register()
    browser = signed_in(make_manager(make_shop()))

    answer = post(browser, "/sell/enrol/", register_id=register.pk)

    assert (answer.status_code, answer.json()["refusal"]["code"]) == (422, "beyond_reach")
    assert Register.objects.get(pk=register.pk).epoch == 0


def test_leaving_makes_the_device_a_stranger() -> None:
    register = make_register()
    browser = browser_at(register, make_md())

    told = post(browser, "/sell/leave/").json()

    assert told["register"] is None
    assert Register.objects.get(pk=register.pk).token_hash == ""
    assert AuditEntry.objects.filter(act="stores.leave").count() == 1


# Doors that want a person at an enrolled register, in reach.


@pytest.mark.parametrize("address", ["/sell/catalogue/", "/sell/changes/?since=0"])
def test_the_catalogue_opens_for_a_cashier_at_their_register_only(address: str) -> None:
    register = make_register()
    cashier = make_cashier(register.shop)

    assert browser_at(register, cashier).get(address).status_code == 200
    assert browser_at(register).get(address).json()["refusal"]["code"] == "session_ended"
    assert browser_at(None, cashier).get(address).json()["refusal"]["code"] == "not_enrolled"
    assert browser_at(make_register(), cashier).get(address).json()["refusal"]["code"] == "beyond_reach"


def test_an_enrolment_elsewhere_makes_this_device_a_stranger() -> None:
    register = make_register()
    browser = browser_at(register, make_cashier(register.shop))

    enrol(register)

    assert browser.get("/sell/changes/?since=0").json()["refusal"]["code"] == "not_enrolled"


def test_someone_who_left_is_let_in_nowhere() -> None:
    register = make_register()
    cashier = make_user(register.shop, role="cashier")
    browser = browser_at(register, cashier)

    cashier.is_active = False
    cashier.save()

    assert browser.get("/sell/changes/?since=0").status_code == 401
