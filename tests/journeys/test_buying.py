"""A shop reorders a shirt, counts in what comes by scan, decides the new price, labels what came, and sells it."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from apps.catalog.models import LabelLine, Product
from apps.inventory import integrity as stock_integrity
from apps.purchasing import integrity
from apps.purchasing.models import PurchaseOrder
from apps.sales.models import Receipt
from apps.stores import places
from apps.users.models import User
from tests.browser import Site
from tests.factories.inventory import level_of
from tests.factories.purchasing import make_supplier
from tests.journeys import till
from tests.journeys.till import Shop

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Scene:
    shop: Shop
    manager: User


def furnish() -> Scene:
    """Two shirts lie on the floor; Kano could bring more."""
    shop = till.open_shop(pieces=2)
    make_supplier(name="Kano Textiles", email="sales@kano.example")
    return Scene(shop, User.objects.get(username=shop.manager))


def what_came() -> tuple[str, int, Decimal]:
    order, shirt = PurchaseOrder.objects.get(), Product.objects.get()
    return order.state, *level_of(shirt, places.floor_of(order.shop))


def labels() -> list[int]:
    return list(LabelLine.objects.values_list("copies", flat=True))


def books() -> list[str]:
    return [*integrity.findings(), *stock_integrity.findings()]


def takings() -> list[Decimal]:
    return list(Receipt.objects.values_list("total", flat=True))


def test_from_reorder_over_label_to_sale(site: Site, page: Page) -> None:
    scene = site.do(furnish)
    site.sign_in(page, scene.manager)

    page.goto(f"{site.url}/products/")
    page.locator("input[name=_selected_action]").check()
    page.locator("select[name=action]").select_option("reorder_many")
    page.get_by_role("button", name="Run").click()
    page.get_by_label("Pieces of Zara Office Shirt").fill("3")
    page.get_by_role("button", name="Put into my cart").click()
    expect(page.get_by_text("1 product is in your cart now.")).to_be_visible()
    page.get_by_label("Supplier of").select_option("Kano Textiles")
    page.get_by_label("Cost of a piece").fill("6000")
    page.get_by_role("button", name="Order these now").click()
    expect(page.get_by_text("3 pieces ordered for ₦18,000.00")).to_be_visible()

    page.get_by_role("link", name="PUR-").first.click()
    page.get_by_role("link", name="Receive goods").click()
    page.get_by_role("button", name="Go on").click()
    page.set_viewport_size({"width": 390, "height": 844})
    for counted in (1, 2):
        page.get_by_label("Scan or type a barcode").fill(scene.shop.code)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"{counted} of 3 pieces counted")).to_be_visible()
    page.get_by_role("button", name="Book what was counted").click()
    expect(page.get_by_text("2 pieces are at")).to_be_visible()
    assert site.do(what_came) == ("part", 4, Decimal("22000.00"))

    page.get_by_role("button", name="Take over the ticked prices").click()
    expect(page.get_by_text("1 price is changed.")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Labels for what came").click()
    page.get_by_role("button", name="Labels for what came").click()
    expect(page.get_by_text("1 product was added.")).to_be_visible()
    assert site.do(labels) == [2]

    page.goto(f"{site.url}/reorder/")
    expect(page.get_by_text("Your cart is empty.")).to_be_visible()

    page.context.clear_cookies()
    till.enrol(site, page, scene.shop)
    till.open_shift(page, scene.shop)
    till.sell_one(page, scene.shop)
    assert site.do(takings) == [Decimal("12000.00")]
    assert site.do(books) == []
