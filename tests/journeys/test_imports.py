"""A list on its way in a real browser: uploaded, followed, looked at, mapped, written."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from apps.catalog import lists
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.users.models import User
from tests.browser import ROOT, Site
from tests.factories.purchasing import make_shop_with_places
from tests.factories.users import make_md

pytestmark = pytest.mark.browser
UNKNOWN = "Maker;Kost;Art\nZara;1,000;Shirts\nZara;2,000;Tents\n"


def stocked_lists() -> User:
    lists.set_up(by=Actor.system())
    return make_md(make_shop_with_places())


def upload(page: Page, site: Site, path: Path) -> None:
    page.goto(f"{site.url}/admin/purchasing/importjob/add/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Upload and look").click()


def test_a_list_is_followed_filtered_and_imported_and_unknown_titles_are_mapped(
    site: Site, page: Page, tmp_path: Path
) -> None:
    site.sign_in(page, site.do(stocked_lists))
    upload(page, site, ROOT / "fixtures/workbooks/products-messy.xlsx")
    expect(page.locator(".import-counts .is-fault")).to_contain_text("12", timeout=60_000)

    page.select_option("select[name=show]", "faulty")
    page.select_option("select[name=column]", "price")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".import-table tbody tr")).to_have_count(3)

    page.locator("a[href$='/confirm-import/']").click()
    expect(page.locator("#dialog")).to_contain_text("products-messy.xlsx")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#dialog")).to_contain_text("12 rows have faults")
    page.locator("[name=leave_out]").check(force=True)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".import-links")).to_contain_text("Invoice INV", timeout=60_000)
    assert site.do(Product.objects.count) == 49

    (tmp_path / "unwanted.csv").write_text("Maker,Kost\nZara,1000\n")
    upload(page, site, tmp_path / "unwanted.csv")
    page.get_by_role("link", name="Put aside").click()
    page.get_by_role("button", name="Put aside", exact=True).click()
    expect(page.locator(".import-preview")).to_contain_text("nothing was written")

    (tmp_path / "unknown.csv").write_text(UNKNOWN)
    upload(page, site, tmp_path / "unknown.csv")
    for title, name in (("Maker", "brand"), ("Kost", "price"), ("Art", "category")):
        page.get_by_label(title).select_option(name)
    page.get_by_role("button", name="Read the list").click()
    expect(page.locator(".import-counts .is-fault")).to_contain_text("1", timeout=60_000)

    page.locator("a[href$='/cancel-import/']").click()
    page.get_by_role("button", name="Put aside", exact=True).click()
    expect(page.locator(".import-preview")).to_contain_text("nothing was written")
    assert site.do(Product.objects.count) == 49
