"""Journeys run in a real browser against a real server, most of them at a till, some with the MD's phone beside it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.users.models import User
from tests.browser import LISTEN, Site, browser, cold_site, complaints, context, empty_shop, page, site, warm_place
from tests.factories.kiosk import give_pin
from tests.factories.users import make_md
from tests.journeys import till as steps
from tests.journeys.till import Shop

__all__ = ["browser", "cold_site", "complaints", "context", "empty_shop", "page", "site", "warm_place"]


@pytest.fixture
def shop(site: Site) -> Shop:
    return site.do(steps.open_shop)


@pytest.fixture
def manager_pin(site: Site, shop: Shop) -> None:
    """Before the till learns who may approve: ask for it with ``usefixtures``."""
    site.do(lambda: give_pin(User.objects.get(username=shop.manager)) and None)


@pytest.fixture
def till(site: Site, shop: Shop, page: Page) -> Page:
    """The cashier's shift is open; nothing is in the cart."""
    steps.enrol(site, page, shop)
    steps.open_shift(page, shop)
    return page


@pytest.fixture
def phone(site: Site, browser: Browser, shop: Shop) -> Iterator[Page]:
    """The MD's, with the page of what waits for them open."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(LISTEN)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.text.startswith("policy:") else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    site.sign_in(opened, site.do(lambda: make_md(User.objects.get(username=shop.manager).shop)))
    opened.goto(f"{site.url}/approvals/")
    expect(opened.get_by_text("Live: what is asked appears here by itself.")).to_be_visible()
    yield opened
    context.close()
    assert faults == []
