"""The MD looks at the stock: what is under way, what lay there on a past evening, and has it mailed what runs low."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import low_stock_notices
from apps.stores import places
from apps.users.models import User
from tests.browser import Site
from tests.factories.inventory import stock
from tests.factories.stores import make_company
from tests.factories.transfers import make_cities, make_transfer
from tests.factories.users import make_md

pytestmark = pytest.mark.browser


def furnish() -> tuple[User, date]:
    """Forty jeans lay in Abuja a week ago; today four of them are under way to Lagos, where one lies."""
    make_company()
    then = clock.now() - timedelta(days=7)
    with clock.at(then):
        cities = make_cities(40)
    stock(cities.jeans, places.floor_of(cities.lagos), 1)
    make_transfer(cities, 4, is_sent=True)
    return make_md(cities.abuja), clock.local_date(then)


def look_at_eight() -> None:
    moment = clock.now().replace(hour=7, minute=0)  # eight o'clock in Lagos
    with clock.at(moment):
        low_stock_notices.send_due(by=Actor.system())


def test_stock_is_looked_at_today_on_a_past_evening_and_by_mail(site: Site, page: Page, tmp_path: Path) -> None:
    md, day = site.do(furnish)
    site.sign_in(page, md)

    page.goto(f"{site.url}/admin/")
    low = page.locator(".today-card", has=page.get_by_role("heading", name="Runs low"))
    expect(low).to_contain_text("1 left")
    low.get_by_role("link", name="All").click()
    expect(page.locator("#result_list")).to_contain_text("Ikeja, shop floor")
    expect(page.locator("#result_list")).not_to_contain_text("Wuse II")

    page.goto(f"{site.url}/admin/inventory/stocklevel/")
    head = page.locator(".stock-head")
    expect(head).to_contain_text("In transit to Lagos")
    head.get_by_role("link", name="4", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("On the way to Lagos")
    expect(page.locator("#result_list")).not_to_contain_text("Ikeja")

    page.goto(f"{site.url}/admin/inventory/stocklevel/?q=jeans")
    head.locator("input[name=on]").fill(f"{day:%Y-%m-%d}")
    head.get_by_role("button", name="Show").click()
    expect(head).to_contain_text(f"Pieces on the evening of {day.day} {day:%B %Y}")
    expect(head).to_contain_text("₦4,000.00")
    page.locator("a[href*='stocklevel/export/']").first.click()
    expect(page.locator(".export-lead")).to_contain_text(f"Evening: {day.day} {day:%B %Y} · Search: “jeans”")
    with page.expect_download() as awaited:
        page.get_by_role("button", name="Export", exact=True).click()
    path = tmp_path / awaited.value.suggested_filename
    awaited.value.save_as(path)
    header, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    assert [dict(zip(header, row, strict=True))["On hand then"] for row in rows] == [40]

    page.goto(f"{site.url}/admin/stores/company/1/change/")
    tab = page.locator("#company_form a", has_text="Stock").first
    tab.click()
    page.get_by_label("Tell by mail what runs low").check()
    page.get_by_role("button", name="Save", exact=True).first.click()
    tab.click()
    expect(page.get_by_text("Say who gets the mail: at least one address.")).to_be_visible()
    page.get_by_label("Addresses for it").fill("ada@example.com")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("changed successfully")).to_be_visible()
    site.do(look_at_eight)
    page.goto(f"{site.url}/admin/mail/outgoingmail/")
    expect(page.locator("#result_list")).to_contain_text("1 product runs low")
