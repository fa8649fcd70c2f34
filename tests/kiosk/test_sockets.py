"""The sockets, through the whole application: origin, session and register as a browser sends them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from apps.catalog import prices
from apps.catalog.models import Product
from apps.core import changes, clock
from apps.core.actor import Actor
from apps.core.models import Change
from apps.printing import spool
from apps.sales.models import CashMove
from apps.stores.models import Place, Register, Shop
from kiosk import displays
from kiosk.sockets import in_thread
from nexus.asgi import application
from tests.factories.catalog import make_product, make_products
from tests.factories.inventory import stock
from tests.factories.kiosk import browser_at, cookie_header, enrol, post
from tests.factories.printing import make_job, make_printer
from tests.factories.stores import make_register
from tests.factories.users import make_cashier

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
BY = Actor.system()


@asynccontextmanager
async def line(browser: Client, path: str = "/ws/till/", **changes: Any) -> AsyncIterator[WebsocketCommunicator]:
    socket = WebsocketCommunicator(application, path, headers=changes.get("headers", cookie_header(browser)))
    connected, _ = await socket.connect(timeout=5)
    assert connected
    yield socket
    await socket.disconnect()


async def heard(socket: WebsocketCommunicator) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(await socket.receive_from(timeout=5))
    return told


async def asked(socket: WebsocketCommunicator, name: str, **body: Any) -> dict[str, Any]:
    await socket.send_to(json.dumps({"id": name, "name": name, "body": body}))
    return await heard(socket)


async def do(act: Callable[[], Any]) -> Any:
    """As another thread of the server would."""
    return await in_thread(act)


def cashier_at(register: Register) -> Client:
    return browser_at(register, make_cashier(register.shop))


def strangers_of(register: Register) -> list[Client]:
    """Nobody; somebody at no register; somebody at the register of another shop."""
    nowhere = browser_at(None, make_cashier(register.shop))
    return [Client(), nowhere, browser_at(make_register(), make_cashier(register.shop))]


def wait_for_a_printer(shop: Shop) -> None:
    job = make_job(shop=shop, printer=make_printer(is_enabled=False))
    spool.serve_job(job.pk)


@sync_to_async
def till() -> tuple[Register, Client]:
    register = make_register()
    return register, cashier_at(register)


async def test_a_command_is_answered_with_its_id() -> None:
    register, browser = await till()

    async with line(browser) as socket:
        told = await asked(socket, "heartbeat")

    assert (told["id"], told["ok"], told["body"]["epoch"]) == ("heartbeat", True, register.epoch)


async def test_who_is_nobody_or_nowhere_is_turned_away_by_a_code() -> None:
    register, _browser = await till()
    strangers = await do(lambda: strangers_of(register))

    codes = []
    for stranger in strangers:
        async with line(stranger) as socket:
            codes.append(await socket.receive_output(timeout=5))

    assert [told["code"] for told in codes] == [4401, 4403, 4403]


async def test_another_origin_is_turned_away() -> None:
    _register, browser = await till()
    headers = [
        (name, b"https://elsewhere.example" if name == b"origin" else value) for name, value in cookie_header(browser)
    ]
    socket = WebsocketCommunicator(application, "/ws/till/", headers=headers)

    connected, _ = await socket.connect(timeout=5)

    assert not connected


async def test_a_printer_that_is_off_is_told_to_the_tills_of_its_shop() -> None:
    register, browser = await till()

    async with line(browser) as socket:
        await asked(socket, "recent")
        await do(lambda: wait_for_a_printer(register.shop))
        told = await heard(socket)

    assert (told["type"], told["state"]) == ("printer", "off")
    assert told["sentence"] == "Counter printer is disabled: enable it under Printers."


async def test_signing_out_is_told_and_ends_the_line() -> None:
    _register, browser = await till()

    async with line(browser) as socket:
        await asked(socket, "recent")
        await do(lambda: post(browser, "/sell/sign-out/"))
        told = await heard(socket)
        ended = await socket.receive_output(timeout=5)

    assert (told, ended["code"]) == ({"type": "signed_out"}, 4401)


async def test_a_session_that_ends_silently_ends_at_the_next_message() -> None:
    _register, browser = await till()

    async with line(browser) as socket:
        await do(lambda: browser.session.flush())
        told = await asked(socket, "recent")

    assert told["refusal"]["code"] == "session_ended"


async def test_an_enrolment_elsewhere_is_told_and_ends_the_line() -> None:
    register, browser = await till()

    async with line(browser) as socket:
        await asked(socket, "recent")
        await do(lambda: enrol(register))
        told = await heard(socket)
        ended = await socket.receive_output(timeout=5)

    assert (told["type"], ended["code"]) == ("taken_over", 4409)


async def test_prices_and_levels_arrive_within_a_second_and_together() -> None:
    register, browser = await till()
    product = await sync_to_async(make_product)()
    floor = await Place.objects.aget(shop=register.shop, kind=Place.Kind.FLOOR)

    async with line(browser) as socket:
        await asked(socket, "recent")
        loop = asyncio.get_running_loop()
        began = loop.time()
        await do(lambda: prices.reprice(product, price=Decimal("12345.00"), by=BY, reason="season"))
        await do(lambda: stock(product, floor, 7))
        rows: dict[int, list[Any]] = {}
        while rows.get(product.pk, [0] * 14)[10] != 7:
            told = await heard(socket)
            rows |= {row[0]: row for row in told["products"]}
        took = loop.time() - began

    assert (told["type"], rows[product.pk][9]) == ("changed", "12345.00")
    assert took < 1


async def test_changes_of_another_shop_stay_there() -> None:
    _register, browser = await till()
    product = await sync_to_async(make_product)()
    other = await sync_to_async(make_register)()
    floor = await Place.objects.aget(shop=other.shop, kind=Place.Kind.FLOOR)

    async with line(browser) as socket:
        await asked(socket, "recent")
        await do(lambda: stock(product, floor, 7))
        silent = await socket.receive_nothing(timeout=0.4)

    assert silent


async def test_very_many_changes_are_asked_for_instead_of_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.delta.MOST_AT_ONCE", 2)
    _register, browser = await till()

    async with line(browser) as socket:
        await asked(socket, "recent")
        await do(lambda: make_products(5))
        told = await heard(socket)

    assert (told["type"], told["reload"], "products" in told) == ("changed", True, False)


def change_unheard(product: Product) -> None:
    """The log knows of it, and its message never came, as when Redis was started anew in that moment."""
    Product.objects.filter(pk=product.pk).update(price=Decimal("12345.00"))
    Change.objects.create(kind=changes.PRODUCT, key=str(product.pk), at=clock.now())


async def test_a_change_whose_message_was_lost_arrives_with_the_next_heartbeat() -> None:
    _register, browser = await till()
    product = await sync_to_async(make_product)()

    async with line(browser) as socket:
        await asked(socket, "recent")
        await do(lambda: change_unheard(product))
        await asked(socket, "heartbeat")
        told = await heard(socket)

    assert {row[0]: row[9] for row in told["products"]} == {product.pk: "12345.00"}


async def test_a_change_whose_message_was_lost_arrives_with_the_next_push() -> None:
    _register, browser = await till()
    lost, told_of = await sync_to_async(make_product)(), await sync_to_async(make_product)()

    async with line(browser) as socket:
        await asked(socket, "recent")
        await do(lambda: change_unheard(lost))
        await do(lambda: prices.reprice(told_of, price=Decimal("777.00"), by=BY, reason="season"))
        told = await heard(socket)

    assert {row[0]: row[9] for row in told["products"]} == {lost.pk: "12345.00", told_of.pk: "777.00"}


async def test_nonsense_is_refused_and_the_line_stays() -> None:
    _register, browser = await till()

    async with line(browser) as socket:
        await socket.send_to("{nonsense")
        told = await heard(socket)
        after = await asked(socket, "recent")

    assert (told["refusal"]["code"], after["ok"]) == ("invalid_input", True)


async def test_a_line_that_ends_before_its_answer_harms_nobody() -> None:
    _register, browser = await till()

    async with line(browser) as socket:
        await socket.send_to(json.dumps({"id": "1", "name": "heartbeat"}))
    async with line(browser) as again:
        told = await asked(again, "heartbeat")

    assert told["ok"] is True


async def test_a_display_gets_the_whole_state_at_once_and_every_change_after() -> None:
    register, browser = await till()
    await do(lambda: displays.show(register, version=3, till="t", state={"stage": "cart"}))

    async with line(browser, "/ws/display/") as screen, line(browser) as socket:
        first = await heard(screen)
        await asked(socket, "display_state", version=4, till="t", state={"stage": "thanks"})
        second = await heard(screen)

    assert first == {"type": "state", "version": 3, "till": "t", "state": {"stage": "cart"}}
    assert (second["version"], second["state"]) == (4, {"stage": "thanks"})


async def test_a_display_that_is_not_paired_is_turned_away() -> None:
    async with line(Client(), "/ws/display/") as screen:
        ended = await screen.receive_output(timeout=5)

    assert ended["code"] == 4403


async def test_a_message_with_no_number_is_refused_and_the_line_stays() -> None:
    _register, browser = await till()

    async with line(browser) as socket:
        await socket.send_to('{"id": NaN, "name": "heartbeat"}')
        told = json.loads(await socket.receive_from(timeout=5), parse_constant=pytest.fail)
        after = await asked(socket, "recent")

    assert told == {
        "ok": False,
        "refusal": {
            "code": "invalid_input",
            "sentence": "The till sent something that is not understood: reload the page.",
            "details": {},
        },
    }
    assert after["ok"] is True


async def test_a_cashier_takes_no_cash_out_over_the_line_either() -> None:
    _register, browser = await till()
    key, move = str(uuid4()), str(uuid4())

    async with line(browser) as socket:
        await asked(socket, "open_shift", key=key, opening_float="5000.00")
        cash = {"key": move, "shift_key": key, "kind": "out", "amount": "100.00", "reason": "Mine"}
        refused = await asked(socket, "move_cash", **cash)
        report = await asked(socket, "x_report")

    assert refused["refusal"]["code"] == "approval_needed"
    assert "Should be in the drawer" not in json.dumps(report["body"])
    assert not await do(CashMove.objects.exists)
