"""What was asked for and waits: rejected or turned into new goods at the till, by cashier and MD, by nobody else."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from apps.core.actor import Actor
from apps.returns import completion, decisions, requests
from apps.returns.completion import Way
from apps.returns.models import Return
from apps.returns.requests import Brought, Wish
from apps.sales.models import Receipt, Shift
from apps.users.models import User
from tests.browser import Site
from tests.factories.users import make_md, make_user
from tests.journeys import till as steps
from tests.journeys.test_returns import begin, story, type_pin
from tests.journeys.till import Shop, refusal_of, scan, sell_one, status
from tests.returns.conftest import books

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("manager_pin")]


def asked_for(receipt: str, *, by: str, approved: bool = False) -> str:
    """One piece of a receipt, asked for by somebody; answers the return's number."""
    sold = Receipt.objects.get(number=receipt)
    who = User.objects.get(username=by)
    wish = Wish(receipt=sold, shop=sold.shop, brought=[Brought(1, 1)], reason="Too small", key=uuid4())
    goods = requests.ask(wish, by=Actor(user_id=who.pk, name=str(who)))
    if approved:
        decisions.approve(goods, by=Actor.system())
    return goods.number


def paid_back(number: str) -> None:
    way = Way(refund=Return.Refund.CASH, shift=Shift.objects.get(), is_printed=False)
    completion.complete(Return.objects.get(number=number), way, by=Actor.system())


def steps_of(number: str) -> list[str]:
    return list(Return.objects.get(number=number).steps.order_by("pk").values_list("kind", flat=True))


def who_decided(number: str) -> str:
    return Return.objects.get(number=number).steps.order_by("pk").values_list("user_name", flat=True)[1]


def menu(till: Page, entry: str) -> Locator:
    till.get_by_role("button", name="menu").click()
    return till.get_by_role("menuitem", name=entry)


def open_waiting(till: Page, number: str) -> Locator:
    menu(till, "Return or exchange").click()
    till.get_by_role("button", name=number).click()
    dialog = till.get_by_role("dialog", name=number)
    expect(dialog).to_be_visible()
    return dialog


def reject(till: Page, dialog: Locator, reason: str) -> None:
    dialog.get_by_role("button", name="Reject", exact=True).click()
    till.get_by_label("Why?").fill(reason)
    till.get_by_role("button", name="Reject it").click()


def buy_two(till: Page, shop: Shop) -> None:
    expect(till.locator(".in-hand b")).to_have_text("−₦10,000.00")
    scan(till, shop)
    scan(till, shop)
    expect(till.locator(".totals .all b")).to_have_text("₦10,000.00")
    steps.pay(till)


def as_md(site: Site, till: Page) -> User:
    """The MD takes over the till."""
    md = site.do(lambda: make_md(Shift.objects.get().shop))
    site.sign_in(till, md)
    till.goto(f"{site.url}/sell/")
    expect(status(till)).to_contain_text("Online · all sent")
    return md


def exchanged() -> list[dict[str, Any]]:
    return [{"state": "completed", "refund": "", "paid_back": Decimal(0), "exchanged": Decimal(10000), "units": 1}]


def test_a_cashier_rejects_with_a_pin_and_takes_back_what_they_asked_themselves(
    site: Site, shop: Shop, till: Page
) -> None:
    receipt = sell_one(till, shop)
    number = site.do(asked_for, receipt, by=shop.manager)
    dialog = open_waiting(till, number)
    expect(dialog).to_contain_text("waits for approval")
    expect(dialog.locator(".brings .all b")).to_have_text("₦10,000.00")

    reject(till, dialog, "It was worn")
    type_pin(till)
    expect(dialog.locator(".tag.bad")).to_have_text("rejected")
    till.get_by_role("button", name="Back to the list").click()
    expect(till.get_by_text("Waiting here")).to_have_count(0)
    till.keyboard.press("Escape")

    own = site.do(asked_for, receipt, by=shop.cashier)
    dialog = open_waiting(till, own)
    reject(till, dialog, "The customer keeps it")
    expect(dialog.locator(".tag.bad")).to_have_text("rejected")

    assert [site.do(steps_of, one) for one in (number, own)] == [["asked", "rejected"]] * 2
    assert site.do(who_decided, number) == "Chidi Eze, Musa Bello"
    assert (site.do(who_decided, own), site.do(books)) == ("Chidi Eze", [])


def test_an_approved_return_becomes_an_exchange_and_the_difference_is_paid(site: Site, shop: Shop, till: Page) -> None:
    number = site.do(asked_for, sell_one(till, shop), by=shop.manager, approved=True)

    open_waiting(till, number).get_by_role("button", name="Exchange for new goods").click()
    buy_two(till, shop)

    assert site.do(story) == exchanged()
    assert site.do(steps_of, number) == ["asked", "approved", "completed"]
    totals = site.do(lambda: list(Receipt.objects.order_by("pk").values_list("total", "returned", "due")))
    assert totals == [(Decimal(10000), Decimal(10000), 0), (Decimal(20000), 0, 0)]
    assert site.do(books) == []


def test_a_waiting_return_is_exchanged_with_a_pin(site: Site, shop: Shop, till: Page) -> None:
    number = site.do(asked_for, sell_one(till, shop), by=shop.cashier)

    open_waiting(till, number).get_by_role("button", name="Exchange for new goods").click()
    type_pin(till)
    buy_two(till, shop)

    assert (site.do(story), site.do(steps_of, number)) == (exchanged(), ["asked", "approved", "completed"])
    assert (site.do(who_decided, number), site.do(books)) == ("Chidi Eze, Musa Bello", [])


def test_paid_back_at_another_till_meanwhile_the_exchange_says_so_and_sells_nothing(
    site: Site, shop: Shop, till: Page
) -> None:
    number = site.do(asked_for, sell_one(till, shop), by=shop.manager, approved=True)
    open_waiting(till, number).get_by_role("button", name="Exchange for new goods").click()
    scan(till, shop)
    scan(till, shop)
    site.do(paid_back, number)

    till.keyboard.press("F2")
    expect(till.get_by_role("dialog", name="Payment").get_by_label("Amount")).to_be_focused()
    till.keyboard.press("Enter")

    expect(till.get_by_text(f"{number} is completed already")).to_be_visible()
    expect(till.get_by_text("Nothing was sold yet: the cart is as it was.")).to_be_visible()
    assert (site.do(Receipt.objects.count), site.do(books)) == (1, [])


def test_the_md_approves_and_pays_back_without_a_pin_and_exchanges(site: Site, shop: Shop, till: Page) -> None:
    receipts = [sell_one(till, shop) for _sale in range(2)]
    for_cash, for_goods = [site.do(asked_for, receipt, by=shop.cashier) for receipt in receipts]
    as_md(site, till)

    dialog = open_waiting(till, for_cash)
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.locator(".tag.good").first).to_have_text("approved")
    dialog.get_by_role("button", name="Take the goods, give back").click()
    expect(till.locator(".given-back b")).to_have_text("₦10,000.00")
    till.get_by_role("button", name="Done").click()

    open_waiting(till, for_goods).get_by_role("button", name="Exchange for new goods").click()
    buy_two(till, shop)

    assert [site.do(steps_of, one) for one in (for_cash, for_goods)] == [["asked", "approved", "completed"]] * 2
    assert site.do(books) == []


def test_what_the_md_sold_and_asked_for_themselves_another_allows(site: Site, shop: Shop, till: Page) -> None:
    md = as_md(site, till)
    begin(till, sell_one(till, shop))
    till.get_by_role("button", name="One good piece of").click()
    till.get_by_role("button", name="Take the goods, give back").click()
    type_pin(till)
    expect(till.locator(".given-back b")).to_have_text("₦10,000.00")

    number = site.do(lambda: Return.objects.get().number)
    assert (site.do(who_decided, number), site.do(books)) == (f"{md}, Musa Bello", [])


def test_who_may_not_take_back_is_refused_at_screen_url_and_socket(site: Site, shop: Shop, till: Page) -> None:
    number = site.do(asked_for, sell_one(till, shop), by=shop.cashier, approved=True)
    site.sign_in(till, site.do(_who_only_sells))
    till.goto(f"{site.url}/sell/")
    expect(status(till)).to_contain_text("Online · all sent")

    expect(menu(till, "Last receipts")).to_be_visible()
    expect(till.get_by_role("menuitem", name="Return or exchange")).to_have_count(0)
    till.keyboard.press("Escape")
    key = site.do(lambda: Return.objects.get().pk)
    pages = [reverse("admin:returns_return_change", args=[key]), reverse("admin:returns_desk"), "/returns/"]
    assert [till.request.get(site.url + page).status for page in pages] == [403, 403, 403]
    asked = {"number": number, "refund": "cash", "reason": "Mine", "return": {"waiting": number}, "sale": {}}
    names = ("waiting_returns", "waiting_return", "approve_return", "reject_return", "complete_return", "exchange")
    assert {refusal_of(till, name, **asked) for name in names} == {"not_allowed"}
    assert site.do(steps_of, number) == ["asked", "approved"]


def _who_only_sells() -> User:
    user = make_user(Shift.objects.get().shop, role="user", first_name="Tola", last_name="Ade")
    user.user_permissions.add(Permission.objects.get(content_type__app_label="sales", codename="sell"))
    return user
