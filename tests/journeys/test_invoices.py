"""The MD types a supplier's invoice, keeps its picture, mends its tax and marks it as paid; a workbook fills a box."""

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from apps.catalog.models import Product
from apps.inventory import integrity as stock_integrity
from apps.inventory.models import Transfer
from apps.purchasing import integrity
from apps.purchasing.models import PurchaseInvoice
from apps.stores import places
from apps.users.models import User
from tests.browser import Site
from tests.factories.inventory import level_of
from tests.factories.purchasing import make_supplier
from tests.factories.stores import make_shop
from tests.factories.users import make_md
from tests.journeys import till
from tests.journeys.till import Shop
from tests.purchasing import workbooks

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Scene:
    shop: Shop
    home: str
    floor: str
    md: User


def furnish() -> Scene:
    """Two shirts lie on the floor; Kano brought more, with a paper."""
    shop = till.open_shop(pieces=2)
    home = Product.objects.get().levels.get().place.shop
    assert home
    make_shop(name="Ikeja")
    make_supplier(name="Kano Textiles")
    return Scene(shop, home.name, places.floor_of(home).name, make_md(home))


def what_stands() -> tuple[str, str, str, bool, int, int]:
    invoice, shirt = PurchaseInvoice.objects.get(), Product.objects.get()
    here = level_of(shirt, places.floor_of(invoice.shop))[0]
    told = (str(invoice.subtotal), str(invoice.tax), str(invoice.total))
    return *told, invoice.paid_on is not None, invoice.attachments.count(), here


def books() -> list[str]:
    return [*integrity.findings(), *stock_integrity.findings()]


def in_the_box() -> list[int]:
    return list(Transfer.objects.get().lines.values_list("asked", flat=True))


def photograph(folder: Path) -> Path:
    target = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(target, "PNG")
    file = folder / "their invoice.png"
    file.write_bytes(target.getvalue())
    return file


def test_an_invoice_is_typed_from_its_paper_and_paid(site: Site, page: Page, tmp_path: Path) -> None:
    scene = site.do(furnish)
    site.sign_in(page, scene.md)

    page.goto(f"{site.url}/invoices/")
    page.get_by_role("link", name="Invoice by hand").click()
    for pieces in ("1", "2"):
        page.get_by_label("Scan a barcode, or type words").fill(scene.shop.code)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Pieces of Zara Office Shirt")).to_have_value(pieces)
    page.get_by_text("Transport and the like").click()
    page.get_by_label("Something that is none of your goods").fill("Transport")
    page.get_by_role("button", name="Add this line").click()
    page.get_by_label("Cost of a piece of Transport").fill("2,500")
    page.get_by_label("Tax in %").fill("7.5")
    page.get_by_label("Supplier", exact=True).select_option("Kano Textiles")
    page.locator("select[name=shop]").select_option(scene.home)
    page.get_by_label("The goods").select_option(f"come in now: {scene.floor}")
    page.get_by_role("button", name="Reckon").click()
    expect(page.get_by_text("₦13,437.50")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Write the invoice").click()
    expect(page.get_by_text("is written. Keep the supplier's own paper beside it.")).to_be_visible()
    assert site.do(what_stands) == ("12500.00", "937.50", "13437.50", False, 0, 4)

    page.get_by_role("link", name="Keep the supplier's own paper here").click()
    page.locator("input[type=file]").set_input_files(photograph(tmp_path))
    page.get_by_role("button", name="Keep this paper").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="their invoice.jpg").click()
    assert taken.value.suggested_filename == "their invoice.jpg"

    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Back to INV").click()
    page.get_by_role("link", name="Tax and reference").click()
    page.locator("#dialog").get_by_label("The costs include the tax").check(force=True)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("₦12,500.00 are to be paid.")).to_be_visible()
    page.get_by_role("link", name="Mark as paid").click()
    page.locator("#dialog").get_by_label("How").fill("GTB 4711")
    page.get_by_role("button", name="Mark as paid").click()
    expect(page.get_by_text("is paid.")).to_be_visible()
    assert site.do(what_stands) == ("12500.00", "872.09", "12500.00", True, 1, 4)
    assert site.do(books) == []


def test_a_box_is_filled_from_a_workbook(site: Site, page: Page, tmp_path: Path) -> None:
    scene = site.do(furnish)
    site.sign_in(page, scene.md)
    list_of_goods = tmp_path / "box.xlsx"

    page.goto(f"{site.url}/admin/inventory/transfer/")
    page.get_by_role("link", name="New transfer").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("From").select_option(index=1)
    dialog.get_by_label("To").select_option(index=2)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Barcode and pieces, a product a line").fill("999 1")
    page.get_by_role("button", name="Add what was pasted").click()
    expect(page.get_by_text("line 1: no product on sale has the code 999")).to_be_visible()
    expect(page.get_by_label("Barcode and pieces, a product a line")).to_have_value("999 1")

    list_of_goods.write_bytes(workbooks.workbook([scene.shop.code, 2], titles=["barcode", "quantity"]))
    page.get_by_label("Barcode and pieces, a product a line").fill("")
    page.locator("input[type=file]").set_input_files(list_of_goods)
    page.get_by_role("button", name="Add what was pasted").click()
    expect(page.get_by_text("1 product was added.")).to_be_visible()
    assert site.do(in_the_box) == [2]
