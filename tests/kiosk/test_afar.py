"""A till asks somebody who is not there; their line says that something waits, the till hears that it was answered."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from apps.audit.models import AuditEntry
from apps.sales.models import Receipt
from apps.users import requests
from apps.users.actors import actor_for
from apps.users.models import Approval, ApprovalRequest, User
from kiosk import sessions
from nexus.asgi import application
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import browser_at, cookie_header
from tests.factories.requests import ask as put_question
from tests.factories.sales import Till, message, sell
from tests.factories.stores import make_register, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in
from tests.kiosk.test_commands import ask, refusal
from tests.kiosk.test_sockets import do, heard, line

LINE = "/ws/approvals/"


def question(**changes: Any) -> dict[str, Any]:
    asked = {"key": str(uuid4()), "action": "void", "subject": "RCP-1", "what": "A void", "reason": "Wrong size"}
    return asked | changes


def granted(till: Till, manager: User) -> ApprovalRequest:
    return requests.grant(ApprovalRequest.objects.latest("pk"), approver=manager, by=actor_for(manager))


@pytest.mark.django_db
def test_a_discount_is_asked_allowed_from_afar_and_sold_with_both_names(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    md, browser = make_md(), browser_at(till.register, till.cashier)
    less = {"discount": {"kind": "percent", "value": "30"}}
    body = message(till, (shirt, 1, less), total="105.00", paid={"cash": "105.00"})
    about = question(action="discount", subject=body["key"], limit="30.00", amount="105.00", what="30 % off: 1 × Polo")

    told = ask(browser, "ask_approval", **about)["body"]["request"]
    granted(till, md)
    [state] = ask(browser, "approval_state")["body"]["requests"]
    given = {"token": state["token"], "action": "discount", "limit": "30.00"}
    sold = ask(browser, "sell", **body | {"approvals": [given]})

    assert (told["state"], told["token"], told["by"]) == ("waiting", "", "")
    assert (state["key"], state["state"], state["by"]) == (about["key"], "granted", "Ada Obi")
    assert sold["ok"], sold
    entry = AuditEntry.objects.get(act="sales.checkout")
    assert (entry.user_name, entry.approver_name) == (str(till.cashier), "Ada Obi")
    assert ask(browser, "approval_state")["body"]["requests"] == []


@pytest.mark.django_db
def test_a_gift_that_was_allowed_from_afar_is_no_word_for_a_greater_one(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    md, browser = make_md(), browser_at(till.register, till.cashier)
    body = message(till, (shirt, 2), total="0.00", paid={}, gift_reason="Opening day")
    worth = str(shirt.price)
    ask(browser, "ask_approval", **question(action="gift", subject=body["key"], amount=worth, what="A gift: 1 × Polo"))
    granted(till, md)
    [state] = ask(browser, "approval_state")["body"]["requests"]
    given = {"approvals": [{"token": state["token"], "action": "gift", "limit": ""}]}

    two = ask(browser, "sell", **body | given)
    assert (refusal(two), Receipt.objects.count()) == ("approval_invalid", 0)
    one = ask(
        browser, "sell", **message(till, (shirt, 1), total="0.00", paid={}, gift_reason="x", key=body["key"]) | given
    )

    assert one["ok"], one
    assert AuditEntry.objects.get(act="sales.checkout").approver_name == "Ada Obi"


@pytest.mark.django_db
def test_the_figures_of_a_void_and_of_cash_are_the_servers_own(till: Till, browser: Client) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    make_manager(till.shop)
    done = sell(till, (shirt, 2))

    ask(browser, "ask_approval", **question(subject=done.number, amount="1.00"))
    ask(browser, "ask_approval", **question(action="cash_out", subject=f"{uuid4()}:5000.00", amount="1.00"))

    amounts = ApprovalRequest.objects.order_by("pk").values_list("amount", flat=True)
    assert [str(amount) for amount in amounts] == [str(Receipt.objects.get().total), "5000.00"]


@pytest.mark.django_db
def test_a_void_that_was_allowed_from_afar_is_done_once(till: Till, browser: Client) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    manager, done = make_manager(till.shop), sell(till, (shirt, 2))
    ask(browser, "ask_approval", **question(subject=done.number))
    granted(till, manager)
    [state] = ask(browser, "approval_state")["body"]["requests"]
    given = {"token": state["token"], "action": "void", "limit": ""}

    drawer = ask(browser, "open_drawer", approval=given | {"action": "open_drawer"})
    voided = ask(browser, "void", number=done.number, reason="Wrong size", approval=given)

    assert refusal(drawer) == "approval_invalid"
    assert voided["body"]["receipt"]["is_void"] is True
    assert AuditEntry.objects.get(act="sales.void").approver_name == "Musa Bello"
    assert Approval.objects.get().used_at is not None


@pytest.mark.django_db
def test_a_till_hears_nothing_of_what_others_asked(till: Till, browser: Client) -> None:
    manager = make_manager(till.shop)
    about = question()
    ask(browser, "ask_approval", **about)
    granted(till, manager)
    other = browser_at(make_register(till.shop), make_cashier(till.shop))

    told = ask(other, "approval_state", keys=[{"key": about["key"]}])
    taken_back = ask(other, "withdraw_approval", key=about["key"])

    assert (told["body"]["requests"], refusal(taken_back)) == ([], "not_found")


@pytest.mark.django_db
def test_a_question_is_taken_back_at_the_till(till: Till, browser: Client) -> None:
    make_manager(till.shop)
    about = question()
    ask(browser, "ask_approval", **about)

    told = ask(browser, "withdraw_approval", key=about["key"])

    assert told["body"]["request"]["state"] == "withdrawn"
    assert ask(browser, "approval_state")["body"]["requests"] == []


@pytest.mark.django_db
def test_what_was_allowed_for_a_parked_cart_comes_back_with_it(till: Till, browser: Client) -> None:
    manager = make_manager(till.shop)
    key, taken_key = str(uuid4()), str(uuid4())
    ask(browser, "ask_approval", **question(action="gift", subject=key))
    granted(till, manager)
    ask(browser, "park", key=key, units=1, name="", cart={"lines": [{"product_id": 1, "quantity": 1}]})

    ask(browser, "resume", key=key, taken_key=taken_key)

    [state] = ask(browser, "approval_state")["body"]["requests"]
    assert (state["subject"], Approval.objects.get().subject) == (taken_key, taken_key)


# The line of whoever answers


@sync_to_async
def shop_with(make: Callable[..., User]) -> tuple[Any, User, Client]:
    register = make_register()
    user = make(register.shop)
    return register, make_cashier(register.shop), signed_in(user)


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_question_is_told_at_once_to_who_may_answer_it_and_to_nobody_else() -> None:
    register, cashier, manager = await shop_with(make_manager)
    stranger = await do(lambda: signed_in(make_manager(make_shop())))

    async with line(manager, LINE) as socket, line(stranger, LINE) as elsewhere:
        before = await heard(socket), await heard(elsewhere)
        asked = await do(lambda: put_question(cashier, register))
        told = await heard(socket), await heard(elsewhere)
        await do(lambda: requests.withdraw(asked.key, asked_by=cashier, by=actor_for(cashier)))
        after = await heard(socket)

    assert [row["keys"] for row in before] == [[], []]
    assert [row["keys"] for row in told] == [[str(asked.key)], []]
    assert after == {"type": "waiting", "keys": []}


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_the_till_hears_that_its_question_was_answered() -> None:
    register, cashier, _manager = await shop_with(make_manager)
    browser = await do(lambda: browser_at(register, cashier))

    async with line(browser) as socket:
        await socket.send_to(json.dumps({"id": 1, "name": "ask_approval", "body": question()}))
        told = await heard(socket)
        await do(lambda: granted(None, make_manager(register.shop)))  # type: ignore[arg-type]
        pushed = await heard(socket)

    assert told["body"]["request"]["state"] == "waiting"
    assert pushed == {"type": "approval_answered", "key": told["body"]["request"]["key"]}


def opened_by_pin(shop: Any) -> Client:
    browser = signed_in(make_manager(shop))
    session = browser.session
    session[sessions.BY_PIN] = True
    session.save()
    return browser


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_who_may_not_answer_has_no_line() -> None:
    register = await sync_to_async(make_register)()
    browsers = await do(lambda: [Client(), opened_by_pin(register.shop), signed_in(make_cashier(register.shop))])

    codes = []
    for browser in browsers:
        async with line(browser, LINE) as socket:
            codes.append((await socket.receive_output(timeout=5))["code"])

    assert codes == [4401, 4401, 4403]


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_another_origin_has_no_line() -> None:
    _register, _cashier, manager = await shop_with(make_manager)
    headers = [
        (name, b"https://elsewhere.example" if name == b"origin" else value) for name, value in cookie_header(manager)
    ]

    connected, _ = await WebsocketCommunicator(application, LINE, headers=headers).connect(timeout=5)

    assert not connected


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_right_that_is_taken_away_ends_the_line_at_the_next_word() -> None:
    register, cashier, manager = await shop_with(make_manager)
    await do(lambda: make_md())

    async with line(manager, LINE) as socket:
        await heard(socket)
        await do(lambda: User.objects.get(first_name="Musa").groups.clear())
        await do(lambda: put_question(cashier, register))
        ended = await socket.receive_output(timeout=5)

    assert ended["code"] == 4403


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_signing_out_ends_the_line() -> None:
    _register, _cashier, manager = await shop_with(make_manager)

    async with line(manager, LINE) as socket:
        await heard(socket)
        await do(lambda: manager.post("/admin/logout/"))
        ended = await socket.receive_output(timeout=5)

    assert ended["code"] == 4401
