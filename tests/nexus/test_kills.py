"""A server killed in mid-checkout or mid-print loses nothing that it acknowledged, and doubles nothing.

``PROVE_KILLS`` times a real process gets SIGKILL while real tills sell over HTTP; each till then sends again what it
had no answer to, as the page's outbox does.
"""

import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from apps.catalog.models import Product
from apps.core import clock
from apps.printing import spool
from apps.printing.models import Printer, PrintJob
from apps.sales.models import Receipt
from tests.bench.figures import Figure, at_most, none_of, percentile
from tests.browser import Site, session_of
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import enrol
from tests.factories.printing import make_printer, make_route
from tests.factories.sales import Till, make_till, message, more_tills
from tests.printing.tcp import TcpPrinter, switched_on

pytestmark = [pytest.mark.prove, pytest.mark.timeout(7200)]

KILLS = int(os.environ.get("PROVE_KILLS", "50"))
TILLS = 4
CSRF = "c" * 32
State = PrintJob.State


class Seller:
    """A till without a page: sells, keeps what was acknowledged, and sends again what was not."""

    def __init__(self, site: Site, till: Till, shirt: Product, cookies: str) -> None:
        self.site, self.till, self.shirt = site, till, shirt
        self.headers = {"Cookie": cookies, "X-CSRFToken": CSRF, "Content-Type": "application/json"}
        self.acknowledged: dict[str, str] = {}
        self.doubtful: dict[str, Any] | None = None

    def sell(self, has_to_stop: Event, *, is_printed: bool) -> None:
        """Sell until told to stop or until the server is gone; what is doubtful goes first."""
        line = HTTPConnection("127.0.0.1", self.site.port, timeout=20)
        try:
            while self.doubtful or not has_to_stop.is_set():
                self.doubtful = self.doubtful or message(self.till, (self.shirt, 1), print=is_printed)
                told = self._ask(line, self.doubtful)
                assert told["ok"], told
                self.acknowledged[self.doubtful["key"]] = told["body"]["receipt"]["number"]
                self.doubtful = None
        except (OSError, HTTPException):
            return
        finally:
            line.close()

    def _ask(self, line: HTTPConnection, body: dict[str, Any]) -> dict[str, Any]:
        line.request("POST", "/sell/command/", json.dumps({"id": "1", "name": "sell", "body": body}), self.headers)
        told: dict[str, Any] = json.loads(line.getresponse().read())
        return told


@pytest.fixture
def sellers(site: Site) -> list[Seller]:
    return site.do(_open_shop, site)


@pytest.fixture
def paper(site: Site, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A network printer that serves every receipt of the shop, and that the server may speak to."""
    with switched_on() as printer:
        site.stop()
        monkeypatch.setenv("PRINTER_PORTS", str(printer.port))
        site.do(_route_to, printer.port)
        site.start()
        yield printer


def test_a_server_killed_in_mid_checkout_keeps_every_acknowledged_sale(
    site: Site, sellers: list[Seller], figures: list[Figure]
) -> None:
    back = [sell_and_kill(site, sellers) for _kill in range(KILLS)]
    doubtful = sum(seller.doubtful is not None for seller in sellers)
    sell_for(site, sellers, 0)

    acknowledged = {key: number for seller in sellers for key, number in seller.acknowledged.items()}
    booked = site.do(_booked)
    figures += [
        Figure("kills of the server while four tills sell", f"{KILLS:,}"),
        Figure("sales acknowledged", f"{len(acknowledged):,}", "", None),
        none_of("acknowledged and not booked", len(acknowledged.items() - booked.items())),
        none_of("booked twice or never told of", len(booked) - len(acknowledged)),
        Figure("back after a kill, p50", f"{percentile(back, 50):.2f} s"),
        at_most("back after a kill, worst", max(back), 2, "s"),
    ]
    assert (doubtful > 0, [seller.doubtful for seller in sellers]) == (True, [None] * TILLS)
    assert booked == acknowledged
    assert sorted(map(place_of, booked.values())) == list(range(1, len(booked) + 1))
    site.do(call_command, "check_integrity")
    site.do(call_command, "verify_audit")


def test_a_server_killed_in_mid_print_loses_no_paper_and_prints_none_twice(
    site: Site, paper: TcpPrinter, sellers: list[Seller], figures: list[Figure]
) -> None:
    for _kill in range(KILLS):
        sell_and_kill(site, sellers, is_printed=True)
    sell_for(site, sellers, 0.5, is_printed=True)
    wait_until_printed(site)

    jobs = site.do(_judged)
    sheets = Counter(found.group().decode() for sheet in paper.printed if (found := re.search(rb"RCP-\d+-\d+", sheet)))
    done = {number for number, state in jobs.items() if state == State.DONE}
    figures += [
        Figure("kills of the server while receipts print", f"{KILLS:,}"),
        Figure("receipts printed", f"{len(done):,}"),
        Figure("interrupted, for a person to look at", f"{len(jobs) - len(done):,}"),
        none_of("printed and not on paper", len(done - sheets.keys())),
        none_of("on paper twice", sum(count > 1 for count in sheets.values())),
        none_of("lost", len(site.do(_booked)) - len(jobs)),
    ]
    assert set(jobs.values()) <= {State.DONE, State.FAILED}
    assert set(jobs) == set(site.do(_booked).values())
    assert (done - sheets.keys(), max(sheets.values())) == (set(), 1)


def sell_and_kill(site: Site, sellers: Sequence[Seller], *, is_printed: bool = False) -> float:
    """Some sales, a kill in the midst of them, and a start; how long until the server answered again."""
    with ThreadPoolExecutor(TILLS) as threads:
        selling = [threads.submit(seller.sell, Event(), is_printed=is_printed) for seller in sellers]
        time.sleep(random.uniform(0.1, 0.6))
        site.kill()
    for sold in selling:
        sold.result()
    begun = time.perf_counter()
    site.start()
    return time.perf_counter() - begun


def sell_for(site: Site, sellers: Sequence[Seller], seconds: float, *, is_printed: bool = False) -> None:
    """What is doubtful, and as much more as there is time for."""
    has_to_stop = Event()
    with ThreadPoolExecutor(TILLS) as threads:
        selling = [threads.submit(seller.sell, has_to_stop, is_printed=is_printed) for seller in sellers]
        time.sleep(seconds)
        has_to_stop.set()
    for sold in selling:
        sold.result()


def wait_until_printed(site: Site) -> None:
    """The minute's own task finds what nobody asks for any more."""
    deadline = time.monotonic() + 150
    while site.do(PrintJob.objects.filter(state=State.QUEUED).exists):
        assert time.monotonic() < deadline, "jobs still wait"
        time.sleep(0.5)


def place_of(number: str) -> int:
    return int(number.rsplit("-", 1)[1])


def _open_shop(site: Site) -> list[Seller]:
    first = make_till()
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, first.floor, 1_000_000)
    return [Seller(site, till, shirt, _cookies(till)) for till in [first, *more_tills(first, TILLS - 1)]]


def _cookies(till: Till) -> str:
    cookies = {
        settings.SESSION_COOKIE_NAME: session_of(till.cashier),
        settings.CSRF_COOKIE_NAME: CSRF,
        "nexus_register": enrol(till.register),
    }
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _route_to(port: int) -> None:
    make_route(make_printer(connection=Printer.Connection.NETWORK, host="127.0.0.1", port=port))


def _booked() -> dict[str, str]:
    return {str(key): number for key, number in Receipt.objects.values_list("key", "number")}


def _judged() -> dict[str, str]:
    """By receipt, the state of its job, once those that a kill interrupted are noted as the server does in time."""
    with clock.at(clock.now() + spool.LONGEST_PRINT + timedelta(seconds=1)):
        spool.note_interrupted()
    return {title.split()[-1]: state for title, state in PrintJob.objects.values_list("title", "state")}
