"""A shop's PC prints by its agent: found, added, tried, cut off, killed, revoked; each paper comes out once."""

import re
import signal
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from apps.printing import agents, jobs
from apps.printing.document import Document, Text
from apps.printing.models import Agent as AgentRow
from apps.printing.models import Printer, PrintJob, Task
from tests.browser import Site, session_of
from tests.factories.printing import BY, make_agent, make_agent_printer, printing_shop
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_md
from tests.journeys.agents import Agent, SlowPrinter, slow_printer, until
from tests.journeys.wire import Cable

State = PrintJob.State
Start = Callable[..., Agent]


@pytest.fixture
def agent_at(tmp_path: Path) -> Iterator[Start]:
    """Starts agents, each in a folder of its own, and ends them."""
    running: list[Agent] = []

    def start(address: str, token: str, name: str = "pc", **printers: str) -> Agent:
        agent = Agent(tmp_path / name, address, token, **printers)
        running.append(agent)
        agent.start()
        return agent

    yield start
    for agent in running:
        agent.close()


@pytest.fixture
def cable(site: Site) -> Iterator[Cable]:
    between = Cable(site.port)
    yield between
    between.close()


def a_printer(queue: str = "Try out", name: str = "Counter PC", shop: str = "wuse") -> tuple[str, int]:
    """The token of an agent, and the key of its printer."""
    agent, token = make_agent(name, shop=printing_shop(shop))
    return token, make_agent_printer(agent, queue, name=f"Printer of {name}").pk


def ask_for(printer: int) -> int:
    """A job in the table alone, as an act leaves it whose server stopped at once."""
    chosen = Printer.objects.get(pk=printer)
    return jobs.queue(Document("Slip", [Text("Slip")]), task=Task.RECEIPT, shop=chosen.shop, printer=chosen, by=BY).pk


@dataclass(frozen=True)
class Desk:
    """The MD at the back office, without a browser."""

    site: Site
    cookie: str

    def press(self, action: str, key: int, table: str = "printer") -> None:
        address = f"{self.site.url}/admin/printing/{table}/{key}/{action}/"
        headers = {"Cookie": f"{self.cookie}; csrftoken={'x' * 32}", "X-CSRFToken": "x" * 32}
        body = urlencode({"_form_submitted": "on"}).encode()
        with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
            assert answer.headers["HX-Redirect"], answer.read().decode()

    def test_print(self, printer: int) -> int:
        self.press("test-print", printer)
        return self.site.do(PrintJob.objects.latest, "pk").pk


@pytest.fixture
def desk(site: Site) -> Desk:
    site.do(make_company)
    session = site.do(lambda: session_of(make_md()))
    return Desk(site, f"{settings.SESSION_COOKIE_NAME}={session}")


def state_of(site: Site, job: int) -> tuple[str, str]:
    found = site.do(PrintJob.objects.get, pk=job)
    return found.state, found.error


def wait_for(site: Site, job: int, state: str, agent: Agent) -> str:
    """The job's error once it is in this state."""
    until(lambda: state_of(site, job)[0] == state, lambda: f"{state_of(site, job)}\n{agent.log}")
    return state_of(site, job)[1]


def is_here(site: Site) -> bool:
    return site.do(lambda: agents.is_here(AgentRow.objects.latest("pk")))


@dataclass(frozen=True)
class SlowPc:
    """An agent, connected, with a printer that ends when it is let."""

    agent: Agent
    paper: SlowPrinter
    printer: int

    def begin(self, desk: Desk) -> int:
        """A job whose first bytes are in the printer."""
        job = desk.test_print(self.printer)
        assert self.paper.has_begun.wait(60)
        return job


@pytest.fixture
def slow_pc(site: Site, agent_at: Start) -> Iterator[SlowPc]:
    with slow_printer() as slow:
        token, printer = site.do(a_printer, "Slow")
        agent = agent_at(site.url, token, Slow=slow.address)
        until(lambda: is_here(site), lambda: agent.log)
        yield SlowPc(agent, slow, printer)


def test_a_job_goes_to_its_agent_only_and_comes_out_once(site: Site, desk: Desk, agent_at: Start) -> None:
    token, printer = site.do(a_printer)
    other_token, _other = site.do(a_printer, name="Ikeja PC", shop="ikeja")
    agent, other = agent_at(site.url, token), agent_at(site.url, other_token, "other")
    until(lambda: "Connected" in agent.log and "Connected" in other.log, lambda: agent.log + other.log)

    job = desk.test_print(printer)

    wait_for(site, job, State.DONE, agent)
    assert (agent.printed(), other.printed()) == (["Test-page-of-Printer-of-Counter-PC"], [])
    assert token not in (agent.folder / "nexus-agent.log").read_text() + agent.log


def test_an_answer_that_is_lost_prints_nothing_twice(site: Site, desk: Desk, agent_at: Start, cable: Cable) -> None:
    token, printer = site.do(a_printer)
    agent = agent_at(cable.url, token)
    until(lambda: is_here(site), lambda: agent.log)

    cable.gag()
    job = desk.test_print(printer)
    until(lambda: agent.printed() != [], lambda: agent.log)
    assert state_of(site, job)[0] == State.PRINTING
    cable.mend()

    wait_for(site, job, State.DONE, agent)
    assert len(agent.printed()) == 1
    assert "it does not come out again" in agent.log


def test_jobs_wait_for_an_agent_that_was_killed(site: Site, desk: Desk, agent_at: Start) -> None:
    token, printer = site.do(a_printer)
    agent = agent_at(site.url, token)
    until(lambda: is_here(site), lambda: agent.log)
    agent.stop(signal.SIGKILL)
    until(lambda: not is_here(site))

    waiting = [desk.test_print(printer) for _ in range(3)]
    until(lambda: "is away since" in state_of(site, waiting[0])[1])
    agent.start()

    for job in waiting:
        wait_for(site, job, State.DONE, agent)
    assert len(agent.printed()) == 3


def test_an_agent_killed_in_the_middle_of_a_print_asks_a_person(site: Site, desk: Desk, slow_pc: SlowPc) -> None:
    job = slow_pc.begin(desk)

    slow_pc.agent.stop(signal.SIGKILL)
    slow_pc.agent.start()

    assert "Look whether it lies at the printer" in wait_for(site, job, State.FAILED, slow_pc.agent)
    slow_pc.paper.may_end.set()
    until(lambda: len(slow_pc.paper.printed) == 1)


def test_a_server_that_is_killed_with_a_job_at_the_agent_hears_of_it_afterwards(
    site: Site, desk: Desk, slow_pc: SlowPc
) -> None:
    under_way = slow_pc.begin(desk)

    site.kill()
    waiting = site.do(ask_for, slow_pc.printer)
    slow_pc.paper.may_end.set()
    until(lambda: "Printed" in slow_pc.agent.log, lambda: slow_pc.agent.log)
    site.start()

    for job in (under_way, waiting):
        wait_for(site, job, State.DONE, slow_pc.agent)
    assert len(slow_pc.paper.printed) == 2


def test_an_agent_that_is_stopped_prints_to_the_end(site: Site, desk: Desk, slow_pc: SlowPc) -> None:
    job = slow_pc.begin(desk)

    Timer(1.0, slow_pc.paper.may_end.set).start()
    code = slow_pc.agent.stop()

    wait_for(site, job, State.DONE, slow_pc.agent)
    until(lambda: len(slow_pc.paper.printed) == 1)
    assert (code, "The agent is closed." in slow_pc.agent.log) == (0, True)


def test_a_revoked_agent_is_cut_off_and_comes_back_with_another_token(site: Site, desk: Desk, agent_at: Start) -> None:
    token, printer = site.do(a_printer)
    agent = agent_at(site.url, token)
    until(lambda: is_here(site), lambda: agent.log)

    desk.press("revoke", site.do(AgentRow.objects.get).pk, "agent")
    until(lambda: "The token is no longer valid" in agent.log, lambda: agent.log)
    job = desk.test_print(printer)
    until(lambda: "is revoked" in state_of(site, job)[1])
    agent.stop()
    agent.start()
    until(lambda: "The token is not valid" in agent.log, lambda: agent.log)
    agent.stop()
    agent.told(site.url, site.do(lambda: agents.renew(AgentRow.objects.get(), by=BY)))
    agent.start()

    wait_for(site, job, State.DONE, agent)
    assert len(agent.printed()) == 1


def a_shop_with_a_pc() -> Any:
    make_company()
    return make_md(make_shop(name="Wuse II"))


@pytest.mark.browser
def test_a_printer_at_a_shops_pc_is_found_tried_and_cut_off(site: Site, page: Page, tmp_path: Path) -> None:
    site.sign_in(page, site.do(a_shop_with_a_pc))
    page.goto(f"{site.url}/admin/printing/printer/")
    page.get_by_role("link", name="Print agents").last.click()
    page.get_by_role("link", name="Make a print agent").first.click()
    page.fill("[name=name]", "Wuse counter")
    page.select_option("[name=shop]", label="Wuse II")
    page.get_by_role("button", name="Make it").click()
    with page.expect_download() as offered:
        page.get_by_role("button", name="Download the agent for this PC").click()
    offered.value.save_as(tmp_path / "nexus-agent.zip")
    page.get_by_role("link", name="Done, show me the steps").click()
    expect(page.get_by_text("was never started")).to_be_visible()

    agent = unpacked(tmp_path)
    agent.start()
    try:
        until(lambda: "Connected" in agent.log, lambda: agent.log)
        page.reload()
        expect(page.get_by_text("Connected.")).to_be_visible()

        find_and_try(site, page, agent)

        page.goto(f"{site.url}/admin/printing/agent/")
        page.get_by_role("link", name="Wuse counter").click()
        page.get_by_role("link", name="Revoke").first.click()
        page.get_by_role("button", name="Revoke").click()
        expect(page.get_by_text("Wuse counter is revoked.")).to_be_visible()
        until(lambda: "The token is no longer valid" in agent.log, lambda: agent.log)
        page.goto(f"{site.url}/admin/printing/printer/")
        expect(page.locator("#result_list")).to_contain_text("The print agent Wuse counter is revoked")
    finally:
        agent.close()


def unpacked(folder: Path) -> Agent:
    """The PC's owner unpacks the file, and names a folder to try it out."""
    agent = Agent(folder / "pc", "", "")
    with zipfile.ZipFile(folder / "nexus-agent.zip") as archive:
        archive.extractall(agent.folder)
    written = agent.folder / "nexus-agent.ini"
    written.write_text(written.read_text().replace("# Try out", "Try out"))
    return agent


def find_and_try(site: Site, page: Page, agent: Agent) -> None:
    page.goto(f"{site.url}/admin/printing/printer/")
    page.get_by_role("link", name="Find printers").first.click()
    page.get_by_role("button", name="Find printers").last.click()
    found = page.locator(".found-printers li", has_text="print agent Wuse counter, Wuse II")
    expect(found).to_contain_text("Try out")
    found.locator("select").select_option("xprinter-80")
    found.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Try out is added. Try it with a test print.")).to_be_visible()

    page.get_by_role("link", name="added as Try out").click()
    page.get_by_role("link", name="Test print").first.click()
    page.get_by_role("button", name="Test print").click()
    expect(page.get_by_text("A test page is on its way to Try out.")).to_be_visible()
    job = site.do(PrintJob.objects.get).pk
    wait_for(site, job, State.DONE, agent)
    page.goto(f"{site.url}/admin/printing/printjob/{job}/change/")
    expect(page.get_by_text(re.compile("^done$", re.IGNORECASE)).first).to_be_visible()
    assert agent.printed() == ["Test-page-of-Try-out"]
