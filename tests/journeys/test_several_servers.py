"""Two servers on one PostgreSQL and one Redis: one shop, whichever of them a till reaches; one works on the tasks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from apps.printing.models import PrintJob
from tests import redis
from tests.browser import Site, free_port
from tests.databases import PostgresDatabases
from tests.factories.printing import make_agent, make_agent_printer, make_printer, make_route
from tests.factories.stores import make_company
from tests.factories.users import make_md
from tests.journeys.agents import Agent, until
from tests.journeys.till import Shop, enrol, open_shift, open_shop, sell_one

pytestmark = [pytest.mark.browser, pytest.mark.prove, pytest.mark.postgres]
WRONG_TRIES = 5
POST = """([address, body]) => fetch(address, {
  method: "POST",
  headers: {"Content-Type": "application/json", "X-CSRFToken": document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? ""},
  body,
}).then((answer) => answer.status)"""


@dataclass(frozen=True)
class Servers:
    one: Site
    other: Site


@pytest.fixture
def servers(
    postgres_databases: PostgresDatabases, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Servers]:
    with django_db_blocker.unblock(), redis.server() as address:
        database = postgres_databases.new()
        place = f"{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        variables = {"DATABASE_URL": f"postgres://{place}", "REDIS_URL": address}
        one = Site(tmp_path, free_port(), database=database, variables=variables)
        other = Site(tmp_path, free_port(), database=database, variables=variables, words=("--no-worker",))
        try:
            one.start()
            other.start()
            yield Servers(one, other)
        finally:
            one.close()
            other.close()


def open_printing_shop() -> Shop:
    shop = open_shop()
    make_route(make_printer())
    return shop


def jobs() -> list[tuple[str, int]]:
    return list(PrintJob.objects.values_list("state", "tries"))


def wait_for_the_printer(page: Page, servers: Servers) -> None:
    for _ in range(200):
        if servers.one.do(jobs) != [] and all(state == PrintJob.State.DONE for state, _tries in servers.one.do(jobs)):
            return
        page.wait_for_timeout(100)


def test_a_sale_at_one_server_shows_at_the_other_and_prints_once(
    servers: Servers, page: Page, browser: Browser
) -> None:
    shop = servers.one.do(open_printing_shop)
    enrol(servers.one, page, shop)
    open_shift(page, shop)
    beside = browser.new_context()
    other = beside.new_page()
    enrol(servers.other, other, shop, register=shop.second_register)
    open_shift(other, shop)
    expect(other.locator(".tile").first).to_contain_text("50 left")

    sell_one(page, shop)
    expect(other.locator(".tile").first).to_contain_text("49 left")
    wait_for_the_printer(page, servers)

    assert servers.one.do(jobs) == [(PrintJob.State.DONE, 1)]
    beside.close()


def test_an_agent_at_one_server_prints_what_the_other_works_on(servers: Servers, tmp_path: Path, page: Page) -> None:
    token, printer = servers.one.do(a_printer_at_an_agent)
    agent = Agent(tmp_path / "pc", servers.other.url, token)
    agent.start()
    try:
        until(lambda: "Connected" in agent.log, lambda: agent.log)
        servers.one.sign_in(page, servers.one.do(make_md))
        page.goto(f"{servers.one.url}/admin/printing/printer/{printer}/change/")
        page.get_by_role("link", name="Test print").first.click()
        page.get_by_role("button", name="Test print").click()
        wait_for_the_printer(page, servers)
    finally:
        agent.close()

    assert servers.one.do(jobs) == [(PrintJob.State.DONE, 1)]
    assert agent.printed() == ["Test-page-of-Counter-printer"]


def a_printer_at_an_agent() -> tuple[str, int]:
    make_company()
    agent, token = make_agent()
    return token, make_agent_printer(agent, "Try out").pk


def test_wrong_passwords_are_counted_together(servers: Servers, page: Page) -> None:
    shop = servers.one.do(open_shop)
    body = json.dumps({"username": shop.cashier, "password": "wrong"})

    seen = []
    for number in range(WRONG_TRIES):
        page.goto(f"{(servers.one, servers.other)[number % 2].url}/sell/")
        expect(page.get_by_label("User name")).to_be_visible()
        seen.append(page.evaluate(POST, ["/sell/sign-in/", body]))

    assert seen == [422] * (WRONG_TRIES - 1) + [429]
