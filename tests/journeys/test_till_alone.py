"""The till and its server part and meet again: nothing is lost, nothing is doubled, and the till opens all the same."""

import signal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from apps.sales.models import Receipt
from tests.browser import Site
from tests.factories.kiosk import PIN
from tests.journeys.till import Shop, scan, sell_one, status

pytestmark = pytest.mark.browser


def receipts() -> list[tuple[str, str, bool]]:
    return list(Receipt.objects.order_by("pk").values_list("number", "provisional_number", "was_offline"))


@pytest.mark.prove
def test_the_server_is_killed_for_five_sales_and_comes_back(site: Site, till: Page, shop: Shop) -> None:
    first = sell_one(till, shop)
    site.kill()
    expect(status(till)).to_contain_text("Offline", timeout=10_000)

    kept = [sell_one(till, shop) for _ in range(5)]
    expect(status(till)).to_contain_text("5 unsent")
    site.start()
    expect(status(till)).to_contain_text("Online · all sent", timeout=40_000)

    booked = site.do(receipts)
    assert first == booked[0][0]
    assert [row[1] for row in booked[1:]] == kept
    assert [row[2] for row in booked] == [False, *[True] * 5]


def test_the_till_opens_without_the_server_by_pin_and_keeps_its_cart(
    site: Site, till: Page, shop: Shop, context: BrowserContext
) -> None:
    site.kill()
    expect(status(till)).to_contain_text("Offline", timeout=10_000)
    kept = sell_one(till, shop)
    scan(till, shop)
    expect(till.locator(".lines")).to_contain_text("Office Shirt")
    till.close()

    again = context.new_page()
    again.goto(f"{site.url}/sell/")
    again.get_by_role("button", name="Chidi Eze").click()
    again.get_by_label("PIN of").fill(PIN)
    again.get_by_role("button", name="Begin").click()
    expect(again.locator(".lines")).to_contain_text("Office Shirt")
    expect(status(again)).to_contain_text("1 unsent")

    site.start()
    expect(status(again)).to_contain_text("all sent", timeout=40_000)
    assert [row[1] for row in site.do(receipts)] == [kept]


def test_a_server_that_hangs_and_answers_late_books_the_sale_once(site: Site, till: Page, shop: Shop) -> None:
    assert site.process
    site.process.send_signal(signal.SIGSTOP)
    try:
        kept = sell_one(till, shop)
    finally:
        site.process.send_signal(signal.SIGCONT)
    expect(status(till)).to_contain_text("Online · all sent", timeout=40_000)
    after = sell_one(till, shop)

    booked = site.do(receipts)
    assert [row[1] for row in booked] == [kept, booked[1][1]]
    assert booked[1][0] == after


def test_a_reload_while_a_sale_is_unsent_keeps_it_and_starts_an_empty_cart(site: Site, till: Page, shop: Shop) -> None:
    assert site.process
    site.process.send_signal(signal.SIGSTOP)
    scan(till, shop)
    till.keyboard.press("F2")
    expect(till.get_by_label("Amount")).to_be_focused()
    till.keyboard.press("Enter")
    till.wait_for_timeout(500)
    till.close()
    site.process.send_signal(signal.SIGCONT)
    again = till.context.new_page()
    again.goto(f"{site.url}/sell/")

    expect(status(again)).to_contain_text("Online · all sent", timeout=40_000)
    expect(again.locator(".lines")).to_contain_text("The cart is empty")
    assert len(site.do(receipts)) == 1
