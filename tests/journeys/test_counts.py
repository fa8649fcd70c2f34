"""A shop is counted while it sells: two people scan on phones, what differs much is counted again, the MD approves."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.catalog.models import Product
from apps.inventory import integrity
from apps.inventory.models import StockCount
from apps.stores import places
from apps.stores.models import Place
from apps.users.models import User
from tests.browser import LISTEN, Site
from tests.factories.catalog import make_product
from tests.factories.counts import sell
from tests.factories.inventory import level_of, stock
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_cashier, make_manager, make_md

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Floor:
    manager: User
    cashier: User
    md: User
    floor: Place
    shirt: Product
    cap: Product
    codes: tuple[str, str]


def furnish() -> Floor:
    make_company()
    shop = make_shop(name="Wuse II")
    floor, shirt, cap = places.floor_of(shop), make_product(style="Office Shirt"), make_product(style="Sun Cap")
    for product in (shirt, cap):
        stock(product, floor, 10)
    codes = (shirt.barcodes.get().code, cap.barcodes.get().code)
    return Floor(make_manager(shop), make_cashier(shop), make_md(shop), floor, shirt, cap, codes)


def scan(page: Page, code: str, pieces: int) -> None:
    page.locator("input[name=pieces]").fill(str(pieces))
    page.get_by_label("Scan or type a barcode").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Scan or type a barcode")).to_have_value("")


def test_counted_while_the_shop_sells(site: Site, page: Page, browser: Browser) -> None:
    shop = site.do(furnish)

    site.sign_in(page, shop.manager)
    page.goto(f"{site.url}/admin/inventory/stockcount/")
    page.get_by_role("link", name="New count").click()
    page.locator("select[name=where]").select_option("Wuse II, shop floor (Abuja)")
    page.get_by_role("button", name="Begin counting").click()
    expect(page.get_by_text("2 of 2 products were not scanned yet")).to_be_visible()
    desk = page.url

    site.do(sell, shop.shirt, shop.floor, 2)
    phone = browser.new_context(viewport=PHONE)
    phone.add_init_script(LISTEN)
    other = phone.new_page()
    site.sign_in(other, shop.cashier)
    other.goto(desk)
    scan(other, shop.codes[0], 8)
    expect(other.get_by_label("Pieces of Zara Office Shirt, White, M that you found")).to_have_value("8")
    scan(page, shop.codes[1], 5)
    expect(page.get_by_label("Pieces of Zara Sun Cap, White, M that you found")).to_have_value("5")
    site.do(sell, shop.shirt, shop.floor, 1)
    page.get_by_role("button", name="Finish counting").click()
    expect(page.get_by_text("1 product differs much, or was sold meanwhile: count it again.")).to_be_visible()

    other.reload()
    scan(other, shop.codes[1], 9)
    expect(other.get_by_label("Pieces of Zara Sun Cap, White, M that you found")).to_have_value("9")
    phone.close()
    page.reload()
    page.get_by_role("button", name="Finish counting").click()
    expect(page.get_by_text("waits for approval.")).to_be_visible()

    site.sign_in(page, shop.md)
    page.get_by_role("link", name="The count and its papers").click()
    expect(page.get_by_text("0 found, 1 missing")).to_be_visible()
    page.get_by_role("link", name="Approve the differences").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("the books are corrected")).to_be_visible()
    assert site.do(lambda: (level_of(shop.shirt, shop.floor)[0], level_of(shop.cap, shop.floor)[0])) == (7, 9)
    assert site.do(lambda: StockCount.objects.get().state) == StockCount.State.COMPLETED
    assert site.do(integrity.findings) == []
