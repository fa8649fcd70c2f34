"""The till and its server part and meet again: nothing is lost, nothing is doubled, and the till opens all the same."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from apps.core.actor import Actor
from apps.sales.models import Receipt
from apps.stores import payment_methods, taxes
from apps.stores.models import Place
from tests.browser import Site
from tests.factories.catalog import make_product
from tests.factories.inventory import stock
from tests.factories.kiosk import PIN, give_pin
from tests.factories.stores import make_company, make_register, make_shop
from tests.factories.users import PASSWORD, make_cashier, make_manager

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Shop:
    """What a test needs to know of the shop behind the server."""

    cashier: str
    manager: str
    register: str
    code: str


def open_shop() -> Shop:
    make_company()
    payment_methods.sync(Actor.system())
    taxes.sync(Actor.system())
    register = make_register(make_shop())
    shirt = make_product(style="Office Shirt")
    stock(shirt, Place.objects.get(shop=register.shop, kind=Place.Kind.FLOOR), 50)
    cashier, manager = give_pin(make_cashier(register.shop)), make_manager(register.shop)
    return Shop(cashier.username, manager.username, register.name, shirt.barcodes.get().code)


@pytest.fixture
def shop(site: Site) -> Shop:
    return site.do(open_shop)


@pytest.fixture
def till(site: Site, page: Page, shop: Shop) -> Iterator[Page]:
    """An enrolled register with an open shift, a cashier at it, ready without the server too."""
    page.goto(f"{site.url}/sell/")
    sign_in(page, shop.manager)
    page.get_by_role("button", name=shop.register).click()
    page.get_by_role("button", name="Enrol this device").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, shop.cashier)
    page.get_by_label("Cash in the drawer").fill("5000")
    page.get_by_role("button", name="Open the shift").click()
    expect(status(page)).to_contain_text("Online · all sent")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page  # type: ignore[return-value]


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def status(page: Page):
    return page.locator("button.status")


def sell_one(page: Page, shop: Shop) -> str:
    """Scan, pay the exact sum in cash; answers the number that the success screen shows."""
    page.keyboard.type(shop.code, delay=4)
    page.keyboard.press("Enter")
    page.keyboard.press("F2")
    expect(page.get_by_role("dialog", name="Payment").get_by_label("Amount")).to_be_focused()
    page.keyboard.press("Enter")
    done = page.get_by_role("dialog", name="Sale done")
    expect(done).to_be_visible(timeout=10_000)
    number = done.locator("p strong").inner_text()
    page.keyboard.press("Enter")
    expect(done).to_be_hidden()
    return number


def receipts() -> list[tuple[str, str, bool]]:
    return list(Receipt.objects.order_by("pk").values_list("number", "provisional_number", "was_offline"))


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
    till.keyboard.type(shop.code, delay=4)
    till.keyboard.press("Enter")
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
