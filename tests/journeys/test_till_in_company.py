"""Two tills, two screens and a second tab: what one does the others see, and only one of them is the till."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import LISTEN, Site
from tests.journeys.till import Shop, enrol, open_shift, pay, scan, sell_one, sign_in, status

pytestmark = pytest.mark.browser


def test_a_level_sold_at_one_till_shows_at_the_other(site: Site, till: Page, shop: Shop, browser: Browser) -> None:
    beside = browser.new_context()
    other = beside.new_page()
    enrol(site, other, shop, register=shop.second_register)
    open_shift(other, shop)
    expect(other.locator(".tile").first).to_contain_text("50 left")

    sell_one(till, shop)
    expect(other.locator(".tile").first).to_contain_text("49 left")

    beside.close()


def test_a_second_tab_does_not_sell(site: Site, till: Page, context: BrowserContext) -> None:
    second = context.new_page()
    second.goto(f"{site.url}/sell/")

    expect(second.locator("h1")).to_contain_text(re.compile("another tab|other tab", re.IGNORECASE))
    expect(status(till)).to_contain_text("Online")


def test_the_displays_follow_and_mend_themselves(
    site: Site, till: Page, shop: Shop, context: BrowserContext, browser: Browser
) -> None:
    beside = context.new_page()
    beside.goto(f"{site.url}/customer-display/")
    far_context = browser.new_context()
    far_context.add_init_script(LISTEN)
    far = far_context.new_page()
    far.goto(f"{site.url}/customer-display/")
    till.bring_to_front()
    till.get_by_role("button", name="menu").click()
    till.get_by_role("menuitem", name="Customer display").click()
    shown = till.locator("p.code")
    expect(shown).to_have_text(re.compile(r"\d{3} \d{3}"))
    far.get_by_label("Code").fill(shown.inner_text())
    far.get_by_role("button", name="Pair this screen").click()
    till.keyboard.press("Escape")
    expect(shown).to_be_hidden()

    scan(till, shop)
    expect(till.locator(".lines")).to_contain_text("Office Shirt")
    for screen in (beside, far):
        expect(screen.locator("body")).to_contain_text("Office Shirt")
    far.reload()
    expect(far.locator("body")).to_contain_text("Office Shirt")
    site.kill()
    site.start()
    expect(status(till)).to_contain_text("Online", timeout=40_000)
    scan(till, shop)

    for screen in (beside, far):
        expect(screen.locator("body")).to_contain_text("20,000.00", timeout=40_000)
    far_context.close()


def test_an_enrolment_elsewhere_stops_this_till(site: Site, till: Page, shop: Shop, browser: Browser) -> None:
    beside = browser.new_context()
    enrol(site, beside.new_page(), shop)

    expect(till.locator("h1")).to_contain_text(re.compile("device|register", re.IGNORECASE))
    beside.close()


def end_sessions() -> None:
    Session.objects.all().delete()


def test_a_session_that_ended_keeps_the_cart(site: Site, till: Page, shop: Shop) -> None:
    scan(till, shop)
    site.do(end_sessions)
    till.keyboard.press("F2")
    expect(till.get_by_label("Amount")).to_be_focused()
    till.keyboard.press("Enter")
    again = till.get_by_role("dialog", name="Sign in again")
    expect(again).to_be_visible(timeout=10_000)
    sign_in(till, shop.cashier)
    expect(again).to_be_hidden()

    expect(till.locator(".lines")).to_contain_text("Office Shirt")
    assert pay(till).startswith("RCP-")
