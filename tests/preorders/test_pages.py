"""Pre-orders in the back office: who takes, takes in, tells, cancels, and what is said; what is late stands first."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock
from apps.credits.models import Credit
from apps.mail.models import OutgoingMail
from apps.preorders import arriving, fulfilling, queries
from apps.preorders.models import PreOrder
from apps.printing.models import PrintJob, Task
from apps.purchasing.models import PurchaseInvoice
from apps.sales import orders, shifts
from apps.sales.models import Receipt
from tests.factories.catalog import make_category, make_product
from tests.factories.customers import make_customer
from tests.factories.inventory import stock
from tests.factories.preorders import arrival, arrived, make_preorder, pick_up
from tests.factories.sales import Till, make_till
from tests.factories.stores import make_company
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.preorders.conftest import books

pytestmark = pytest.mark.django_db
PRESSED = {"_form_submitted": "True"}
LIST = "/admin/preorders/preorder/"


@pytest.fixture
def manager(till: Till) -> Client:
    make_company()
    return signed_in(make_manager(till.shop))


@pytest.fixture
def cashier(till: Till) -> Client:
    make_company()
    return signed_in(make_cashier(till.shop))


def dialog(browser: Client, preorder: PreOrder, name: str, **typed: object) -> Any:
    address = reverse(f"admin:preorders_preorder_{name}", args=[preorder.pk])
    return browser.post(address, PRESSED | typed)


def done(answer: Any) -> bool:
    return "HX-Redirect" in answer.headers


def filled(till: Till, **changes: object) -> dict[str, object]:
    day = (clock.today() + timedelta(days=9)).strftime("%Y-%m-%d")
    wish = {"key": str(uuid4()), "shop": till.shop.pk, "what": "Red agbada", "quantity": 2, "unit_price": "₦30,000"}
    return PRESSED | wish | {"expected_on": day} | changes


def test_a_cashier_takes_one_with_a_deposit(till: Till, cashier: Client) -> None:
    customer = make_customer(phone="08031112222")
    paid = {"deposit": "20,000", "method": till.methods["cash"].pk, "shift": till.shift.pk}

    answer = cashier.post(f"{LIST}new-preorder/", filled(till, customer="0803 111 2222", **paid))

    preorder = PreOrder.objects.get()
    assert answer.headers["HX-Redirect"] == reverse("admin:preorders_preorder_change", args=[preorder.pk])
    assert (preorder.customer, preorder.total, queries.held(preorder)) == (customer, 60000, Decimal("20000.00"))
    assert books() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"customer": "Nobody Here"}, "add them under Customers first"),
        ({"what": ""}, "Say what is ordered"),
        ({"code": "4711"}, "No product has the code"),
        ({"deposit": "5000"}, "Say how the deposit is paid"),
        ({"expected_on": "2026-01-01"}, "has passed"),
    ],
)
def test_what_is_wrong_is_said_in_the_dialog(till: Till, cashier: Client, changes: Any, sentence: str) -> None:
    make_customer(name="Ngozi Eze")

    answer = cashier.post(f"{LIST}new-preorder/", filled(till, **{"customer": "ngozi eze"} | changes))

    assert sentence in answer.content.decode()
    assert not PreOrder.objects.exists()


def test_a_name_that_two_have_needs_the_phone(till: Till, cashier: Client) -> None:
    make_customer(name="Ngozi Eze"), make_customer(name="Ngozi Eze")

    answer = cashier.post(f"{LIST}new-preorder/", filled(till, customer="Ngozi Eze"))

    assert "Several customers are called so" in answer.content.decode()


def test_a_manager_takes_it_in_as_a_new_product(till: Till, manager: Client) -> None:
    preorder = make_preorder(till)
    typed = {"pieces": 3, "unit_cost": "18,000", "style": "Agbada", "brand": "Kente", "price": "32000"}

    assert done(dialog(manager, preorder, "convert", category=make_category("Gowns").pk, colour="Red", **typed))

    preorder.refresh_from_db()
    assert preorder.product
    assert (preorder.product.name, preorder.product.price) == ("Kente Agbada, Red", Decimal("32000.00"))
    assert (preorder.invoice, preorder.state) == (PurchaseInvoice.objects.get(), "arrived")


def test_a_new_product_needs_brand_and_category(till: Till, manager: Client) -> None:
    preorder = make_preorder(till)

    answer = dialog(manager, preorder, "convert", pieces=2, unit_cost="18000")

    assert "A new product needs it" in answer.content.decode()
    assert not PurchaseInvoice.objects.exists()


def test_a_known_product_is_topped_up_by_its_barcode(till: Till, manager: Client) -> None:
    shirt = make_product()
    preorder = make_preorder(till)

    assert done(dialog(manager, preorder, "convert", pieces=2, unit_cost="4000", code=shirt.barcodes.get().code))

    preorder.refresh_from_db()
    assert preorder.product == shirt


def test_a_cashier_sets_aside_but_takes_nothing_in_and_cancels_nothing(till: Till, cashier: Client) -> None:
    shirt = make_product()
    stock(shirt, till.floor, 2)
    preorder = make_preorder(till, unit_price=shirt.price)

    assert dialog(cashier, preorder, "convert", pieces=2, unit_cost="1").status_code == 403
    assert dialog(cashier, preorder, "call_off", reason="Late").status_code == 403
    assert done(dialog(cashier, preorder, "set_aside", code=shirt.barcodes.get().code))

    preorder.refresh_from_db()
    assert (preorder.state, preorder.product) == ("arrived", shirt)


def test_strangers_and_other_shops_see_and_do_nothing(till: Till, cashier: Client) -> None:
    preorder = arrived(till)
    elsewhere = make_till(code="LA1", city="Lagos", name="Ikeja")

    for who in (make_user(till.shop, role="user"), make_user(role="oem"), make_cashier(elsewhere.shop)):
        browser = signed_in(who)
        assert preorder.number not in browser.get(LIST).content.decode()
        assert dialog(browser, preorder, "tell_by_mail", recipient="ada@example.com").status_code in (403, 404)
    assert not OutgoingMail.objects.exists()


def test_an_accountant_looks_and_does_nothing(till: Till) -> None:
    make_company()
    preorder = make_preorder(till)
    browser = signed_in(make_user(role="accountant"))

    assert preorder.number in browser.get(LIST).content.decode()
    assert dialog(browser, preorder, "change_wish", quantity=5).status_code == 403


def test_the_customer_is_told_by_mail_and_by_whatsapp(till: Till, cashier: Client) -> None:
    preorder = arrived(till, customer=make_customer(phone="08031112222"))

    assert done(dialog(cashier, preorder, "tell_by_mail", recipient="ada@example.com", message=""))
    link = dialog(cashier, preorder, "tell_by_whatsapp", pressed="1").headers["HX-Redirect"]

    assert link.startswith("https://wa.me/2348031112222?text=")
    assert list(preorder.steps.values_list("kind", "user_name"))[-2:] == [("told", "Chidi Eze")] * 2
    assert "arrived, told" in cashier.get(LIST).content.decode()


def test_a_manager_cancels_and_the_deposit_goes_back_from_the_drawer(till: Till, manager: Client) -> None:
    preorder = make_preorder(till, paid={"cash": "20000.00"})
    cash = {"method": till.methods["cash"].pk, "shift": till.shift.pk}

    assert done(dialog(manager, preorder, "call_off", reason="Came too late", **cash))

    preorder.refresh_from_db()
    assert (preorder.state, shifts.expected_cash(till.shift), books()) == ("cancelled", Decimal("5000.00"), [])


def test_a_cancellation_without_a_shift_asks_for_one_or_gives_store_credit(till: Till, manager: Client) -> None:
    preorder = make_preorder(till, paid={"cash": "20000.00"})

    asked = dialog(manager, preorder, "call_off", reason="Late", method=till.methods["cash"].pk)
    assert "Choose the open shift" in asked.content.decode()
    assert done(dialog(manager, preorder, "call_off", reason="Late"))

    assert Credit.objects.exclude(purpose="deposit").get().left == Decimal("20000.00")


def test_a_change_is_told_in_the_steps(till: Till, cashier: Client) -> None:
    preorder = make_preorder(till)
    day = preorder.expected_on.strftime("%Y-%m-%d")
    typed = {"what": "Blue agbada", "quantity": 3, "unit_price": "30000", "expected_on": day}

    assert done(dialog(cashier, preorder, "change_wish", **typed))

    page = cashier.get(reverse("admin:preorders_preorder_change", args=[preorder.pk])).content.decode()
    assert "what: Red agbada → Blue agbada; pieces: 2 → 3" in page


def test_further_deposits_and_delivery_are_said_on_the_page(till: Till, cashier: Client) -> None:
    preorder = arrived(till)
    paid = {"key": str(uuid4()), "amount": "60000", "method": till.methods["cash"].pk, "shift": till.shift.pk}

    for _turn in range(2):
        assert done(dialog(cashier, preorder, "take_deposit", **paid))

    deposit = queries.deposits_of(preorder).get()
    fulfilling.sell(orders.from_json(pick_up(till, preorder, ("deposit", "60000.00", deposit.number))), by=till.actor)
    assert done(dialog(cashier, preorder, "toggle_delivered", pressed="1"))
    preorder.refresh_from_db()
    assert (preorder.delivered_at, books()) == (None, [])


def test_a_pick_up_is_undone_from_its_page_and_not_from_the_receipts(till: Till, manager: Client) -> None:
    preorder = arrived(till)
    receipt = fulfilling.sell(orders.from_json(pick_up(till, preorder)), by=till.actor)
    void = reverse("admin:sales_receipt_void_sale", args=[receipt.pk])

    assert manager.post(void, PRESSED | {"reason": "Wrong size"}).status_code == 403
    assert done(dialog(manager, preorder, "undo_pick_up", reason="Wrong size"))

    preorder.refresh_from_db()
    assert (preorder.state, Receipt.objects.get(pk=receipt.pk).void.reason, books()) == ("arrived", "Wrong size", [])


def test_the_slip_prints_and_opens_as_a_paper(till: Till, cashier: Client) -> None:
    preorder = make_preorder(till, paid={"cash": "20000.00"})

    dialog(cashier, preorder, "print_slip", pressed="1")
    paper = cashier.get(reverse("admin:preorders_preorder_open_slip", args=[preorder.pk]))

    assert PrintJob.objects.filter(task=Task.PREORDER).count() == 2
    assert paper.content.startswith(b"%PDF-")


def test_what_is_late_stands_first_and_the_head_adds_up(till: Till, cashier: Client) -> None:
    gone = make_preorder(till, what="Gone")
    PreOrder.objects.filter(pk=gone.pk).update(state="cancelled")
    later, here = make_preorder(till, what="Later", paid={"cash": "5000.00"}), arrived(till, what="Here")
    late = make_preorder(till, what="Late")
    PreOrder.objects.filter(pk=late.pk).update(expected_on=clock.today() - timedelta(days=3))

    page = cashier.get(LIST)

    assert list(page.context_data["cl"].result_list) == [late, here, later, gone]
    totals = page.context_data["totals"]
    assert {name: totals[name] for name in ("overdue", "pending", "arrived", "untold", "promised", "deposits")} == {
        "overdue": 1,
        "pending": 2,
        "arrived": 1,
        "untold": 1,
        "promised": Decimal("180000.00"),
        "deposits": Decimal("5000.00"),
    }
    for state, found in {"overdue": [late], "untold": [here], "cancelled": [gone]}.items():
        assert list(cashier.get(LIST, {"state": state}).context_data["cl"].result_list) == found


def test_the_list_asks_as_often_for_many_as_for_one(till: Till, cashier: Client) -> None:
    make_preorder(till, paid={"cash": "5.00"})
    cashier.get(LIST)
    with CaptureQueriesContext(connection) as one:
        cashier.get(LIST)
    for _turn in range(4):
        make_preorder(till, paid={"cash": "5.00"})

    with CaptureQueriesContext(connection) as many:
        cashier.get(LIST)

    assert len(many) == len(one)


def test_an_overdue_one_has_a_badge_and_a_notice_of_the_day(till: Till) -> None:
    make_company()
    late = make_preorder(till)
    PreOrder.objects.filter(pk=late.pk).update(expected_on=clock.today() - timedelta(days=3))

    page = signed_in(make_md(till.shop)).get("/admin/").content.decode()

    assert "1 pre-order is overdue" in page
    assert f"{LIST}?state=overdue" in page


def test_its_number_leads_to_its_page_and_the_known_address_to_the_list(till: Till, cashier: Client) -> None:
    preorder = arriving.convert(make_preorder(till), arrival(), by=till.actor)

    assert cashier.get("/find/", {"code": preorder.number}).headers["Location"] == f"{LIST}{preorder.pk}/change/"
    assert cashier.get("/pre-orders/", {"state": "overdue"}).headers["Location"] == f"{LIST}?state=overdue"
