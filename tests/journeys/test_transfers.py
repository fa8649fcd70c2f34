"""Goods go from Abuja to Lagos with a piece missing: packed by scan, counted in by scan, settled by the MD."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from apps.inventory import integrity
from apps.inventory.models import Transfer
from apps.stores import places
from apps.users.models import User
from tests.browser import Site
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of, stock
from tests.factories.stores import make_company, make_location, make_shop
from tests.factories.users import make_cashier, make_manager, make_md

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Road:
    sender: User
    receiver: User
    md: User
    code: str


def furnish() -> Road:
    make_company()
    abuja, lagos = make_shop(name="Wuse II"), make_shop(make_location("LA"), name="Ikeja")
    shirt = make_product(style="Office Shirt")
    stock(shirt, places.floor_of(abuja), 10)
    return Road(make_manager(abuja), make_cashier(lagos), make_md(abuja), shirt.barcodes.get().code)


def scan(page: Page, code: str, times: int = 1) -> None:
    for _turn in range(times):
        page.get_by_label("Scan or type a barcode").fill(code)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Scan or type a barcode")).to_have_value("")


def what_lies_where() -> tuple[int, int, int]:
    transfer = Transfer.objects.get()
    product = transfer.lines.get().product
    road = places.transit_of(transfer.target.shop.location)
    here, way, there = (level_of(product, place)[0] for place in (transfer.source, road, transfer.target))
    return here, way, there


def test_from_abuja_to_lagos_with_a_missing_piece(site: Site, page: Page) -> None:
    road = site.do(furnish)

    site.sign_in(page, road.sender)
    page.goto(f"{site.url}/admin/inventory/transfer/")
    page.get_by_role("link", name="New transfer").click()
    page.locator("select[name=source]").select_option("Wuse II, shop floor (Abuja)")
    page.locator("select[name=target]").select_option("Ikeja, shop floor (Lagos)")
    page.get_by_role("button", name="Go on").click()
    scan(page, road.code, 3)
    expect(page.get_by_role("heading", name="3 pieces")).to_be_visible()
    page.get_by_role("button", name="Send it off").click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    expect(page.get_by_label("Scan or type a barcode")).to_have_count(0)
    assert site.do(what_lies_where) == (7, 3, 0)

    site.sign_in(page, road.receiver)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.url}/admin/inventory/transfer/")
    page.get_by_role("link", name="TR-ABLA-").first.click()
    page.get_by_role("link", name="Receive the goods").click()
    scan(page, road.code, 2)
    expect(page.get_by_role("heading", name="2 of 3 pieces counted")).to_be_visible()
    page.get_by_role("button", name="Receive what was counted").click()
    expect(page.get_by_text("the difference waits for an MD")).to_be_visible()
    assert site.do(what_lies_where) == (7, 1, 2)

    site.sign_in(page, road.md)
    page.reload()
    page.get_by_label("What became of").select_option("lost: write them off")
    page.get_by_label("How do you know?").fill("The driver lost a parcel")
    page.get_by_role("button", name="Settle the difference").click()
    expect(page.get_by_text("is completed")).to_be_visible()
    assert site.do(what_lies_where) == (7, 0, 2)
    assert site.do(integrity.findings) == []
