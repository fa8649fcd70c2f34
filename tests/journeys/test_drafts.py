"""A form of new goods in a real browser: kept while one types, taken up after a sign-out, used once."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from apps.catalog.models import Product
from apps.purchasing.models import GoodsDraft
from apps.users.models import User
from tests.browser import Site
from tests.factories.catalog import make_category
from tests.factories.stores import make_shop
from tests.factories.users import make_md

pytestmark = pytest.mark.browser
GOODS = "/admin/purchasing/purchaseinvoice/new-goods/"


def shop_without_goods() -> User:
    make_category("Shirts")
    return make_md(make_shop())


def sign_everybody_out() -> None:
    Session.objects.all().delete()


def test_what_is_typed_is_kept_and_becomes_products_after_a_sign_out(site: Site, page: Page) -> None:
    md = site.do(shop_without_goods)
    site.sign_in(page, md)
    page.goto(site.url + GOODS)
    page.get_by_label("Name").fill("Oxford")
    page.get_by_label("Brand").fill("Zara")
    expect(page.locator("[data-draft-state]")).to_contain_text("Kept as a draft at")

    site.do(sign_everybody_out)
    page.get_by_label("Cost of a piece").fill("5000")
    expect(page.locator("[data-draft-state]")).to_contain_text("sign in again")
    site.sign_in(page, md)
    page.goto(f"{site.url}/admin/purchasing/goodsdraft/")
    page.get_by_role("link", name="Zara Oxford").click()
    expect(page.get_by_label("Name")).to_have_value("Oxford")
    expect(page.get_by_label("Brand")).to_have_value("Zara")

    page.get_by_label("Category").select_option("Shirts")
    page.get_by_label("Cost of a piece").fill("5000")
    page.locator("[name=markup]").fill("100")
    page.get_by_label("New colours").fill("Sage")
    page.get_by_label("New sizes").fill("S, M")
    page.get_by_role("button", name="Next: how many of each").click()
    page.get_by_label("Sage S").fill("3")
    page.get_by_label("Sage M").fill("4")
    expect(page.locator("[data-draft-state]")).to_contain_text("Kept as a draft at")
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_text("7 pieces came in with invoice")).to_be_visible()
    page.goto(f"{site.url}/admin/purchasing/goodsdraft/")
    expect(page.get_by_text("Zara Oxford")).to_have_count(0)
    assert site.do(Product.objects.count) == 2
    assert site.do(GoodsDraft.objects.filter(invoice=None).count) == 0
