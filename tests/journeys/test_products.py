"""Products in a real browser: chosen in the list and changed together."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from apps.catalog.models import Product
from apps.users.models import User
from tests.browser import Site
from tests.factories.catalog import make_products
from tests.factories.stores import make_shop
from tests.factories.users import make_md

pytestmark = pytest.mark.browser
LIST = "/admin/catalog/product/"


def shop_with_goods(number: int) -> User:
    md = make_md(make_shop())
    make_products(number)
    return md


def prices() -> set[Decimal]:
    return set(Product.objects.values_list("price", flat=True))


def test_prices_of_all_that_the_filter_finds_are_looked_at_and_raised(site: Site, page: Page) -> None:
    site.sign_in(page, site.do(shop_with_goods, 30))
    page.goto(f"{site.url}{LIST}?q=zara")

    page.locator("#action-toggle").check()
    page.get_by_text("Select all 30").click()
    page.locator("select[name=action]").select_option("reprice_many")
    page.get_by_role("button", name="Run").click()
    page.get_by_label("What").select_option("raise")
    page.get_by_label("Percent").fill("12.3")
    page.get_by_label("Round to").select_option("100")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator(".many-counts")).to_contain_text("30 prices change")
    assert site.do(prices) == {Decimal(10000)}
    page.get_by_label("Why").fill("New season")
    page.get_by_role("button", name="Write these prices").click()

    expect(page.get_by_text("30 prices are changed.")).to_be_visible()
    assert page.url.endswith(f"{LIST}?q=zara")
    assert site.do(prices) == {Decimal(11200)}


def test_a_price_is_changed_from_its_row_by_keys(site: Site, page: Page) -> None:
    site.sign_in(page, site.do(shop_with_goods, 1))
    product = site.do(Product.objects.get)
    page.goto(f"{site.url}{LIST}")

    page.get_by_role("link", name="₦10,000.00").press("Enter")
    page.get_by_label("Selling price").fill("9500")
    page.get_by_label("Why").fill("Sale")
    page.get_by_label("Why").press("Enter")

    expect(page.get_by_text(f"{product.name} costs ₦9,500.00 now.")).to_be_visible()
    assert site.do(prices) == {Decimal(9500)}
