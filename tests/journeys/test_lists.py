"""Lists in a real browser: what a reader's eye expects."""

import pytest
from playwright.sync_api import Page

from apps.users.models import User
from tests.browser import Site
from tests.factories.purchasing import make_stocked_product
from tests.factories.stores import make_shop
from tests.factories.users import make_md

pytestmark = pytest.mark.browser
RIGHT_EDGES = """(name) => {
  const right = (selector) => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(selector));
    return Math.round(range.getBoundingClientRect().right);
  };
  return [right(`th.column-${name} .text`), right(`td.field-${name} span`)];
}"""


def stocked_shop() -> User:
    shop = make_shop()
    make_stocked_product(7, shop=shop)
    return make_md(shop)


def test_a_heading_stands_over_its_figures(site: Site, page: Page) -> None:
    site.sign_in(page, site.do(stocked_shop))

    for address, name in (
        ("/admin/catalog/product/", "price_pressed"),
        ("/admin/purchasing/purchaseinvoice/", "units_shown"),
        ("/admin/inventory/stocklevel/", "free"),
    ):
        page.goto(site.url + address)
        heading, figure = page.evaluate(RIGHT_EDGES, name)
        assert abs(heading - figure) <= 1, address
