"""A list goes along as a file in a real browser: filtered, in chosen columns, at once or followed, and back again."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from apps.core.actor import Actor
from apps.customers import people
from apps.users.models import User
from tests.browser import Site
from tests.factories.customers import make_customer
from tests.factories.purchasing import make_shop_with_places
from tests.factories.users import make_cashier, make_md

pytestmark = pytest.mark.browser
LIST = "/admin/customers/customer/"
MANY = 800


def with_customers() -> tuple[User, User]:
    """Two women called Bola, one of a name that looks like a formula, and a man; the MD and a cashier."""
    make_customer(name="=Bola Ade", phone="+2348031111111", gender="female", address="1 Lake Road\nWuse")
    make_customer(name="Bola Obi", phone=None, email="bola@example.com", gender="female", is_frequent=True)
    make_customer(name="Chidi Eze", gender="male")
    shop = make_shop_with_places()
    return make_md(shop), make_cashier(shop)


def with_many() -> User:
    names = [{"name": f"Customer {number:03d}", "address": f"{number} Lake Road"} for number in range(MANY)]
    people.create_many(names, by=Actor.system(), reason="Test")
    return make_md(make_shop_with_places())


def download(page: Page, folder: Path) -> Path:
    with page.expect_download() as awaited:
        page.get_by_role("button", name="Export", exact=True).click()
    path = folder / awaited.value.suggested_filename
    awaited.value.save_as(path)
    return path


def test_a_filtered_list_goes_along_in_chosen_columns_and_comes_back_unchanged(
    site: Site, page: Page, tmp_path: Path
) -> None:
    md, cashier = site.do(with_customers)
    site.sign_in(page, md)

    page.goto(f"{site.url}{LIST}?q=bola&gender__exact=female&o=-1")
    page.locator(f"a[href^='{LIST}export/']").click()
    expect(page.locator(".export-lead")).to_contain_text("The 2 rows")
    expect(page.locator(".export-lead")).to_contain_text("Gender: female · Search: “bola”")
    page.get_by_role("button", name="None").click()
    page.get_by_label("Phone").check()
    page.get_by_label("Name", exact=True).check()
    path = download(page, tmp_path)

    assert path.suffix == ".xlsx"
    assert list(load_workbook(path).worksheets[0].iter_rows(values_only=True)) == [
        ("Name", "Phone"),
        ("=Bola Ade", "+2348031111111"),
        ("Bola Obi", None),
    ]

    page.goto(f"{site.url}{LIST}export/")
    page.get_by_role("button", name="Tick all").click()
    page.get_by_label("CSV").check()
    path = download(page, tmp_path)
    page.goto(f"{site.url}/admin/purchasing/importjob/add/")
    page.locator("input[name=kind][value=customers]").check()
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.locator(".import-preview")).to_contain_text("importing would change nothing", timeout=60_000)
    expect(page.locator(".import-counts li").nth(2)).to_contain_text("3")

    site.sign_in(page, cashier)
    page.goto(f"{site.url}{LIST}")
    expect(page.get_by_text("Chidi Eze").first).to_be_visible()
    expect(page.locator(f"a[href^='{LIST}export/']")).to_have_count(0)
    answer = page.goto(f"{site.url}{LIST}export/")
    assert answer is not None
    assert answer.status == 403


def test_a_big_one_is_followed_until_its_file_is_there(site: Site, page: Page, tmp_path: Path) -> None:
    site.sign_in(page, site.do(with_many))

    page.goto(f"{site.url}{LIST}export/")
    page.get_by_role("button", name="Tick all").click()
    page.get_by_label("PDF").check()
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_text("The file is ready")).to_be_visible(timeout=90_000)
    with page.expect_download() as awaited:
        page.get_by_role("link", name="Download", exact=True).first.click()

    assert awaited.value.suggested_filename.startswith("customers-")
    assert Path(awaited.value.path()).read_bytes().startswith(b"%PDF-")
    page.goto(f"{site.url}/admin/reporting/export/")
    expect(page.locator("#result_list")).to_contain_text(f"{MANY}")
