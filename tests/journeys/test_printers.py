"""A printer is found on the network, tried, given a task, breaks down and comes back; each paper comes out once."""

import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.printing.models import Printer, PrintJob, Route, Task
from apps.stores.models import Shop
from apps.users import actors
from apps.users.models import Role, User
from tests.browser import Site
from tests.factories.printing import make_job, make_printer
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_cashier, make_md
from tests.journeys import till

pytestmark = pytest.mark.browser
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]
NETWORK = f"127.0.{WORKER}"  # each worker of the tests has a network of its own
HOST = f"{NETWORK}.77"
PRINTERS = "/admin/printing/printer/"


class RealPort:
    """A printer at the port that all have, on an address of this machine; it can be switched off and on."""

    def __init__(self) -> None:
        self.printed: list[bytes] = []
        self.switch_on()

    def switch_on(self) -> None:
        self.door = socket.create_server((HOST, 9100))
        Thread(target=self._serve, args=[self.door], daemon=True).start()

    def switch_off(self) -> None:
        with suppress(OSError):  # off already
            self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()

    def _serve(self, door: socket.socket) -> None:
        while True:
            try:
                connection, _address = door.accept()
            except OSError:
                return
            with connection:
                received = b""
                while part := connection.recv(65536):
                    received += part
            if received:  # a search only knocks
                self.printed.append(received)


@pytest.fixture
def network_printer() -> Iterator[RealPort]:
    printer = RealPort()
    yield printer
    printer.switch_off()


def a_shop_to_equip() -> tuple[User, User, Shop]:
    make_company()
    shop = make_shop(name="Wuse II")
    Route.objects.create(task=Task.RECEIPT, printer=make_printer(name="Default printer"))
    return make_md(shop), make_cashier(shop, first_name="Amaka", last_name="Obi"), shop


def wait_until(page: Page, is_so: Callable[[], Any]) -> None:
    for _ in range(240):
        if is_so():
            return
        page.wait_for_timeout(250)
    raise AssertionError("it never came about")


def test_printer_is_found_tried_routed_and_waited_for(site: Site, page: Page, network_printer: RealPort) -> None:
    md, amaka, shop = site.do(a_shop_to_equip)
    site.sign_in(page, md)

    page.goto(site.url + PRINTERS)
    page.get_by_role("link", name="Find printers").first.click()
    page.fill("[name=addresses]", f"{NETWORK}.70-80")
    page.get_by_role("button", name="Find printers").last.click()
    found = page.locator(".found-printers li", has_text=f"{HOST}:9100")
    expect(found).to_be_visible(timeout=30_000)
    found.locator("select").select_option("xprinter-80")
    found.get_by_role("button", name="Add").click()
    expect(page.get_by_text("is added. Try it with a test print.")).to_be_visible()
    printer = site.do(Printer.objects.get, host=HOST)
    assert (printer.columns, printer.naira, network_printer.printed) == (48, "raster", [])

    page.goto(f"{site.url}{PRINTERS}{printer.pk}/change/")
    page.get_by_role("link", name="Test print").first.click()
    page.get_by_role("button", name="Test print").click()
    expect(page.get_by_text("A test page is on its way")).to_be_visible()
    wait_until(page, lambda: len(network_printer.printed) == 1)

    route_the_cashiers(page, site, printer, amaka, shop)

    network_printer.switch_off()
    job = site.do(make_job, shop=shop, by=site.do(actors.actor_for, amaka))
    assert job.printer_id == printer.pk
    page.goto(f"{site.url}/admin/printing/printjob/{job.pk}/change/")
    page.get_by_role("link", name="Try again").first.click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("is tried again.")).to_be_visible()
    wait_until(page, lambda: "does not answer" in site.do(PrintJob.objects.get, pk=job.pk).error)
    page.goto(f"{site.url}/admin/printing/printjob/")
    expect(page.locator("#result_list")).to_contain_text("does not answer")
    network_printer.switch_on()
    wait_until(page, lambda: site.do(PrintJob.objects.get, pk=job.pk).state == PrintJob.State.DONE)
    page.wait_for_timeout(1500)
    assert len(network_printer.printed) == 2


def test_till_says_that_its_printer_is_off_and_the_receipt_comes_once(
    site: Site, page: Page, network_printer: RealPort
) -> None:
    shop = site.do(till.open_shop)
    site.do(serve_receipts)
    till.enrol(site, page, shop)
    till.open_shift(page, shop)

    network_printer.switch_off()
    till.scan(page, shop)
    page.keyboard.press("F2")
    expect(page.get_by_role("dialog", name="Payment").get_by_label("Amount")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Counter ({HOST}) does not answer")).to_be_visible()
    assert site.do(PrintJob.objects.get).state == PrintJob.State.QUEUED

    network_printer.switch_on()
    expect(page.get_by_text("Counter prints again.")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(1500)
    assert len(network_printer.printed) == 1


def serve_receipts() -> None:
    printer = make_printer(name="Counter", connection=Printer.Connection.NETWORK, host=HOST)
    Route.objects.create(task=Task.RECEIPT, printer=printer)


def route_the_cashiers(page: Page, site: Site, printer: Printer, amaka: User, shop: Shop) -> None:
    role = site.do(Role.objects.get, key="cashier")
    page.goto(f"{site.url}/admin/printing/route/")
    page.locator("a[href='?open=receipt']").click()
    page.select_option(f"[name='receipt-{shop.pk}-role{role.pk}']", label=printer.name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 of the choices changed.")).to_be_visible()

    page.select_option("[name=person]", label=str(amaka))
    page.select_option("[name=task]", "receipt")
    page.select_option("[name=shop]", label="Wuse II")
    page.get_by_role("button", name="Explain").click()
    answer = page.locator(".who-prints [role=status]")
    expect(answer).to_contain_text(re.compile(f"Receipts of Amaka Obi in Wuse II go to {re.escape(printer.name)}"))
