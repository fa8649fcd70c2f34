"""Loyalty from the counter to the office: take part, earn, redeem with a look ahead, void, adjust; nobody else may."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.customers.models import Customer
from apps.loyalty import integrity
from apps.loyalty.models import Account, PointEntry
from apps.sales.models import Receipt
from apps.users.models import Role, User
from tests.browser import Site
from tests.factories.kiosk import give_pin
from tests.factories.loyalty import make_account, make_programme, make_tiers
from tests.factories.sales import make_customer
from tests.factories.users import make_md
from tests.journeys import till as steps
from tests.journeys.till import Shop, pay, refusal_of, scan

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(site: Site) -> Shop:
    """Ten points for every whole ₦1,000; shirts cost ₦10,000."""

    def make() -> Shop:
        shop = steps.open_shop()
        make_programme()
        make_tiers()
        make_customer("Ngozi Eze", "+2348035550000")
        return shop

    return site.do(make)


def story() -> tuple[int, list[tuple[str, int]], list[str]]:
    """The points of the one account, its entries, and what does not add up."""
    entries = PointEntry.objects.order_by("pk").values_list("kind", "points")
    return Account.objects.get().points, list(entries), integrity.findings()


def choose_ngozi(page: Page) -> None:
    page.keyboard.press("F4")
    page.get_by_label("Name or phone").fill("Ngozi")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Ngozi Eze")).click()


def test_a_regular_earns_redeems_gets_back_and_is_adjusted(site: Site, shop: Shop, till: Page, page: Page) -> None:
    scan(till, shop)
    choose_ngozi(till)
    till.locator("button.points").click()
    till.get_by_role("dialog").get_by_role("button", name="Enrol").click()
    expect(till.get_by_role("dialog")).to_contain_text("0 points")
    till.keyboard.press("Escape")
    expect(till.locator("button.points")).to_contain_text("earns 100")

    till.keyboard.press("F2")
    till.keyboard.press("Enter")
    done = till.get_by_role("dialog", name="Sale done")
    expect(done).to_contain_text("100 points earned · balance 100")
    till.keyboard.press("Enter")

    scan(till, shop)
    choose_ngozi(till)
    till.locator("button.points").click()
    expect(till.get_by_role("dialog")).to_contain_text("100 to 100 points, worth ₦100.00")
    till.get_by_role("button", name="Redeem: ₦100.00 off").click()
    expect(till.locator(".totals .all b")).to_have_text("₦9,900.00")
    number = pay(till)
    assert site.do(story)[:2] == (90, [("earn", 100), ("redeem", -100), ("earn", 90)])

    _void(site, shop, till, number)
    assert site.do(story) == (
        100,
        [("earn", 100), ("redeem", -100), ("earn", 90), ("give_back", 100), ("take_back", -90)],
        [],
    )

    site.sign_in(page, site.do(make_md))
    page.goto(f"{site.url}/admin/loyalty/account/")
    page.get_by_role("link", name="Ngozi Eze").first.click()
    page.get_by_role("link", name="Adjust points").or_(page.get_by_role("button", name="Adjust points")).first.click()
    page.locator("input[name=points]").fill("25")
    page.locator("input[name=reason]").fill("Birthday")
    page.get_by_role("button", name="Adjust", exact=True).click()
    expect(page.get_by_text("Ngozi Eze has 125 points now.")).to_be_visible()
    assert site.do(story)[0] == 125


def test_an_md_at_the_till_redeems_a_regulars_points(site: Site, shop: Shop, till: Page) -> None:
    site.do(lambda: make_account(300, customer=Customer.objects.get()) and None)
    site.do(lambda: give_pin(make_md(User.objects.get(username=shop.manager).shop)) and None)
    till.reload()
    steps.switch_to_md(till)

    scan(till, shop)
    choose_ngozi(till)
    till.locator("button.points").click()
    till.get_by_role("button", name=re.compile("^Redeem: ₦300.00 off")).click()
    pay(till)

    sold = site.do(lambda: Receipt.objects.values_list("cashier_name", "points_discount").get())
    assert (sold, [kind for kind, _points in site.do(story)[1]][-2:]) == (
        ("Ada Obi", Decimal("300.00")),
        ["redeem", "earn"],
    )


def blind_cashiers() -> None:
    role = Role.objects.get(key="cashier")
    role.permissions.remove(*role.permissions.filter(content_type__app_label="loyalty"))


def test_who_may_see_no_points_is_refused_at_screen_address_and_socket(site: Site, shop: Shop, till: Page) -> None:
    ngozi = site.do(lambda: Customer.objects.get().pk)
    site.do(blind_cashiers)
    till.reload()
    expect(steps.status(till)).to_contain_text("Online · all sent")
    scan(till, shop)
    choose_ngozi(till)

    expect(till.get_by_role("complementary", name="Cart")).to_contain_text("Ngozi Eze")
    expect(till.locator("button.points")).to_have_count(0)
    assert refusal_of(till, "points", customer_id=ngozi, goods="10000.00") == "not_allowed"
    assert refusal_of(till, "enrol_in_loyalty", customer_id=ngozi) == "not_allowed"
    answer = till.goto(f"{site.url}/admin/loyalty/account/")
    assert answer is not None
    assert (answer.status, site.do(Account.objects.count)) == (403, 0)


def _void(site: Site, shop: Shop, till: Page, number: str) -> None:
    """Whoever may void stands at the till."""

    def may_void() -> None:
        cashier: Any = User.objects.get(username=shop.cashier)
        manager = User.objects.get(username=shop.manager)
        cashier.groups.set(manager.groups.all())

    site.do(may_void)
    till.reload()
    expect(steps.status(till)).to_contain_text("Online · all sent")
    till.keyboard.press("F9")
    till.get_by_role("button", name=f"Void {number}").click()
    till.get_by_label("Why").fill("Wrong size")
    till.get_by_role("dialog").get_by_role("button", name="Void", exact=False).last.click()
    expect(till.locator(".notice")).to_contain_text(f"{number} is voided.")
