"""A test page goes the whole way: dialog, job, background task, virtual printer, picture."""

import pytest
from playwright.sync_api import Page, expect

from apps.core.actor import Actor
from apps.printing import presets
from apps.printing.models import PrintJob
from tests.browser import Site
from tests.factories.printing import make_job, make_printer, sample_receipt
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_md

pytestmark = pytest.mark.browser


def a_shop_that_prints() -> int:
    make_company()
    shop = make_shop(name="Wuse II")
    make_shop(name="Ikeja")
    printer = presets.ensure_virtual(by=Actor.system())
    make_printer(name="Counter Epson", connection="network", host="127.0.0.1", port=9100, shop=shop)
    make_job(printer=printer, shop=shop, document=sample_receipt())
    return printer.pk


def test_test_page_appears_on_the_virtual_printers_paper(site: Site, page: Page) -> None:
    printer = site.do(a_shop_that_prints)
    site.sign_in(page, site.do(make_md))

    page.goto(f"{site.url}/admin/printing/printer/{printer}/change/")
    page.get_by_role("link", name="Test print").first.click()
    page.get_by_role("button", name="Test print").click()
    expect(page.get_by_text("A test page is on its way to Virtual receipt printer.")).to_be_visible()

    page.goto(f"{site.url}/admin/printing/printjob/")
    for _ in range(20):
        if site.do(PrintJob.objects.filter(state=PrintJob.State.DONE).count) == 2:
            break
        page.wait_for_timeout(500)
    page.goto(f"{site.url}/admin/printing/printedsheet/")
    paper = page.locator("img.paper").first
    expect(paper).to_be_visible()
    assert paper.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 640
