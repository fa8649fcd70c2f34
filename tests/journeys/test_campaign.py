"""A till that everything goes wrong for: whatever it showed as done is in the books once, and nothing is there twice.

Each turn sells one cart while a fault chosen by chance strikes: the answer is lost, the cable is cut, the server hangs
or is killed, the page is loaded anew, the browser is killed, a second tab opens. ``PROVE_RUNS`` says how many turns.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from apps.audit import verification
from apps.inventory import integrity as stock_integrity
from apps.inventory.models import StockLevel
from apps.sales import integrity
from apps.sales.models import Receipt
from tests.browser import CHROMIUM, FLAGS, Site
from tests.factories.kiosk import PIN
from tests.journeys.till import Shop, enrol, open_shift, open_shop, scan, status
from tests.journeys.wire import Cable

pytestmark = [pytest.mark.browser, pytest.mark.prove, pytest.mark.timeout(0)]
RUNS = int(os.environ.get("PROVE_RUNS", "20"))
SEED = int(os.environ.get("PROVE_SEED", "1"))
PIECES = 100_000
PATIENCE_MS = 60_000


class Counter:
    """The till, its cashier, and all that can be done to them."""

    def __init__(self, playwright: Playwright, site: Site, profile: Path, chance: Random) -> None:
        self.playwright, self.site, self.profile, self.chance = playwright, site, profile, chance
        self.cable = Cable(site.port)
        self.shown: list[str] = []  # numbers that the till showed as done
        self.unseen = 0  # carts that were gone after a fault, without a number having been seen
        self.told: list[str] = []
        self.begin()

    def begin(self) -> None:
        """A browser on the profile that earlier ones left; the till in its only tab."""
        self.context: BrowserContext = self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=CHROMIUM, args=list(FLAGS), viewport={"width": 1280, "height": 800}
        )
        self.page: Page = self.context.pages[0]

    def open(self) -> None:
        """The till, by PIN where the server is away."""
        self.page.goto(f"{self.cable.url}/sell/")
        who = self.page.get_by_role("button", name="Chidi Eze")
        expect(self.page.locator(".lines").or_(who).first).to_be_visible(timeout=PATIENCE_MS)
        if not self.page.locator(".lines").is_visible():
            who.click()
            self.page.get_by_label("PIN of").fill(PIN)
            self.page.get_by_role("button", name="Begin").click()
            expect(self.page.locator(".lines")).to_be_visible(timeout=PATIENCE_MS)

    # One turn.

    def turn(self, shop: Shop) -> None:
        before = self.chance.choice((self.nothing, self.nothing, self.swallow, self.cut, self.hang, self.kill_server))
        after = self.chance.choice(
            (self.nothing, self.nothing, self.reload, self.kill_browser, self.second_tab, self.cut)
        )
        self.told.append(f"{before.__name__}, {after.__name__}")
        scan(self.page, shop)
        expect(self.page.locator(".line")).to_have_count(1)
        before()
        if not self.pay(after):
            self.look_again(shop)
        if self.chance.random() < 0.7:  # else the next turn begins as this one ended
            self.mend()

    def pay(self, after: Callable[[], None]) -> bool:
        """Exactly, in cash; whether the till showed it as done."""
        page = self.page
        page.keyboard.press("F2")
        expect(page.get_by_role("dialog", name="Payment").get_by_label("Amount")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_timeout(self.chance.choice((0, 5, 20, 60, 150, 400, 1000, 4000)))
        after()
        done = self.page.get_by_role("dialog", name="Sale done")
        if after in (self.reload, self.kill_browser) and not done.is_visible():
            return False
        expect(done).to_be_visible(timeout=PATIENCE_MS)
        self.shown.append(done.locator("p strong").inner_text())
        self.page.keyboard.press("Enter")
        expect(done).to_be_hidden()
        return True

    def look_again(self, shop: Shop) -> None:
        """After a reload the cart is either sold or still there; one that is there is paid."""
        self.mend()
        self.open()
        self.sent()
        if self.page.locator(".line").count():
            assert self.pay(self.nothing)
        else:
            self.unseen += 1

    def sent(self) -> None:
        expect(status(self.page)).to_contain_text("Online · all sent", timeout=PATIENCE_MS)

    # Faults.

    def nothing(self) -> None:
        pass

    def swallow(self) -> None:
        self.cable.swallow()

    def cut(self) -> None:
        self.cable.cut()

    def hang(self) -> None:
        if self.site.process:
            self.site.process.send_signal(signal.SIGSTOP)

    def kill_server(self) -> None:
        if self.site.process:
            self.site.kill()

    def reload(self) -> None:
        self.page.reload(wait_until="commit")

    def second_tab(self) -> None:
        second = self.context.new_page()
        second.goto(f"{self.cable.url}/sell/", wait_until="commit")
        expect(second.locator("h1")).to_contain_text("tab", timeout=PATIENCE_MS)
        second.close()
        self.page.bring_to_front()

    def kill_browser(self) -> None:
        """As a power cut would, the till's own; the profile stays as the disk has it."""
        for process in _processes_of(self.profile):
            os.kill(process, signal.SIGKILL)
        with suppress(BrowserError):
            self.context.close()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()
        self.begin()

    def mend(self) -> None:
        self.cable.mend()
        if self.site.process:
            self.site.process.send_signal(signal.SIGCONT)
        else:
            self.site.start()


def _processes_of(profile: Path) -> list[int]:
    """The browser's own process, which takes the others with it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = entry.read_bytes().split(b"\0")
            if f"--user-data-dir={profile}".encode() in words:
                found.append(int(entry.parent.name))
    return found


@pytest.fixture
def counter(site: Site, tmp_path: Path) -> Iterator[Counter]:
    with sync_playwright() as playwright:
        counter = Counter(playwright, site, tmp_path / "profile", Random(SEED))
        site.url = counter.cable.url  # the browser knows no other
        yield counter
        with suppress(BrowserError):
            counter.context.close()
        counter.cable.close()


def numbers() -> list[tuple[str, str]]:
    return list(Receipt.objects.order_by("pk").values_list("number", "provisional_number"))


def findings() -> list[object]:
    return [*integrity.problems(), *stock_integrity.findings(), *verification.verify()]


def pieces_left() -> int:
    return StockLevel.objects.get(place__kind="floor").quantity


def test_whatever_happens_each_sale_is_booked_once(site: Site, counter: Counter) -> None:
    shop = site.do(open_shop, pieces=PIECES)
    enrol(site, counter.page, shop)
    open_shift(counter.page, shop)
    counter.context.close()  # once in peace, so that the profile holds the register's cookie
    counter.begin()
    counter.open()

    for _turn in range(RUNS):
        counter.turn(shop)
    counter.mend()
    counter.sent()

    booked = site.do(numbers)
    sold = len(counter.shown) + counter.unseen
    names = [name for number, provisional in booked for name in (number, provisional) if name]
    story = "\n".join(counter.told)
    assert {number: names.count(number) for number in counter.shown} == dict.fromkeys(counter.shown, 1), story
    assert (len(booked), PIECES - site.do(pieces_left)) == (sold, sold), story
    assert [int(number.rpartition("-")[2]) for number, _provisional in booked] == list(range(1, sold + 1)), story
    assert site.do(findings) == [], story
    print(
        f"{RUNS} turns: {len(counter.shown)} shown as done, {counter.unseen} seen in the books only, 0 lost, 0 doubled"
    )
