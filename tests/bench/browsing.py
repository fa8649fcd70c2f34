"""What the till costs in a real browser: scan to line, ready without the server, cart to display, its size."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import BrowserContext, Page, sync_playwright

from apps.catalog.models import Barcode
from apps.stores import enrolment
from tests.bench import shop
from tests.bench.figures import Figure, at_most, percentile
from tests.browser import CHROMIUM, FLAGS, ROOT, Site

SCANS = 200  # lines in the cart
HURRIED = 1000  # at 8 ms from key to key
SCRIPTS = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith(".js") && name.includes("/static/kiosk/"))
  .map(({ name, startTime }) => [name, startTime])"""
CASHIER = Path(__file__).with_name("cashier.js").read_text()
# When each line came into the display's document, by the clock that both pages share.
WATCH = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const now = performance.timeOrigin + performance.now();
    while (window.seen.length < document.querySelectorAll("li").length) window.seen.push(now);
  }).observe(document.body, { childList: true, subtree: true });
}"""
READY = """
new MutationObserver((changes, observer) => {
  if (!document.querySelector(".tile, .people button")) return;
  window.readyAt = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def size_of_scripts(page: Page) -> list[Figure]:
    """The scripts that the till asked for until it could sell, and all; compressed as a server would send them."""
    asked: list[tuple[str, float]] = page.evaluate(SCRIPTS)
    ready = page.evaluate("window.readyAt")
    at_start, whole = [url for url, begun in asked if begun < ready], [url for url, _ in asked]
    return [
        at_most(f"till JavaScript until it sells, brotli, {len(at_start)} files", _kilobytes(at_start), 60, "kB"),
        Figure(f"the same with all that follows, {len(whole)} files", f"{_kilobytes(whole):.1f} kB"),
    ]


def _kilobytes(addresses: list[str]) -> float:
    scripts = [ROOT / "kiosk" / "static" / address.split("/static/", 1)[1] for address in addresses]
    return sum(len(brotli.compress(script.read_bytes())) for script in scripts) / 1000


def searching(count: int) -> list[Figure]:
    script = Path(__file__).with_name("search.mjs")
    told = subprocess.run(["node", str(script), str(count)], capture_output=True, check=True, text=True).stdout
    answer: dict[str, Any] = json.loads(told)
    return [
        Figure(f"till catalogue built, {count:,} products", f"{answer['build']:.0f} ms"),
        at_most(f"till search as typed, {count:,} products, p95", percentile(answer["strokes"], 95), 5, "ms"),
    ]


def measure(site: Site, bench: shop.Bench, count: int, *, hurried: bool) -> list[Figure]:
    """The till's figures with ``count`` products in the shop, which must be stocked already."""
    token = site.do(enrolment.enrol, bench.register, device="bench", by=bench.by)
    codes = site.do(_codes)
    with _browser() as context:
        context.add_init_script(READY)
        context.add_cookies([{"name": "nexus_register", "value": token, "url": site.url}])
        page = context.new_page()
        site.sign_in(page, bench.cashier)
        page.goto(f"{site.url}/sell/")
        page.wait_for_selector(".tile", timeout=120_000)
        display = context.new_page()
        display.goto(f"{site.url}/customer-display/")
        display.wait_for_selector("h1")
        display.evaluate(WATCH)
        page.bring_to_front()
        page.wait_for_timeout(3000)  # the snapshot and the shell are put away meanwhile
        size = size_of_scripts(page)
        figures = _of_scans(page.evaluate(f"(codes) => {CASHIER}.calmly(codes)", codes), display, count)
        if hurried:
            figures.append(_of_haste(page, codes))
        figures.append(_ready_offline(site, context, page, count))
    return [*size, *figures]


def _of_scans(scans: list[list[float]], display: Page, count: int) -> list[Figure]:
    """Five scans a second. What the display takes is counted from Enter at the till to its own line."""
    _until(display, f"window.seen.length >= {SCANS}")
    seen: list[float] = display.evaluate("window.seen")
    times = [line for _, line, _ in scans]
    shown = [there - entered for (entered, _, _), there in zip(scans, seen, strict=True)]
    return [
        at_most(f"scan → line in the DOM, {count:,} products, p99 of {SCANS}", percentile(times, 99), 8, "ms"),
        Figure("the same, p50", f"{percentile(times, 50):.1f} ms"),
        at_most("scan → line drawn, most frames", max(frames for _, _, frames in scans), 2, "", 0),
        at_most("scan → line on the display, same machine, p99", percentile(shown, 99), 5, "ms"),
        Figure("the same, p50", f"{percentile(shown, 50):.1f} ms"),
    ]


def _of_haste(page: Page, codes: list[str]) -> Figure:
    scans = codes * (HURRIED // SCANS)
    pieces = page.evaluate(f"(codes) => {CASHIER}.hurriedly(codes)", scans)
    return at_most(f"scans lost of {HURRIED:,} at 8 ms from key to key", SCANS + HURRIED - pieces, 0, "", 0)


def _ready_offline(site: Site, context: BrowserContext, page: Page, count: int) -> Figure:
    site.stop()
    page.close()
    again = context.new_page()
    again.goto(f"{site.url}/sell/")
    _until(again, "Boolean(window.readyAt)")
    seconds = again.evaluate("window.readyAt") / 1000
    site.start()
    return at_most(f"till ready without the server, {count:,} products", seconds, 0.5, "s", 2)


def _until(page: Page, expression: str) -> None:
    """Ask from outside: the page's own policy forbids a condition given as text."""
    for _ in range(600):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {expression}; the page says: {page.inner_text('body')}")


def _codes() -> list[str]:
    return list(Barcode.objects.filter(is_primary=True).order_by("pk").values_list("code", flat=True)[:SCANS])


@contextmanager
def _browser() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium.new_context(viewport={"width": 1280, "height": 800})
        chromium.close()
