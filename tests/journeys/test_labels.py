"""Labels, from the shelf's products to the label printer's paper."""

import pytest
from playwright.sync_api import Page, expect

from apps.core.actor import Actor
from apps.printing import presets
from apps.printing.models import PrintJob
from tests.browser import Site
from tests.factories.catalog import make_products
from tests.factories.stores import make_shop
from tests.factories.users import make_md

pytestmark = pytest.mark.browser


def furnish() -> tuple[object, list[str]]:
    presets.ensure_virtual(by=Actor.system())
    shop = make_shop()
    goods = make_products(3, brand="Adunni")
    return make_md(shop), [product.barcodes.get().code for product in goods]


def test_labels_are_filled_looked_at_and_printed(site: Site, page: Page) -> None:
    md, codes = site.do(furnish)
    site.sign_in(page, md)  # type: ignore[arg-type]

    page.goto(f"{site.url}/barcodes/manager/")
    page.get_by_label("Brand").select_option("Adunni")
    page.get_by_role("button", name="Add these products").click()
    expect(page.get_by_text("3 products were added.")).to_be_visible()
    page.get_by_label("Scan or type a barcode").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="4 labels")).to_be_visible()
    page.locator("[name^=copies-]").first.fill("5")
    page.locator("[name^=copies-]").first.press("Tab")
    expect(page.get_by_text("The copies are kept.")).to_be_visible()
    page.get_by_label("Order").select_option("brand")
    page.get_by_role("button", name="Sort").click()
    expect(page.get_by_text("The labels stand by brand now, and are printed so.")).to_be_visible()
    second = page.locator("[data-product] a").nth(1).inner_text()
    page.get_by_role("button", name=f"{second}: one place up").click()
    expect(page.locator("[data-product] a").first).to_have_text(second)
    preview = page.get_by_alt_text("The label as it will be printed")
    expect(preview).to_have_js_property("naturalWidth", 650)
    page.get_by_role("button", name="Print", exact=True).click()
    expect(page.get_by_text("on their way to Virtual label printer")).to_be_visible()
    expect(page.get_by_text("Scan a product, add many at once")).to_be_visible()

    assert site.do(lambda: PrintJob.objects.get().document.count('"kind":"label"')) == 3
