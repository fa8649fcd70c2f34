"""The till in a real browser against a real server: what a cashier does all day, and what is refused on the way."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.customers.models import Customer
from apps.inventory.models import StockLevel
from apps.sales.models import Delivery, Receipt, Shift
from apps.users.models import User
from tests.browser import Site
from tests.factories.kiosk import PIN, give_pin
from tests.factories.sales import make_customer
from tests.journeys import till as steps
from tests.journeys.till import Shop, pay, scan, status

pytestmark = pytest.mark.browser


def receipts() -> list[dict[str, Any]]:
    return list(Receipt.objects.order_by("pk").values("total", "units", "due"))


def left() -> int:
    return sum(StockLevel.objects.filter(place__kind="floor").values_list("quantity", flat=True))


def one_sale(units: int, total: str, due: str = "0.00") -> list[dict[str, Any]]:
    return [{"total": Decimal(total), "units": units, "due": Decimal(due)}]


def approver(username: str) -> None:
    give_pin(User.objects.get(username=username))


def reopen(page: Page) -> None:
    page.reload()
    expect(status(page)).to_contain_text("Online · all sent")


def type_pin(page: Page) -> None:
    """The manager's word, at the approver's dialog."""
    dialog = page.get_by_role("dialog", name="An approver’s PIN")
    dialog.get_by_role("button", name="Musa Bello").click()
    page.keyboard.type(PIN, delay=60)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


@pytest.mark.prove
def test_change_is_shown_in_large_type(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    scan(till, shop)
    expect(till.locator(".totals .all b")).to_have_text("₦20,000.00")

    till.keyboard.press("F2")
    till.get_by_label("Amount").fill("21000")
    till.keyboard.press("Enter")

    expect(till.locator(".done .change b")).to_have_text("₦1,000.00")
    assert site.do(receipts) == one_sale(2, "20000.00")
    assert site.do(left) == 48


def test_scan_2_scan_2_gives_four_pieces(shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("2")
    expect(till.locator(".quantity b")).to_have_text("2")
    scan(till, shop)
    till.keyboard.press("2")

    expect(till.locator(".quantity b")).to_have_text("4")


def test_a_scan_while_typing_never_stays_in_the_field(shop: Shop, till: Page) -> None:
    till.keyboard.press("/")
    till.keyboard.type("bel", delay=80)

    scan(till, shop)

    expect(till.locator(".line")).to_have_count(1)
    expect(till.locator("#search")).to_have_value("bel")


def test_finish_pressed_twice_books_once(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("F2")
    till.get_by_role("button", name="Finish").dblclick()

    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    expect(status(till)).to_contain_text("all sent")
    assert site.do(receipts) == one_sale(1, "10000.00")


def test_a_reload_keeps_the_cart(shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("+")
    expect(till.locator(".quantity b")).to_have_text("2")
    till.wait_for_timeout(300)

    till.reload()

    expect(till.locator(".totals .all b")).to_have_text("₦20,000.00")


def test_an_unknown_code_is_said_and_nothing_is_added(till: Page) -> None:
    till.evaluate(steps.SCAN, [*"4006381333931", "Enter"])

    expect(till.locator(".notice")).to_contain_text("No product has the code 4006381333931.")
    expect(till.locator(".line")).to_have_count(0)


def test_more_than_the_stock_is_refused_with_a_sentence_and_the_cart_stays(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("6")
    till.keyboard.press("0")
    expect(till.locator(".quantity b")).to_have_text("60")

    till.keyboard.press("F2")
    till.keyboard.press("Enter")

    expect(till.locator(".notice.bad")).to_contain_text("50")
    expect(till.locator(".quantity b")).to_have_text("60")
    assert site.do(receipts) == []


def test_a_discount_above_the_limit_needs_a_managers_pin(site: Site, shop: Shop, till: Page) -> None:
    site.do(approver, shop.manager)
    reopen(till)
    scan(till, shop)
    till.keyboard.press("F6")
    till.get_by_role("button", name="15 %").click()
    till.keyboard.press("F2")
    type_pin(till)
    expect(till.get_by_label("Amount")).to_be_focused()
    till.keyboard.press("Enter")

    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    assert site.do(receipts) == one_sale(1, "8500.00")


def test_a_gift_is_given_with_its_reason_and_a_managers_pin(site: Site, shop: Shop, till: Page) -> None:
    site.do(approver, shop.manager)
    reopen(till)
    scan(till, shop)
    till.get_by_role("button", name="Gift").click()
    till.get_by_label("Why is it given?").fill("Opening day")
    till.get_by_role("button", name="Make it a gift").click()
    till.keyboard.press("F2")
    type_pin(till)
    till.get_by_role("button", name="Finish the gift").click()

    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    assert site.do(receipts) == one_sale(1, "0.00")


def test_a_new_customer_pays_a_part_and_owes_the_rest(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("F4")
    till.get_by_label("Name or phone").fill("Tunde Bakare")
    till.get_by_role("button", name="Add “Tunde Bakare”").click()
    till.get_by_label("Phone").fill("0803 123 4567")
    till.get_by_role("button", name="Add and take").click()
    expect(till.locator(".customer")).to_contain_text("+2348031234567")

    till.keyboard.press("F2")
    till.get_by_role("button", name="Part payment").click()
    till.get_by_label("Amount").fill("4000")
    till.keyboard.press("Enter")

    expect(till.locator(".done")).to_contain_text("₦6,000.00 remain to be paid")
    assert site.do(receipts) == one_sale(1, "10000.00", due="6000.00")


def test_cash_and_transfer_pay_one_sale(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("F2")
    till.get_by_label("Amount").fill("4000")
    till.keyboard.press("Enter")
    expect(till.locator(".rest b").first).to_have_text("₦6,000.00")
    till.get_by_role("button", name="Bank transfer").click()
    till.get_by_label("reference").fill("0048821")
    till.keyboard.press("Enter")

    expect(till.get_by_role("dialog", name="Sale done")).to_be_visible()
    assert site.do(receipts) == one_sale(1, "10000.00")


def test_a_parked_sale_is_taken_up_again(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("F7")
    till.get_by_label("For whom?").fill("Blue cap")
    till.keyboard.press("Enter")
    expect(till.locator(".line")).to_have_count(0)

    till.keyboard.press("F8")
    till.get_by_role("button", name="Take up").click()
    expect(till.locator(".line")).to_have_count(1)
    pay(till)

    assert site.do(receipts) == one_sale(1, "10000.00")


@pytest.mark.prove
def test_a_delivery_adds_its_fee(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.get_by_role("button", name="Delivery").click()
    till.get_by_label("Address").fill("12 Aminu Kano Crescent")
    till.get_by_label("Fee").fill("1500")
    till.get_by_role("button", name="Done").click()
    expect(till.locator(".totals .all b")).to_have_text("₦11,500.00")
    pay(till)

    assert site.do(receipts) == one_sale(1, "11500.00")
    assert site.do(lambda: Delivery.objects.get().address) == "12 Aminu Kano Crescent"


def test_a_sale_is_voided_with_a_managers_pin(site: Site, shop: Shop, till: Page) -> None:
    site.do(approver, shop.manager)
    reopen(till)
    scan(till, shop)
    number = pay(till)
    till.keyboard.press("F9")
    till.get_by_role("button", name=f"Void {number}").click()
    till.get_by_label("Why?").fill("Wrong size")
    till.get_by_role("button", name="Void the sale").click()
    type_pin(till)

    expect(till.locator(".notice")).to_contain_text(f"{number} is voided.")
    assert site.do(left) == 50


def test_the_shift_is_closed_by_a_blind_count(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    pay(till)
    till.locator(".who").click()
    till.get_by_role("menuitem", name="Close the shift").click()
    till.get_by_label("₦1,000", exact=True).fill("14")
    expect(till.get_by_role("dialog")).not_to_contain_text("15,000")
    till.get_by_role("button", name="Close the shift").click()
    till.get_by_label("Why does it differ?").fill("A note was torn")
    till.get_by_role("button", name="Close with this reason").click()

    expect(till.get_by_role("dialog", name="The shift is closed")).to_contain_text("₦1,000.00 are missing.")
    assert site.do(lambda: Shift.objects.get().difference) == Decimal("-1000.00")


@pytest.mark.prove
def test_a_known_customer_is_found_and_named_on_the_receipt(site: Site, shop: Shop, till: Page) -> None:
    site.do(make_customer, "Ngozi Eze", "+2348035550000")
    scan(till, shop)
    till.keyboard.press("F4")
    till.get_by_label("Name or phone").fill("ngozi")
    till.get_by_role("button", name="Ngozi Eze").click()
    pay(till)

    assert site.do(lambda: Receipt.objects.get().customer) == site.do(Customer.objects.get)


def test_a_scanner_alone_sells_and_takes_cash(site: Site, shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.evaluate(steps.SCAN, [*"NEXUS-MORE", "Enter"])
    till.evaluate(steps.SCAN, [*"NEXUS-CASH50000", "Enter"])
    expect(till.locator(".done .change b")).to_have_text("₦30,000.00")
    till.evaluate(steps.SCAN, [*"NEXUS-NEW", "Enter"])

    expect(till.get_by_role("dialog", name="Sale done")).to_be_hidden()
    assert site.do(receipts) == one_sale(2, "20000.00")


@pytest.mark.prove
def test_a_missing_reference_is_said_in_the_payment_sheet_until_it_is_typed(shop: Shop, till: Page) -> None:
    scan(till, shop)
    till.keyboard.press("F2")
    sheet = till.get_by_role("dialog", name="Payment")
    sheet.get_by_role("button", name="Bank transfer").click()
    till.keyboard.press("Enter")
    expect(sheet.get_by_role("alert")).to_contain_text("Type the reference")

    till.get_by_label("reference").fill("0048821")

    expect(sheet.get_by_role("alert")).to_have_count(0)


@pytest.mark.prove
def test_the_drawer_opens_without_a_sale_with_a_managers_pin(site: Site, shop: Shop, till: Page) -> None:
    site.do(approver, shop.manager)
    reopen(till)
    till.locator(".who").click()
    till.get_by_role("menuitem", name="Open the drawer").click()
    type_pin(till)

    expect(till.locator(".notice")).to_contain_text("The drawer opens.")


@pytest.mark.prove
def test_a_receipt_is_printed_again(shop: Shop, till: Page) -> None:
    scan(till, shop)
    number = pay(till)
    till.keyboard.press("F9")
    till.get_by_role("button", name=f"Print {number} again").click()

    expect(till.locator(".notice")).to_contain_text(re.compile(f"{number} is printed again|printer"))


@pytest.mark.prove
def test_the_help_gives_the_sheet_of_barcodes(till: Page) -> None:
    till.keyboard.press("?")
    sheet = till.get_by_role("link", name="Print the sheet of barcodes")

    answer = till.request.get(sheet.evaluate("link => link.href"))

    assert answer.body().startswith(b"%PDF")
