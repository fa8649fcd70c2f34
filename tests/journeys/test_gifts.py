"""Gifts at the counter: an MD gives alone, a cashier with a word from afar, and nobody round the screen."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.audit.models import AuditEntry
from apps.sales.models import Receipt
from apps.users.models import User
from tests.browser import LISTEN, Site
from tests.factories.kiosk import give_pin
from tests.factories.users import make_md
from tests.journeys.till import Shop, scan, switch_to_md

pytestmark = pytest.mark.browser


@pytest.fixture
def md(site: Site, shop: Shop) -> User:
    return site.do(lambda: give_pin(make_md(User.objects.get(username=shop.manager).shop)))


@pytest.fixture
def phone(site: Site, browser: Browser, md: User) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(LISTEN)
    opened = context.new_page()
    site.sign_in(opened, md)
    opened.goto(f"{site.url}/approvals/")
    expect(opened.get_by_text("Live: what is asked appears here by itself.")).to_be_visible()
    yield opened
    context.close()


def make_it_a_gift(till: Page, shop: Shop) -> None:
    scan(till, shop)
    till.get_by_role("button", name="Gift").click()
    till.get_by_label("Why is it given?").fill("Opening day")
    till.get_by_role("button", name="Make it a gift").click()
    till.keyboard.press("F2")


def gifts() -> list[tuple[str, Decimal, str, str]]:
    """What each was worth and cost, by whom, with whose word."""
    names = dict(AuditEntry.objects.filter(act="sales.checkout").values_list("subject_name", "approver_name"))
    rows = Receipt.objects.order_by("pk")
    return [(row.kind, row.total, row.cashier_name, names[row.number]) for row in rows]


def test_a_cashiers_gift_is_allowed_on_the_phone_and_needs_no_money(
    site: Site, shop: Shop, till: Page, phone: Page
) -> None:
    make_it_a_gift(till, shop)
    till.get_by_role("button", name="They are not here: ask from afar").or_(
        till.get_by_role("dialog", name="Ask from afar")
    ).first.click()
    dialog = till.get_by_role("dialog", name="Ask from afar")
    dialog.get_by_label("Why?").fill("The first hundred customers")
    dialog.get_by_role("button", name="Ask", exact=True).click()

    card = phone.locator(".waiting-card")
    expect(card).to_contain_text("A gift worth ₦10,000.00")
    assert site.do(gifts) == []
    card.get_by_role("button", name="Allow").click()
    till.get_by_role("button", name="Finish the gift").click()

    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    assert site.do(gifts) == [("gift", Decimal("0.00"), "Chidi Eze", "Ada Obi")]


def test_an_md_gives_alone(site: Site, shop: Shop, till: Page, md: User) -> None:
    till.reload()
    switch_to_md(till)

    make_it_a_gift(till, shop)
    till.get_by_role("button", name="Finish the gift").click()

    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    assert site.do(gifts) == [("gift", Decimal("0.00"), "Ada Obi", "")]


GIVE = """
async () => {
  const { csrf, shift, user } = await (await fetch("/sell/session/")).json();
  const { products } = await (await fetch("/sell/catalogue/")).json();
  const [[product_id, , , , , , , , , unit_price]] = products;
  const line = { product_id, quantity: 1, unit_price, gift_reason: "Round the screen" };
  const empty = { tenders: [], removed: [], approvals: [], customer_id: null, provisional_number: "", total: "0.00" };
  const sold_at = new Date().toISOString();
  const mine = { key: crypto.randomUUID(), shift_key: shift.key, cashier_id: user.id, sold_at };
  const message = JSON.stringify({ id: "1", name: "sell", body: { ...empty, ...mine, lines: [line] } });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  const answer = await fetch("/sell/command/", { method: "POST", headers, body: message });
  return (await answer.json()).refusal;
}
"""


def test_a_cashier_gives_nothing_round_the_screen(site: Site, shop: Shop, till: Page) -> None:
    refusal: dict[str, Any] = till.evaluate(GIVE)

    assert (refusal["code"], refusal["details"].get("action")) == ("approval_needed", "gift"), refusal
    assert site.do(gifts) == []
    answer = till.goto(f"{site.url}/approvals/")
    assert answer is not None
    assert answer.status == 403
