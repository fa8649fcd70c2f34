"""The till in a real browser against a real server: from scan to receipt, and through what goes wrong on the way."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import BrowserContext, Page, expect

from apps.catalog.models import Product
from apps.sales.models import Receipt
from apps.stores import enrolment
from apps.users import pins
from tests.browser import Site
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of, stock
from tests.factories.sales import Till, make_till

pytestmark = pytest.mark.browser
PIN = "4719"
SCAN = """async (code) => {
  for (const key of [...code, "Enter"]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}"""


@dataclass(frozen=True)
class Shop:
    """A till with its shift open, two products on the floor, and the device's secret."""

    till: Till
    shirt: Product
    belt: Product
    codes: dict[str, str]
    token: str


def open_shop() -> Shop:
    till = make_till()
    till.cashier.user_permissions.add(*Permission.objects.filter(codename__in=("view_customer", "add_customer")))
    pins.set_pin(till.cashier, PIN, by=till.actor)
    shirt = make_product(style="Office Shirt", brand="Zara", colour="White", size="L", cost=Decimal("5000.00"))
    belt = make_product(style="Leather Belt", brand="Okiki", colour="Coffee", size="100", cost=Decimal("2000.00"))
    codes = {}
    for name, product in (("shirt", shirt), ("belt", belt)):
        stock(product, till.floor, 20)
        codes[name] = product.barcodes.get(is_primary=True).code
    token = enrolment.enrol(till.register, device="Chromium", by=till.actor)
    return Shop(till, shirt, belt, codes, token)


@pytest.fixture
def shop(site: Site) -> Shop:
    return site.do(open_shop)


@pytest.fixture
def till(site: Site, shop: Shop, page: Page) -> Page:
    """The till's screen, the cashier signed in."""
    cookie = {"name": "nexus_register", "value": shop.token, "url": site.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    site.sign_in(page, shop.till.cashier)
    page.goto(f"{site.url}/sell/")
    expect(page.locator(".till")).to_be_visible()
    expect(page.locator(".status")).to_contain_text("all sent")
    return page


def scan(page: Page, code: str) -> None:
    page.evaluate(SCAN, code)


def pay_exactly(page: Page) -> None:
    page.keyboard.press("F2")
    expect(page.locator(".sheet")).to_be_visible()
    page.keyboard.press("Enter")


def receipts() -> list[dict[str, Any]]:
    return list(Receipt.objects.order_by("pk").values("total", "units", "was_offline"))


def online(page: Page) -> None:
    expect(page.locator(".status")).to_contain_text("Online · all sent", timeout=30_000)


def test_a_scan_becomes_a_receipt_with_change(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop.codes["shirt"])
    scan(till, shop.codes["belt"])
    scan(till, shop.codes["shirt"])
    expect(till.locator(".totals .all b")).to_have_text("₦24,000.00")

    till.keyboard.press("F2")
    till.locator(".entry").fill("25000")
    till.keyboard.press("Enter")

    expect(till.locator(".done .change b")).to_have_text("₦1,000.00")
    expect(till.locator(".done")).to_contain_text("RCP-")
    assert site.do(receipts) == [{"total": Decimal("24000.00"), "units": 3, "was_offline": False}]
    assert site.do(level_of, shop.shirt, shop.till.floor)[0] == 18


def test_scan_2_scan_2_gives_four_pieces(shop: Shop, till: Page) -> None:
    scan(till, shop.codes["shirt"])
    till.keyboard.press("2")
    expect(till.locator(".quantity b")).to_have_text("2")
    scan(till, shop.codes["shirt"])
    till.keyboard.press("2")

    expect(till.locator(".quantity b")).to_have_text("4")


def test_a_scan_while_typing_never_stays_in_the_field(shop: Shop, till: Page) -> None:
    till.keyboard.press("/")
    till.keyboard.type("bel", delay=80)

    scan(till, shop.codes["shirt"])

    expect(till.locator(".line")).to_have_count(1)
    expect(till.locator("#search")).to_have_value("bel")


def test_finish_pressed_twice_books_once(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop.codes["shirt"])
    till.keyboard.press("F2")
    till.locator(".sheet .keys .pay").dblclick()

    expect(till.locator(".done")).to_be_visible()
    till.wait_for_timeout(500)
    assert len(site.do(receipts)) == 1


def test_a_reload_keeps_the_cart(shop: Shop, till: Page) -> None:
    scan(till, shop.codes["shirt"])
    scan(till, shop.codes["belt"])
    expect(till.locator(".line")).to_have_count(2)
    till.wait_for_timeout(300)

    till.reload()

    expect(till.locator(".line")).to_have_count(2)
    expect(till.locator(".totals .all b")).to_have_text("₦14,000.00")


def test_an_unknown_code_is_said_and_nothing_is_added(till: Page) -> None:
    scan(till, "4006381333931")

    expect(till.locator(".notice")).to_contain_text("No product has the code 4006381333931.")
    expect(till.locator(".line")).to_have_count(0)


def test_more_than_the_stock_is_refused_with_a_sentence_and_the_cart_stays(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop.codes["shirt"])
    till.keyboard.press("2")
    till.keyboard.press("5")
    expect(till.locator(".quantity b")).to_have_text("25")

    pay_exactly(till)

    expect(till.locator(".notice.bad")).to_contain_text("20")
    expect(till.locator(".line")).to_have_count(1)
    assert site.do(receipts) == []


def test_five_sales_without_the_server_arrive_when_it_is_back(site: Site, shop: Shop, till: Page) -> None:
    site.kill()
    expect(till.locator(".status")).to_contain_text("Offline", timeout=10_000)

    for _ in range(5):
        scan(till, shop.codes["belt"])
        pay_exactly(till)
        expect(till.locator(".done")).to_contain_text("kept on this till")
        till.keyboard.press("Enter")
    expect(till.locator(".status")).to_contain_text("5 unsent")

    site.start()
    online(till)
    assert site.do(receipts) == [{"total": Decimal("4000.00"), "units": 1, "was_offline": True}] * 5
    assert site.do(level_of, shop.belt, shop.till.floor)[0] == 15


def test_a_till_reopened_without_the_server_goes_on_by_pin(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop.codes["shirt"])
    till.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    till.wait_for_timeout(2500)
    site.kill()
    context = till.context
    till.close()

    again = context.new_page()
    again.goto(f"{site.url}/sell/")
    again.locator(".people button").first.click()
    again.keyboard.type(PIN, delay=60)
    again.keyboard.press("Enter")
    expect(again.locator(".line")).to_have_count(1)
    pay_exactly(again)
    expect(again.locator(".done")).to_contain_text("kept on this till")


def test_the_customers_screen_follows(shop: Shop, till: Page, context: BrowserContext, site: Site) -> None:
    display = context.new_page()
    display.goto(f"{site.url}/customer-display/")
    expect(display.locator("h1")).to_contain_text("Welcome")

    scan(till, shop.codes["shirt"])
    expect(display.locator("li")).to_have_count(1)
    expect(display.locator(".sum .all b")).to_have_text("₦10,000.00")

    pay_exactly(till)
    expect(display.locator("h1")).to_contain_text("Thank you")


def test_an_ended_session_keeps_the_cart(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop.codes["shirt"])
    till.context.clear_cookies(name="sessionid")
    till.reload()

    till.locator(".people button").first.click()
    till.get_by_text("By user name and password").click()
    till.get_by_label("User name").fill(shop.till.cashier.username)
    till.get_by_label("Password").fill("only-for-tests")
    till.keyboard.press("Enter")

    expect(till.locator(".line")).to_have_count(1)
