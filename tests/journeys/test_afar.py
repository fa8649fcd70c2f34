"""Whoever may allow it is not at the till: asked from there, the phone shows it live, a tap lets the till go on."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.audit.models import AuditEntry
from apps.sales.models import CashMove, Receipt
from apps.users import pins
from apps.users.models import User
from tests.browser import Site
from tests.factories.kiosk import PIN, give_pin
from tests.factories.sales import make_customer
from tests.factories.stores import make_company
from tests.factories.users import make_cashier
from tests.journeys.till import Shop, pay, scan, sell_one

pytestmark = pytest.mark.browser


def user(username: str) -> User:
    return User.objects.select_related("shop").get(username=username)


def who_sold() -> list[tuple[str, str]]:
    return list(
        AuditEntry.objects.filter(act="sales.checkout").order_by("pk").values_list("user_name", "approver_name")
    )


def the_receipt() -> int:
    return Receipt.objects.get().pk


def totals() -> list[Any]:
    return list(Receipt.objects.order_by("pk").values_list("total", flat=True))


def ask_for_30_percent(till: Page, shop: Shop) -> None:
    """Nobody here has a PIN, so the dialog asks from afar at once."""
    scan(till, shop)
    till.keyboard.press("F6")
    till.get_by_label("Percent").fill("30")
    till.get_by_role("button", name="Give the discount").click()
    till.keyboard.press("F2")
    dialog = till.get_by_role("dialog", name="Ask from afar")
    dialog.get_by_label("Why?").fill("A seam is open")
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(till.get_by_role("dialog", name="Waiting for an answer")).to_be_visible()


def test_a_discount_is_allowed_on_the_phone_and_the_till_goes_on(
    site: Site, shop: Shop, till: Page, phone: Page
) -> None:
    ask_for_30_percent(till, shop)

    card = phone.locator(".waiting-card")
    expect(card).to_contain_text("30 %")
    expect(card).to_contain_text("Chidi Eze")
    expect(card).to_contain_text("A seam is open")
    card.get_by_role("button", name="Allow").click()
    expect(phone.get_by_text("Nothing waits for you")).to_be_visible()

    expect(till.get_by_role("dialog", name="Payment")).to_be_visible()
    till.get_by_label("Amount").focus()
    till.keyboard.press("Enter")
    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    assert (site.do(totals), site.do(who_sold)) == ([Decimal("7000.00")], [("Chidi Eze", "Ada Obi")])
    phone.goto(f"{site.url}/admin/sales/receipt/{site.do(the_receipt)}/change/")
    expect(phone.locator(".sale-notice")).to_contain_text(
        "Sold by Chidi Eze; what went beyond their limits was allowed by Ada Obi."
    )


@pytest.mark.prove
def test_the_till_sells_to_the_next_one_while_it_waits_and_what_is_allowed_comes_back_with_the_cart(
    site: Site, shop: Shop, till: Page, phone: Page
) -> None:
    ask_for_30_percent(till, shop)
    till.get_by_role("button", name="Go on selling").click()
    expect(till.locator(".afar")).to_contain_text("Waiting for an answer")
    till.keyboard.press("F7")
    till.get_by_role("dialog", name="Park this sale").get_by_role("button", name="Park", exact=True).click()
    expect(till.get_by_text("The cart is empty")).to_be_visible()
    scan(till, shop)
    pay(till)

    phone.get_by_role("button", name="Allow").click()
    expect(till.locator(".afar")).to_contain_text("Ada Obi allowed it")

    till.keyboard.press("F8")
    till.get_by_role("button", name="Take up").click()
    expect(till.locator(".afar")).to_be_hidden()
    pay(till)
    assert site.do(totals) == [Decimal("10000.00"), Decimal("7000.00")]
    assert site.do(who_sold) == [("Chidi Eze", ""), ("Chidi Eze", "Ada Obi")]


def test_a_refusal_is_said_with_who_and_why(site: Site, shop: Shop, till: Page, phone: Page) -> None:
    ask_for_30_percent(till, shop)

    phone.get_by_text("Add a note").click()
    phone.get_by_label("Note to who asks").fill("Ten at most")
    phone.get_by_role("button", name="Refuse").click()

    notice = till.locator(".notice.bad")
    expect(notice).to_contain_text("Ada Obi refused")
    expect(notice).to_contain_text("Ten at most")
    expect(till.get_by_role("dialog", name="Payment")).to_be_hidden()
    assert site.do(totals) == []


@pytest.mark.prove
def test_a_question_that_is_taken_back_leaves_the_phone(shop: Shop, till: Page, phone: Page) -> None:
    ask_for_30_percent(till, shop)
    expect(phone.locator(".waiting-card")).to_be_visible()

    till.get_by_role("button", name="Take the question back").click()

    expect(phone.get_by_text("Nothing waits for you")).to_be_visible()
    expect(till.get_by_role("dialog", name="Waiting for an answer")).to_be_hidden()


@pytest.mark.prove
def test_the_drawer_is_gone_on_with_by_a_press_when_the_answer_comes_later(shop: Shop, till: Page, phone: Page) -> None:
    till.get_by_role("button", name="Chidi Eze: menu").click()
    till.get_by_role("menuitem", name="Open the drawer").click()
    till.get_by_label("Why?").fill("Change for the customer")
    till.get_by_role("button", name="Ask", exact=True).click()
    till.get_by_role("button", name="Go on selling").click()
    phone.get_by_role("button", name="Allow").click()

    till.get_by_role("button", name="Go on", exact=True).click()

    expect(till.get_by_text("The drawer opens. It is written down.")).to_be_visible()


def ask_now(till: Page) -> None:
    """The reason was typed before: it is asked as it stands."""
    dialog = till.get_by_role("dialog", name="Ask from afar")
    expect(dialog.get_by_label("Why?")).not_to_have_value("")
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(till.get_by_role("dialog", name="Waiting for an answer")).to_be_visible()


def the_void() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(act="sales.void").values_list("user_name", "approver_name"))


def test_a_void_is_allowed_on_the_phone_and_done_at_once(site: Site, shop: Shop, till: Page, phone: Page) -> None:
    number = sell_one(till, shop)
    till.keyboard.press("F9")
    till.get_by_role("button", name=f"Void {number}").click()
    till.get_by_label("Why?").fill("Rung up twice")
    till.get_by_role("button", name="Void the sale", exact=True).click()
    ask_now(till)

    card = phone.locator(".waiting-card")
    expect(card).to_contain_text(number)
    expect(card).to_contain_text("₦10,000.00")
    expect(card).to_contain_text("Rung up twice")
    assert site.do(the_void) == []
    card.get_by_role("button", name="Allow").click()

    expect(till.locator(".notice.good")).to_contain_text(f"{number} is voided.")
    assert site.do(the_void) == [("Chidi Eze", "Ada Obi")]


def cash_moves() -> list[tuple[Any, str, str]]:
    return list(CashMove.objects.values_list("amount", "user_name", "approver_name"))


def test_cash_out_is_allowed_on_the_phone_and_a_no_moves_none(site: Site, shop: Shop, till: Page, phone: Page) -> None:
    def take_out(amount: str) -> None:
        till.get_by_role("button", name="Chidi Eze: menu").click()
        till.get_by_role("menuitem", name="Cash in or out").click()
        till.get_by_label("Amount").fill(amount)
        till.get_by_label("What for?").fill("Diesel")
        till.get_by_role("button", name="Take the cash out").click()
        ask_now(till)

    take_out("3000")
    expect(phone.locator(".waiting-card")).to_contain_text("₦3,000.00")
    phone.get_by_role("button", name="Allow").click()
    expect(till.locator(".notice.good")).to_contain_text("₦3,000.00 was taken out of the drawer.")

    take_out("1000")
    phone.get_by_role("button", name="Refuse").click()
    expect(till.locator(".notice.bad")).to_contain_text("Ada Obi refused")
    assert site.do(cash_moves) == [(Decimal("3000.00"), "Chidi Eze", "Ada Obi")]


@pytest.fixture
def little_credit(site: Site, shop: Shop) -> None:
    """Before anybody opens the till, for a server remembers the company's settings for some seconds."""
    site.do(make_company, credit_limit=Decimal("1000.00"))


def debts() -> list[tuple[Any, str]]:
    names = dict(AuditEntry.objects.filter(act="sales.checkout").values_list("subject_name", "approver_name"))
    return [(row.due, names[row.number]) for row in Receipt.objects.order_by("pk")]


def test_a_debt_beyond_the_limit_is_allowed_on_the_phone_and_stays_on_the_receipt(
    site: Site, shop: Shop, little_credit: None, till: Page, phone: Page
) -> None:
    site.do(make_customer, "Ngozi Eze", phone="+2348031234567")
    scan(till, shop)
    till.keyboard.press("F4")
    till.get_by_label("Name or phone").fill("Ngozi")
    till.get_by_role("dialog").get_by_role("button", name=re.compile("Ngozi Eze")).click()

    def pay_a_part() -> None:
        till.keyboard.press("F2")
        till.get_by_role("button", name="Part payment").click()
        till.get_by_label("Amount").fill("4000")
        till.keyboard.press("Enter")

    pay_a_part()
    dialog = till.get_by_role("dialog", name="Ask from afar")
    expect(dialog).to_contain_text("passes the credit limit of ₦1,000.00")
    dialog.get_by_label("Why?").fill("She pays on Friday")
    dialog.get_by_role("button", name="Ask", exact=True).click()
    card = phone.locator(".waiting-card")
    for words in ("Ngozi Eze", "₦6,000.00 shall stay unpaid", "She pays on Friday"):
        expect(card).to_contain_text(words)
    assert site.do(debts) == []
    card.get_by_role("button", name="Allow").click()

    expect(till.locator(".notice.good")).to_contain_text("Approved. Press Pay again.")
    pay_a_part()
    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    assert site.do(debts) == [(Decimal("6000.00"), "Ada Obi")]


def lock_a_colleague(username: str) -> None:
    colleague = give_pin(make_cashier(user(username).shop, first_name="Bola", last_name="Ade"))
    User.objects.filter(pk=colleague.pk).update(pin_failures=pins.TRIES)


def test_a_locked_pin_is_opened_from_afar(site: Site, shop: Shop, till: Page, phone: Page) -> None:
    site.do(lock_a_colleague, shop.manager)
    till.reload()
    till.get_by_role("button", name="Chidi Eze: menu").click()
    till.get_by_role("menuitem", name="Switch by PIN").click()
    till.get_by_role("button", name="Bola Ade").click()
    till.keyboard.type(PIN, delay=60)
    till.keyboard.press("Enter")
    till.get_by_role("button", name="Ask for it to be unlocked").click()
    till.get_by_label("Why?").fill("She knows it again")
    till.get_by_role("button", name="Ask", exact=True).click()

    expect(phone.locator(".waiting-card")).to_contain_text("The PIN of Bola Ade shall be unlocked.")
    phone.get_by_role("button", name="Allow").click()

    expect(till.locator(".notice.good")).to_contain_text("Ada Obi allowed it: The PIN of Bola Ade shall be unlocked.")
    till.get_by_role("button", name="Chidi Eze: menu").click()
    till.get_by_role("menuitem", name="Switch by PIN").click()
    till.get_by_role("button", name="Bola Ade").click()
    till.keyboard.type(PIN, delay=60)
    till.keyboard.press("Enter")
    expect(till.get_by_role("button", name="Bola Ade: menu")).to_be_visible()


def test_a_cashier_is_not_let_in_to_what_waits(site: Site, shop: Shop, page: Page) -> None:
    site.sign_in(page, site.do(user, shop.cashier))

    answer = page.goto(f"{site.url}/approvals/")

    assert answer is not None
    assert answer.status == 403
    page.goto(f"{site.url}/admin/")
    expect(page.get_by_role("link", name="Waiting for you")).to_have_count(0)
