"""An empty house is opened from another machine by whoever read the server's console."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.catalog.models import Brand
from apps.users.models import User
from tests.browser import Site
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_md

pytestmark = pytest.mark.browser
TOLD = {
    "Name of the company": "Ada Fashion",
    "Name of the shop": "Wuse II",
    "First name": "Ada",
    "Last name": "Obi",
    "Name to sign in with": "ada",
    "Password": "many-good-words",
    "The same again": "many-good-words",
}


def test_another_machine_opens_the_house_with_the_code_of_the_console(site: Site, page: Page) -> None:
    page.set_extra_http_headers({"X-Forwarded-For": "192.168.1.50"})
    page.goto(site.url)
    for label, words in TOLD.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Set-up code").fill("AAAA-AAAA-AAAA")
    page.get_by_role("button", name="Open the shop").click()
    expect(page.get_by_text("This is not the code.")).to_be_visible()
    assert site.do(User.objects.count) == 0

    page.get_by_label("Set-up code").fill((site.data_dir / "set-up-code.txt").read_text())
    for label in ("Password", "The same again"):
        page.get_by_label(label, exact=True).fill("many-good-words")
    page.get_by_role("button", name="Open the shop").click()
    expect(page).to_have_url(re.compile("/sell/"))
    assert site.do(User.objects.get).username == "ada"


def test_a_brand_typed_otherwise_is_refused_by_the_name_of_the_one_there_is(site: Site, page: Page) -> None:
    site.do(make_company)
    site.sign_in(page, site.do(lambda: make_md(make_shop())))
    site.do(Brand.objects.create, name="Nike")

    page.goto(f"{site.url}/admin/catalog/brand/add/")
    page.get_by_label("Name").fill("NIKE ")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("There is “Nike” already. Take it, or choose another name.")).to_be_visible()
    assert site.do(Brand.objects.count) == 1
