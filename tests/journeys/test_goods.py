"""The MD's assistant tends the goods: codes, pictures, what comes in of a style, and what was changed by whom."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from apps.catalog.models import Barcode, Product
from apps.inventory.models import StockLevel
from apps.users.models import User
from tests.browser import Site
from tests.factories.catalog import make_product
from tests.factories.purchasing import make_stocked_product
from tests.factories.stores import make_shop
from tests.factories.users import make_md

pytestmark = pytest.mark.browser
EAN = "4006381333931"


def furnish() -> tuple[User, Product, Product]:
    shop = make_shop()
    small = make_stocked_product(2, shop=shop, style="Oxford", colour="White", size="S")
    return make_md(shop), small, make_product(style="Oxford", colour="White", size="M")


def codes_of(product: Product) -> list[tuple[str, bool]]:
    return list(Barcode.objects.filter(product=product).order_by("pk").values_list("code", "is_primary"))


def in_dialog(page: Page, button: str, **fields: str) -> None:
    for label, text in fields.items():
        page.locator("#dialog-form").get_by_label(label).fill(text)
    page.get_by_role("button", name=button).click()


def scan(page: Page, code: str) -> None:
    """As quick as a scanner, however busy the machine is."""
    page.evaluate(
        """(keys) => {
            for (const key of keys) {
                const pressed = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                document.activeElement.dispatchEvent(pressed);
            }
        }""",
        [*code, "Enter"],
    )


def test_a_code_is_added_put_on_the_label_and_found_from_anywhere(site: Site, page: Page) -> None:
    md, shirt, _other = site.do(furnish)
    site.sign_in(page, md)
    page.goto(f"{site.url}/admin/catalog/product/{shirt.pk}/change/")

    page.get_by_role("link", name="Add a barcode").click()
    expect(page.locator("#dialog")).to_contain_text(shirt.name)
    in_dialog(page, "Add a barcode", Code="4006381333932")
    expect(page.locator("#dialog-form")).to_contain_text("it should end in 1")
    in_dialog(page, "Add a barcode", Code=EAN, Why="It is on the goods")
    expect(page.get_by_text(f"{EAN} finds {shirt.name} now.")).to_be_visible()
    page.get_by_role("link", name="Put on the label").click()
    in_dialog(page, "Put on the label", Why="The supplier's will do")
    expect(page.locator(".codes-card.is-primary")).to_contain_text(EAN)
    assert [is_primary for _code, is_primary in site.do(codes_of, shirt)] == [False, True]

    page.goto(f"{site.url}/admin/catalog/brand/")
    page.keyboard.press("Control+k")
    page.locator("#search-input-command").press_sequentially("381333")
    expect(page.locator("#command-results-list")).to_contain_text(shirt.name)
    page.locator("#search-input-command").fill("")
    scan(page, EAN)
    expect(page).to_have_url(f"{site.url}/admin/catalog/product/{shirt.pk}/change/")
    page.goto(f"{site.url}/admin/catalog/product/changes/?what=codes")
    expect(page.locator(".changes")).to_contain_text(f"Barcode {EAN} put on the label")
    expect(page.locator(".changes")).to_contain_text("The supplier's will do")


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (900, 900), (20, 120, 80)).save(target, "JPEG")
    return target.getvalue()


def test_a_dropped_picture_is_seen_at_once_and_a_style_is_topped_up(site: Site, page: Page) -> None:
    md, small, medium = site.do(furnish)
    site.sign_in(page, md)
    page.goto(f"{site.url}/admin/catalog/product/{small.pk}/change/")

    dropped = page.evaluate_handle(
        """(bytes) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], "shirt.jpg", { type: "image/jpeg" }));
            return carried;
        }""",
        list(photo()),
    )
    page.dispatch_event("[data-picture]", "drop", {"dataTransfer": dropped})
    expect(page.locator(".picture-shown")).to_have_js_property("naturalWidth", 900)
    page.locator("label[for=id_for_other_sizes], #id_for_other_sizes").last.click()
    page.get_by_label("Why this change").fill("New photo")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list .goods-picture").first).to_have_js_property("naturalWidth", 320)
    pictures = site.do(lambda: set(Product.objects.values_list("picture", flat=True)))
    assert len(pictures) == 1
    assert "" not in pictures

    page.goto(f"{site.url}/admin/catalog/style/{small.style_id}/change/")
    page.get_by_role("link", name="Top up, or add sizes and colours").click()
    expect(page.get_by_text("2 of these products are here already")).to_be_visible()
    page.get_by_label("White S").fill("3")
    page.get_by_label("White M").fill("4")
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_text("7 pieces came in with invoice")).to_be_visible()
    levels = site.do(lambda: dict(StockLevel.objects.filter(quantity__gt=0).values_list("product", "quantity")))
    assert levels == {small.pk: 5, medium.pk: 4}
