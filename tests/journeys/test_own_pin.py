"""A cashier sets their own PIN in the back office, and takes over the till with it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.users.models import User
from tests.browser import LISTEN, Site
from tests.factories.users import PASSWORD
from tests.journeys.till import enrol, open_shift, open_shop

pytestmark = pytest.mark.browser


def cashier_of(username: str) -> User:
    return User.objects.get(username=username)


def test_the_pin_that_a_cashier_chose_opens_the_till(site: Site, page: Page, browser: Browser) -> None:
    shop = site.do(open_shop)
    beside = browser.new_context(viewport={"width": 1440, "height": 900})
    beside.add_init_script(LISTEN)
    desk = beside.new_page()
    site.sign_in(desk, site.do(cashier_of, shop.cashier))
    desk.goto(f"{site.url}/admin/")
    desk.get_by_text("Chidi Eze").last.click()
    desk.get_by_role("link", name="Set my PIN").click()
    desk.get_by_label("Your password").fill(PASSWORD)
    desk.get_by_label("New PIN").fill("8265")
    desk.get_by_label("The same again").fill("8265")
    desk.get_by_role("button", name="Set the PIN").click()
    expect(desk.get_by_text("You have a new PIN.")).to_be_visible()
    beside.close()

    enrol(site, page, shop)
    open_shift(page, shop)
    page.get_by_role("button", name="menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_label("User name").fill(shop.manager)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="menu").click()
    page.get_by_role("menuitem", name="Switch by PIN").click()
    page.get_by_role("button", name="Chidi Eze").click()
    page.keyboard.type("8265", delay=60)
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Chidi Eze: menu")).to_be_visible()
