"""The back office of returns: lists, the page that takes goods back, dialogs, and who may do what."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.printing.models import PrintJob, Task
from apps.returns import badges, decisions
from apps.returns.models import Return
from apps.sales import links, voids
from apps.sales.models import Receipt, ReceiptLine
from apps.stores import company
from tests.factories.returns import ask, completed, make_wish
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.returns.conftest import books, everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
LIST = "/admin/returns/return/"
DESK = "/admin/returns/return/new/"


@pytest.fixture
def md(till: Till) -> Client:
    return signed_in(make_md(till.shop))


@pytest.fixture
def clerk(till: Till) -> Client:
    return signed_in(make_cashier(till.shop))


def page_of(goods: Return) -> str:
    return f"{LIST}{goods.pk}/change/"


def press(browser: Client, goods: Return, act: str, **values: object) -> str:
    """Fill the dialog and press its button; what it shows when it stays open, ``refused`` where there is none."""
    answer = browser.post(reverse(f"admin:returns_return_{act}", args=[goods.pk]), {"_form_submitted": "on"} | values)
    if answer.status_code in (302, 403):
        return "refused"
    return "" if "HX-Redirect" in answer else answer.content.decode()


def form(receipt: Receipt, **values: object) -> dict[str, object]:
    return {"ask": "", "key": str(uuid4()), "reason": "Too small", "good-1": "1"} | values


def test_goods_are_taken_back_from_the_receipts_page(till: Till, jeans: Product, clerk: Client) -> None:
    receipt = sell(till, (jeans, 3))
    page = clerk.get(reverse("admin:sales_receipt_take_back", args=[receipt.pk]), follow=True)
    assert (page.request["QUERY_STRING"], "Levi" in page.content.decode()) == (f"receipt={receipt.number}", True)

    told = clerk.post(f"{DESK}?receipt={receipt.number}", form(receipt, **{"damaged-1": "1"}), follow=True)

    goods = Return.objects.get()
    assert told.request["PATH_INFO"] == page_of(goods)
    assert list(goods.lines.values_list("quantity", "condition")) == [(1, "good"), (1, "damaged")]
    assert f"{goods.number} waits for approval." in told.content.decode()


def test_the_same_form_twice_is_one_return(till: Till, jeans: Product, clerk: Client) -> None:
    receipt = sell(till, (jeans, 3))
    filled = form(receipt)

    for _again in range(2):
        clerk.post(f"{DESK}?receipt={receipt.number}", filled)

    assert Return.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"good-1": "4"}, "Only 3 pieces of Levi"),
        ({"good-1": "one"}, "is no number of pieces"),
        ({"good-1": ""}, "Say which pieces come back"),
        ({"reason": ""}, "Say why the goods come back"),
        ({"key": "x"}, "this form is not whole"),
    ],
)
def test_what_is_wrong_with_the_form_is_said(
    till: Till, jeans: Product, clerk: Client, values: dict[str, object], sentence: str
) -> None:
    receipt = sell(till, (jeans, 3))
    before = everything()

    answer = clerk.post(f"{DESK}?receipt={receipt.number}", form(receipt, **values), follow=True)

    assert sentence in answer.content.decode()
    assert everything() == before


def test_a_receipt_is_found_by_number_qr_customer_and_phone(till: Till, jeans: Product, clerk: Client) -> None:
    receipt = sell(till, (jeans, 1), customer_id=make_customer("Ngozi Eze", "+2348031112233").pk)
    other = sell(till, (jeans, 1), customer_id=make_customer("Ngozi Bello").pk)
    hidden = make_till(code="LA1", city="Lagos", name="Ikeja")

    def found(text: str) -> list[str]:
        numbers = re.findall(r"RCP-\d{6}-\d{3}", clerk.get(DESK, {"q": text}).content.decode())
        return sorted(set(numbers))

    for text in (
        receipt.number,
        links.path_of(receipt),
        "https://shop.example" + links.path_of(receipt),
        "08031112233",
    ):
        assert found(text) == [receipt.number]
    assert found("ngozi") == [receipt.number, other.number]
    assert (found("nobody"), hidden.shop.name) == ([], "Ikeja")


def test_a_void_receipt_says_so(till: Till, jeans: Product, clerk: Client) -> None:
    receipt = sell(till, (jeans, 1))
    voids.void(receipt, by=Actor.system(), reason="Wrong size")

    assert "is void: its goods and money went back already" in clerk.get(DESK, {"q": receipt.number}).content.decode()


def test_an_md_approves_and_the_cashier_completes_in_cash(
    till: Till, jeans: Product, md: Client, clerk: Client
) -> None:
    goods = ask(sell(till, (jeans, 2)), till)

    assert press(clerk, goods, "approve") == "refused"
    assert press(clerk, goods, "complete", refund="cash", shift=till.shift.pk) == "refused"
    assert press(md, goods, "approve", note="Fine") == ""
    assert press(clerk, goods, "complete", refund="cash", shift=till.shift.pk) == ""

    goods.refresh_from_db()
    assert (goods.state, goods.paid_back, goods.shift, books()) == ("completed", Decimal(24500), till.shift, [])
    assert press(clerk, goods, "complete", refund="cash", shift=till.shift.pk) == "refused"


def test_a_credit_asks_for_its_customer(till: Till, jeans: Product, md: Client) -> None:
    make_customer("Ngozi Eze")
    goods = ask(sell(till, (jeans, 1)), till)
    press(md, goods, "approve")

    wanted = {"refund": "credit", "shift": till.shift.pk}
    assert "name whose it is" in press(md, goods, "complete", **wanted)
    assert "Nobody has" in press(md, goods, "complete", customer="Bola", **wanted)
    assert press(md, goods, "complete", customer="ngozi", **wanted) == ""

    goods.refresh_from_db()
    assert (goods.credit_number[:3], goods.customer.name if goods.customer else "") == ("SC-", "Ngozi Eze")


def test_a_refusal_stays_in_the_dialog(till: Till, jeans: Product, md: Client) -> None:
    goods = ask(sell(till, (jeans, 1)), till)
    decisions.approve(goods, by=Actor.system())

    assert "needs an open shift" in press(md, goods, "complete", refund="cash")


def test_who_asked_may_withdraw_and_others_may_not(till: Till, jeans: Product, md: Client, clerk: Client) -> None:
    receipt = sell(till, (jeans, 2))
    theirs = ask(receipt, till)
    clerk.post(f"{DESK}?receipt={receipt.number}", form(receipt))
    own = Return.objects.exclude(pk=theirs.pk).get()

    assert press(clerk, theirs, "reject", reason="Mine?") == "refused"
    assert press(clerk, own, "reject", reason="Oops") == ""
    assert press(md, theirs, "reject", reason="Worn") == ""

    assert list(ReceiptLine.objects.values_list("claimed", flat=True)) == [0]


def test_other_shops_strangers_and_people_without_the_right_see_nothing(till: Till, jeans: Product) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    goods = ask(sell(till, (jeans, 1)), till)

    for person in (make_manager(lagos.shop), make_cashier(lagos.shop), make_user(till.shop)):
        browser = signed_in(person)
        assert press(browser, goods, "approve") == "refused"
        assert goods.number not in browser.get(LIST, follow=True).content.decode()
    assert signed_in(make_user(till.shop)).get(DESK).status_code == 403
    assert Client().get(DESK).status_code == 302


def test_the_list_asks_as_often_for_three_as_for_one(till: Till, jeans: Product, md: Client) -> None:
    def queries() -> int:
        md.get(LIST)
        company.forget()
        with CaptureQueriesContext(connection) as counted:
            assert md.get(LIST).status_code == 200
        return len(counted)

    completed(sell(till, (jeans, 1)), till)
    one = queries()
    for _time in range(2):
        completed(sell(till, (jeans, 1), customer_id=make_customer().pk), till)

    assert queries() == one


def test_the_badge_counts_what_one_can_do_something_about(till: Till, jeans: Product, rf: object) -> None:
    receipt = sell(till, (jeans, 3))
    waiting = ask(receipt, till)
    decisions.approve(ask(receipt, till), by=Actor.system())
    completed(receipt, till)

    def badge(person: object) -> int:
        request = rf.get("/")  # type: ignore[attr-defined]
        request.user = person
        return badges.returns_to_do(request)

    assert waiting.state == "pending"
    assert (badge(make_md(till.shop)), badge(make_cashier(till.shop)), badge(make_user(till.shop))) == (2, 1, 0)


def test_a_return_tells_its_figures_and_prints(till: Till, jeans: Product, md: Client) -> None:
    receipt = sell(till, (jeans, 2), customer_id=make_customer().pk, paid={"cash": "40000.00"})
    goods = completed(receipt, till)

    page = md.get(page_of(goods)).content.decode()
    pdf = md.get(reverse("admin:returns_return_open_pdf", args=[goods.pk]))
    assert press(md, goods, "print_slip", pressed="1") == ""

    assert all(figure in page for figure in ("₦24,500.00", "₦9,000.00", "₦15,500.00"))
    assert (pdf["Content-Type"], pdf.content[:4]) == ("application/pdf", b"%PDF")
    assert PrintJob.objects.filter(task=Task.RETURN).count() == 2
    told = md.get(reverse("admin:sales_receipt_change", args=[receipt.pk])).content.decode()
    assert goods.number in told


def test_the_address_and_the_number_lead_there(till: Till, jeans: Product, md: Client) -> None:
    goods = ask(sell(till, (jeans, 1)), till)

    assert md.get("/returns/", follow=True).request["PATH_INFO"] == LIST
    assert md.get("/find/", {"code": goods.number}, follow=True).request["PATH_INFO"] == page_of(goods)
    answer = md.get(reverse("admin:inventory_document"), {"number": goods.number}, follow=True)
    assert (answer.request["PATH_INFO"], answer.request["QUERY_STRING"]) == (LIST, f"q={goods.number}")


def test_receipts_and_their_totals_are_net_of_what_came_back(till: Till, jeans: Product, md: Client) -> None:
    receipt = sell(till, (jeans, 3))
    completed(receipt, till)
    assert make_wish(receipt, till).receipt == receipt

    totals = md.get(reverse("admin:sales_receipt_changelist")).context_data["totals"]
    listed = md.get(reverse("admin:sales_receipt_changelist"), {"state": "returned"}).content.decode()

    assert (totals["units"], totals["total"], totals["returned"]) == (2, Decimal(49000), Decimal(24500))
    assert (receipt.number in listed, "₦24,500.00 returned" in listed) == (True, True)
