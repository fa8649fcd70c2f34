"""What was odd about a finished sale stands at the till until somebody answered for it in the back office."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.inventory.models import StockLevel
from apps.sales.models import SaleException, UnbookedSale
from apps.users.models import User
from tests.browser import LISTEN, Site
from tests.factories.users import make_md
from tests.journeys.till import Shop, sell_one, status

pytestmark = pytest.mark.browser

# A finished sale as a till would send it that never heard of any bounds.
BRING = """
async (key) => {
  const {csrf, shift} = await (await fetch("/sell/session/")).json();
  const body = {key, shift_key: shift.key, is_offline: true, provisional_number: "X-00001", total: "999999999999.99",
    lines: [{product_id: 1, quantity: 10000, unit_price: "999999999999.99"}], tenders: []};
  const asked = {id: key, name: "sell", body};
  await fetch("/sell/command/", {method: "POST", headers: {"X-CSRFToken": csrf}, body: JSON.stringify(asked)});
}
"""


@pytest.fixture
def office(site: Site, browser: Browser, shop: Shop) -> Iterator[Page]:
    """The back office in a browser of the MD's own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(LISTEN)
    desk = context.new_page()
    md: User = site.do(make_md)
    site.sign_in(desk, md)
    yield desk
    context.close()


def empty_the_floor() -> None:
    StockLevel.objects.update(quantity=0, value=0)


def answers() -> list[tuple[str, str]]:
    booked = SaleException.objects.values_list("resolved_by_name", "resolution")
    return [*booked, *UnbookedSale.objects.values_list("resolved_by_name", "resolution")]


def resolve(office: Page, site: Site, link: str, answer: str) -> None:
    office.goto(f"{site.url}/admin/")
    office.get_by_role("link", name=link).first.click()
    office.locator("#result_list tbody a").first.click()
    office.get_by_role("link", name="Resolve").first.click()
    office.locator("#dialog [name=resolution]").fill(answer)
    office.locator("#dialog button[type=submit]").click()
    expect(office.get_by_text("Resolved.")).to_be_visible()


def test_a_sale_of_missing_goods_is_listed_at_the_till_until_the_md_answers(
    site: Site, till: Page, shop: Shop, office: Page
) -> None:
    site.do(empty_the_floor)
    site.kill()
    expect(status(till)).to_contain_text("Offline", timeout=10_000)
    sell_one(till, shop)
    site.start()
    expect(status(till)).to_contain_text("all sent · 2 to be looked at", timeout=40_000)

    resolve(office, site, "Exceptions", "The server had just been heard of")
    expect(status(till)).to_contain_text("1 to be looked at")
    resolve(office, site, "Exceptions", "Found behind the shelf")
    expect(status(till)).not_to_contain_text("to be looked at")

    assert sorted(site.do(answers)) == [
        ("Ada Obi", "Found behind the shelf"),
        ("Ada Obi", "The server had just been heard of"),
    ]


def test_a_sale_that_no_receipt_can_hold_reaches_the_md_whole(site: Site, till: Page, shop: Shop, office: Page) -> None:
    till.evaluate(BRING, str(uuid4()))
    till.reload()
    expect(status(till)).to_contain_text("1 to be looked at")
    status(till).click()
    expect(till.get_by_role("dialog")).to_contain_text("The goods come to more than a receipt can hold.")
    till.keyboard.press("Escape")

    resolve(office, site, "Sales not booked", "Typed by mistake, nothing was sold")

    expect(status(till)).not_to_contain_text("to be looked at")
    assert site.do(answers) == [("Ada Obi", "Typed by mistake, nothing was sold")]
