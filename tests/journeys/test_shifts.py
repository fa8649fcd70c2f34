"""A drawer from float to Z report: sale, cash out, X report, a blind count that does not fit; and what the MD sees."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.core.actor import Actor
from apps.printing import presets
from apps.printing.models import PrintedSheet
from apps.sales import cash_moves
from apps.sales.cash_moves import CashInput
from apps.sales.models import CashMove, Shift
from apps.users.actors import actor_for
from apps.users.models import User
from tests.browser import Site
from tests.factories.kiosk import PIN, give_pin
from tests.factories.users import make_md
from tests.journeys import till as steps
from tests.journeys.till import Shop, refusal_of, sell_one, status

pytestmark = pytest.mark.browser


def a_shop_that_prints() -> Shop:
    shop = steps.open_shop()
    presets.ensure_virtual(by=Actor.system())
    give_pin(User.objects.get(username=shop.manager))
    return shop


@pytest.fixture
def shop(site: Site) -> Shop:
    return site.do(a_shop_that_prints)


def menu(page: Page, entry: str) -> None:
    page.get_by_role("button", name="menu").click()
    page.get_by_role("menuitem", name=entry).click()


def take_cash_out(page: Page, amount: str, reason: str) -> None:
    """The cashier asks, the manager's PIN allows it."""
    menu(page, "Cash in or out")
    asked = page.get_by_role("dialog", name="Cash in or out")
    asked.get_by_label("Amount").fill(amount)
    asked.get_by_label("What for?").fill(reason)
    asked.get_by_role("button", name="Take the cash out").click()
    approver = page.get_by_role("dialog", name="An approver’s PIN")
    approver.get_by_role("button", name="Musa Bello").click()
    page.keyboard.type(PIN, delay=60)
    page.keyboard.press("Enter")
    expect(approver).to_be_hidden()


def count(page: Page, thousands: str) -> Locator:
    menu(page, "Close the shift")
    dialog = page.get_by_role("dialog", name="Close the shift")
    dialog.get_by_label("₦1,000", exact=True).fill(thousands)
    dialog.get_by_role("button", name="Close the shift").click()
    return dialog


def moved() -> list[dict[str, Any]]:
    return list(CashMove.objects.values("kind", "reason", "user_name", "approver_name"))


def a_md() -> User:
    return make_md()


def shift_number() -> str:
    return Shift.objects.get().number


def printed(title: str) -> bool:
    return PrintedSheet.objects.filter(title__startswith=title).exists()


def wait_for(page: Page, site: Site, title: str) -> None:
    for _time in range(60):
        if site.do(printed, title):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{title} was not printed")


def test_a_drawer_from_float_to_z_report(site: Site, shop: Shop, till: Page) -> None:
    sell_one(till, shop)
    take_cash_out(till, "1500", "Diesel")
    expect(till.get_by_text("₦1,500.00 was taken out of the drawer.")).to_be_visible()
    assert site.do(moved) == [
        {"kind": "out", "reason": "Diesel", "user_name": "Chidi Eze", "approver_name": "Musa Bello"}
    ]

    menu(till, "X report")
    report = till.get_by_role("dialog", name="X report")
    expect(report).to_contain_text("told after the count")
    expect(report).to_contain_text("Cash out: Diesel")
    expect(report).not_to_contain_text("13,500")
    till.keyboard.press("Escape")

    dialog = count(till, "13")
    expect(dialog.get_by_role("alert")).to_contain_text("That is not what should be in the drawer.")
    expect(dialog).not_to_contain_text("500.00")
    dialog.get_by_label("Why does it differ?").fill("A note was torn")
    dialog.get_by_role("button", name="Close with this reason").click()
    closed = till.get_by_role("dialog", name="The shift is closed")
    expect(closed).to_contain_text("₦500.00 are missing.")
    closed.get_by_role("button", name="Done").click()
    expect(till.get_by_role("button", name="Open the shift")).to_be_visible()

    wait_for(till, site, "Z report")
    the_md_sees_it(site, till)


def the_md_sees_it(site: Site, page: Page) -> None:
    number = site.do(shift_number)
    site.sign_in(page, site.do(a_md))
    page.goto(f"{site.url}/admin/sales/shift/")
    expect(page.locator("#result_list")).to_contain_text("−₦500.00")
    page.get_by_role("link", name=number).click()
    expect(page.locator(".sale-notice")).to_contain_text("₦500.00 are missing. “A note was torn”")
    expect(page.locator(".shift-report")).to_contain_text("₦13,500.00")
    page.goto(f"{site.url}/admin/sales/shift/differences/")
    expect(page.locator(".differences tbody tr")).to_contain_text("Chidi Eze")
    page.goto(f"{site.url}/admin/printing/printedsheet/")
    paper = page.locator("img.paper").first
    expect(paper).to_be_visible()
    assert paper.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 640


def test_without_the_server_the_count_follows_the_sales(site: Site, shop: Shop, till: Page) -> None:
    site.stop()
    expect(status(till)).to_contain_text("Offline")
    sell_one(till, shop)

    dialog = count(till, "14")
    expect(dialog).to_be_hidden()
    closed = till.get_by_role("dialog", name="The shift is closed")
    expect(closed).to_contain_text("The server completes the close when it can be reached")
    closed.get_by_role("button", name="Done").click()

    site.start()
    wait_for(till, site, "Z report")
    shift = site.do(Shift.objects.get)
    assert (str(shift.expected_cash), str(shift.difference)) == ("15000.00", "-1000.00")


def test_a_cashier_is_refused_where_the_drawer_is_judged(site: Site, shop: Shop, till: Page) -> None:
    """On the screen, by the address, and on the line."""
    sell_one(till, shop)
    told = till.evaluate(
        """async () => {
        const csrf = (await (await fetch("/sell/session/")).json()).csrf;
        const shift = (await (await fetch("/sell/session/")).json()).shift;
        const body = { key: crypto.randomUUID(), shift_key: shift.key, kind: "out", amount: "100.00", reason: "Mine" };
        const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
        const asked = JSON.stringify({ id: "1", name: "move_cash", body });
        return (await fetch("/sell/command/", { method: "POST", headers, body: asked })).json();
    }"""
    )
    assert told["refusal"]["code"] == "approval_needed"

    answer = till.goto(f"{site.url}/admin/sales/shift/differences/")
    assert answer is not None
    assert answer.status == 403
    till.goto(f"{site.url}/admin/sales/shift/")
    till.get_by_role("link", name=site.do(shift_number)).click()
    expect(till.get_by_text("What it took is told once the drawer is counted.")).to_be_visible()
    expect(till.get_by_role("link", name="Close the shift")).to_be_hidden()
    assert site.do(moved) == []


def taken_out_alone() -> None:
    """The till had no server, and nobody was there who may allow it."""
    shift = Shift.objects.get()
    asked = CashInput(uuid4(), CashMove.Kind.OUT, Decimal("1000.00"), "Diesel", is_offline=True, shift_key=shift.key)
    cash_moves.move(shift, asked, by=actor_for(shift.opened_by, register=shift.register))


def answers() -> list[tuple[str, str]]:
    return list(CashMove.objects.values_list("resolution", "resolved_by_name"))


def test_the_md_answers_for_doubtful_cash_and_closes_a_drawer_that_was_left(site: Site, shop: Shop, till: Page) -> None:
    sell_one(till, shop)
    site.do(taken_out_alone)
    site.sign_in(till, site.do(a_md))

    till.goto(f"{site.url}/admin/")
    till.get_by_text("1 cash movement is to be looked at.").click()
    in_the_sidebar = till.locator("#nav-sidebar a").filter(has_text="Cash movements")
    expect(in_the_sidebar).to_contain_text("1")
    till.get_by_role("link", name="Diesel").click()
    till.get_by_role("link", name="Answer").click()
    till.get_by_label("What was found or done").fill("The driver has the bill.")
    till.get_by_role("button", name="Answer").click()
    expect(till.get_by_text("Answered.", exact=True)).to_be_visible()
    expect(in_the_sidebar).not_to_contain_text("1")
    assert site.do(answers) == [("The driver has the bill.", "Ada Obi")]

    till.get_by_role("link", name=site.do(shift_number)).click()
    till.get_by_role("link", name="Close the shift").click()
    form = till.locator("form").filter(has_text="Notes and coins")
    form.get_by_label("₦1,000.00 ×").fill("13")
    form.get_by_role("button", name="Close the shift").click()
    expect(form).to_contain_text("Count again, or say why and close.")
    form.get_by_label("Comment").fill("She left early")
    form.get_by_role("button", name="Close the shift").click()

    expect(till.get_by_text("is closed, difference −₦1,000.00.")).to_be_visible()
    expect(till.locator(".shift-report")).to_contain_text("13 × ₦1,000.00")
    wait_for(till, site, "Z report")
    assert site.do(lambda: Shift.objects.get().closed_by.username) == site.do(
        lambda: User.objects.latest("pk").username
    )


def test_who_does_not_sell_meets_no_drawer(site: Site, shop: Shop, till: Page) -> None:
    """Not on the till's screen, nor in the sidebar, nor by the address, nor on the line."""
    till.get_by_role("button", name="menu").click()
    till.get_by_role("menuitem", name="Sign out").click()
    steps.sign_in(till, site.do(steps.make_stranger, shop))
    expect(till.get_by_role("heading", name="You may not sell")).to_be_visible()
    expect(till.get_by_role("button", name="menu")).to_have_count(0)

    body = {"key": str(uuid4()), "kind": "in", "amount": "100.00", "reason": "Mine"}
    shift_key = site.do(lambda: str(Shift.objects.get().key))
    assert refusal_of(till, "move_cash", shift_key=shift_key, **body) == "not_allowed"
    assert refusal_of(till, "close_shift", key=shift_key, counted="0.00") == "not_allowed"
    assert refusal_of(till, "x_report") == "not_allowed"

    till.goto(f"{site.url}/admin/")
    expect(till.locator("#nav-sidebar")).to_contain_text("Products")
    expect(till.locator("#nav-sidebar")).not_to_contain_text("Shifts")
    for address in ("shift/", f"shift/{site.do(lambda: Shift.objects.get().pk)}/change/", "cashmove/"):
        answer = till.goto(f"{site.url}/admin/sales/{address}")
        assert answer is not None
        assert answer.status == 403
    assert site.do(moved) == []
    assert site.do(lambda: Shift.objects.get().is_open)
