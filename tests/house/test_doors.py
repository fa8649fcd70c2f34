"""The permission matrix: every address, action and command × role × own or other shop. No door without a policy."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client

from apps.audit.models import AuditEntry
from apps.core.doors import ANYONE, REGISTER, SIGNED_IN
from apps.stores.models import Shop
from apps.users.models import User
from kiosk.commands import COMMANDS
from tests.factories import kiosk
from tests.factories.stores import make_register
from tests.factories.users import make_cashier, make_manager, make_user, signed_in
from tests.house.doors import SITE, Door, all_doors, of_the_back_office, outside, rights_about
from tests.house.world import make_world

pytestmark = pytest.mark.django_db

# Whoever finds these addresses gets in. A new one is a decision, so it is written here.
OPEN = {
    *("", "set-up/", "health/live", "health/ready", "trust/ca.crt", "media/company/<str:name>"),
    *("r/<str:token>/", "r/<str:token>/receipt.pdf"),
    *("products/", "customers/", "receipts/", "invoices/", "debt-dashboard/", "barcodes/manager/", "printers/"),
    *("reorder/", "store-credits/", "pre-orders/", "returns/"),
    *("sell/", "sell/worker.js", "sell/manifest.webmanifest", "sell/session/", "sell/sign-in/", "sell/sign-out/"),
    *("customer-display/", "customer-display/state/", "customer-display/pair/"),
}
PRESSED = {"pressed": "1"}  # a dialog without fields takes an empty form for none
NEEDS_NO_RIGHT = {"heartbeat"}  # a register tells that it lives, whoever stands there
ACTIONS = ("actions_list", "actions_row", "actions_detail", "actions_submit_line")


def permissions() -> set[str]:
    pairs = Permission.objects.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in pairs}


def leads_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and "login" in answer.headers["Location"]


def ask(browser: Client, method: str, door: Door, key: object) -> Any:
    return getattr(browser, method)(door.address(key), PRESSED if method == "post" else None, follow=True)


def is_refused(answer: Any) -> bool:
    """Told so, at once or in the list to which one is led, as with a row that is not there."""
    is_led_away = answer.request["PATH_INFO"] in ("/", "/admin/") or b"not within your reach" in answer.content
    return answer.status_code in (403, 404) or is_led_away


@pytest.fixture
def nobody(db: None) -> Client:
    """Somebody who works here, but may do nothing."""
    make_world()
    return signed_in(make_user(Shop.objects.first()))


@pytest.fixture
def stranger(db: None) -> Client:
    make_world()
    return Client()


def test_every_door_declares_its_policy() -> None:
    known = permissions() | {ANYONE, SIGNED_IN, REGISTER}

    assert {door.route: door.policy for door in outside() if door.policy not in known} == {}


def test_what_is_open_to_anyone_is_so_on_purpose() -> None:
    assert {door.route for door in outside() if door.policy == ANYONE} == OPEN


def test_every_address_of_the_back_office_belongs_to_a_table_or_the_site() -> None:
    others = {door.route.removeprefix("admin/") for door in all_doors() if not door.model and door not in outside()}

    assert {route for route in others - SITE if not route.startswith(("r/", "^(?P<app_label>", "(?P<url>"))} == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_led_to_sign_in_or_told_so(stranger: Client, method: str) -> None:
    before = AuditEntry.objects.count()
    closed = [door for door in outside() if door.policy != ANYONE] + of_the_back_office()

    answers = {door.route: getattr(stranger, method)(door.address()) for door in closed}

    let_in = {
        route: answer.status_code
        for route, answer in answers.items()
        if not leads_to_sign_in(answer) and answer.status_code not in (401, 403, 405, 422)
    }
    assert let_in == {}
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_no_right_is_refused_at_every_page(nobody: Client, method: str) -> None:
    before = AuditEntry.objects.count()

    let_in = {}
    for door in of_the_back_office():
        answer = ask(nobody, method, door, key_of(door))
        if not is_refused(answer):
            let_in[door.route] = answer.status_code

    assert let_in == {}
    assert AuditEntry.objects.count() == before


def key_of(door: Door) -> object:
    row = door.model._default_manager.first() if door.model else None
    return row.pk if row else 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_right_opens_its_own_doors_only(method: str) -> None:
    """Doors outside the back office that ask for a permission: with it, without it."""
    make_world()
    asking = [door for door in outside() if door.policy not in (ANYONE, SIGNED_IN, REGISTER)]
    for door in asking:
        holder, other = make_user(Shop.objects.first()), make_user(Shop.objects.first())
        app, codename = str(door.policy).split(".")
        holder.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))

        assert getattr(signed_in(other), method)(door.address()).status_code == 403, door.route
        assert getattr(signed_in(holder), method)(door.address()).status_code != 403, door.route


@pytest.mark.parametrize("make", [make_cashier, make_manager])
def test_a_role_sees_no_page_of_a_table_it_has_no_right_to(make: Any) -> None:
    make_world()
    user = make(Shop.objects.first())
    browser, rights = signed_in(user), user.get_all_permissions()

    seen = {
        door.route
        for door in of_the_back_office()
        if door.model and browser.get(door.address(key_of(door))).status_code == 200
        if not rights & rights_about(door.model) and door.policy not in rights
    }

    assert seen == set()


def test_a_cashier_is_refused_where_the_md_configures() -> None:
    make_world()
    browser = signed_in(make_cashier(Shop.objects.first()))
    configuring = ("audit/auditentry", "users/user", "users/role", "stores/company", "stores/taxrate", "stores/shop")

    answers = {page: browser.post(f"/admin/{page}/add/").status_code for page in configuring}

    assert answers == dict.fromkeys(configuring, 403)


@pytest.mark.parametrize("method", ["get", "post"])
def test_rows_of_another_shop_are_refused(method: str) -> None:
    """A manager of one shop asks for every page and action of the other shop's rows, by their keys."""
    make_world()
    make_world()
    browser = signed_in(make_manager(Shop.objects.order_by("pk").first()))
    before = AuditEntry.objects.count()

    let_in = {}
    for door in of_the_back_office():
        row = foreign_row(door)
        if row is not None and "<" in door.route:
            answer = ask(browser, method, door, row.pk)
            if not is_refused(answer):
                let_in[door.route] = answer.status_code

    assert let_in == {}
    assert AuditEntry.objects.count() == before


def foreign_row(door: Door) -> Any:
    """A row of a shop that is not the first, of a table whose rows belong to one."""
    if door.model is None or not any(field.name == "shop" for field in door.model._meta.get_fields()):
        return None
    if door.model is User:
        return None
    return door.model._default_manager.exclude(shop=Shop.objects.order_by("pk").first()).exclude(shop=None).last()


def test_every_action_of_a_page_asks_for_a_right() -> None:
    careless = [
        f"{model._meta.label}.{name}"
        for model, page in admin.site._registry.items()
        for kind in ACTIONS
        for name in _flat(getattr(page, kind, None) or ())
        if not getattr(getattr(page, name), "allowed_permissions", None)
    ]

    assert careless == []


def _flat(names: Any) -> list[str]:
    """Names of actions, those in a drop-down too."""
    return [each for name in names for each in (_flat(name["items"]) if isinstance(name, dict) else [name])]


def test_every_command_of_the_till_asks_for_a_right_that_exists() -> None:
    assert {name: command.needs for name, command in COMMANDS.items() if command.needs not in permissions()} == (
        dict.fromkeys(NEEDS_NO_RIGHT, "")
    )


def test_a_command_is_refused_without_session_register_right_or_reach() -> None:
    register, other = make_register(), make_register()
    user, cashier = make_user(register.shop), make_cashier(other.shop)
    browsers = [
        kiosk.browser_at(register),
        kiosk.browser_at(None, user),
        kiosk.browser_at(make_register(register.shop), cashier),
        kiosk.browser_at(make_register(register.shop), user),
    ]
    before = AuditEntry.objects.count()

    told = {
        name: [kiosk.post(browser, "/sell/command/", id=1, name=name, body={}).json() for browser in browsers]
        for name in COMMANDS.keys() - NEEDS_NO_RIGHT
    }

    codes = {name: [answer["refusal"]["code"] for answer in answers] for name, answers in told.items()}
    assert codes == {name: ["session_ended", "not_enrolled", "beyond_reach", "not_allowed"] for name in codes}
    assert AuditEntry.objects.count() == before
