"""The back office of selling: lists with their totals, pages, dialogs, and who sees what."""

from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.mail.models import OutgoingMail
from apps.printing.models import PrintJob
from apps.sales import parking
from apps.sales.models import Delivery, ParkedSale, Receipt, SaleException, Shift, Void
from apps.stores import company
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.factories.users import make_cashier, make_manager, make_md, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def boss(till: Till) -> Client:
    return signed_in(make_md(till.shop))


def list_of(model: type) -> str:
    return reverse(f"admin:sales_{model.__name__.lower()}_changelist")


def page_of(row: object) -> str:
    return reverse(f"admin:sales_{type(row).__name__.lower()}_change", args=[row.pk])  # type: ignore[attr-defined]


def dialog(row: object, act: str) -> str:
    return reverse(f"admin:sales_{type(row).__name__.lower()}_{act}", args=[row.pk])  # type: ignore[attr-defined]


def press(client: Client, row: object, act: str, **values: object) -> str:
    """Fill the dialog and press its button; what it shows when it stays open."""
    answer = client.post(dialog(row, act), {"_form_submitted": "on"} | values)
    assert answer.status_code == 200
    return "" if "HX-Redirect" in answer else answer.content.decode()


def everything_sold(till: Till, jeans: Product, times: int) -> None:
    """Each time one of everything: a plain sale, a delivery, a parked sale, an exception."""
    for _time in range(times):
        sell(till, (jeans, 1), delivery={"kind": "pickup"}, customer_id=make_customer().pk)
        sell(till, (jeans, 1, {"unit_price": "1.00"}), total="1.00", is_offline=True)
        parking.park({"lines": []}, key=uuid4(), units=1, by=till.actor)


def test_every_list_makes_the_same_number_of_queries_at_one_and_at_three_rows(
    till: Till, jeans: Product, boss: Client
) -> None:
    def queries(model: type) -> int:
        boss.get(list_of(model))
        company.forget()  # else it depends on the clock whether the list reads it again
        with CaptureQueriesContext(connection) as counted:
            assert boss.get(list_of(model)).status_code == 200
        return len(counted)

    models = (Receipt, Shift, Delivery, SaleException, ParkedSale)
    everything_sold(till, jeans, 1)
    one = [queries(model) for model in models]
    everything_sold(till, jeans, 2)
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    make_till(code="LA2", city="Lagos", name="Lekki")
    assert other.shift.pk

    assert [queries(model) for model in models] == one


def test_every_page_opens(till: Till, jeans: Product, boss: Client) -> None:
    everything_sold(till, jeans, 1)

    for model in (Receipt, Shift, Delivery, SaleException, ParkedSale):
        for row in model.objects.all():
            assert boss.get(page_of(row)).status_code == 200


def test_a_receipts_page_asks_for_each_part_a_few_times_only(till: Till, jeans: Product, boss: Client) -> None:
    receipt = sell(till, (jeans, 1), delivery={"kind": "pickup"})
    page = page_of(receipt)
    boss.get(page)

    with CaptureQueriesContext(connection) as asked:
        boss.get(page)

    # the sidebar counts what is overdue, in a query of its own
    about_delivery = [query for query in asked if 'FROM "sales_delivery"' in query["sql"]]
    about_reach = [query for query in asked if 'AS "reach"' in query["sql"]]
    assert (len(about_delivery) <= 4, len(about_reach)) == (True, 1)


def test_only_a_receipt_made_offline_tells_when_it_arrived(till: Till, jeans: Product, boss: Client) -> None:
    plain = sell(till, (jeans, 1))
    offline = sell(till, (jeans, 1), is_offline=True, provisional_number="AB1-1-000017")

    pages = [boss.get(page_of(receipt)).content.decode() for receipt in (plain, offline)]

    assert ["Arrived" in page for page in pages] == [False, True]
    assert "AB1-1-000017" in pages[1]


def test_a_shift_leads_to_its_receipts(till: Till, jeans: Product, boss: Client) -> None:
    sold = sell(till, (jeans, 1))

    assert f"?q={till.shift.number}" in boss.get(page_of(till.shift)).content.decode()
    assert list(boss.get(list_of(Receipt), {"q": till.shift.number}).context_data["cl"].result_list) == [sold]


def test_the_totals_are_of_what_is_filtered_without_void_ones(till: Till, jeans: Product, boss: Client) -> None:
    sell(till, (jeans, 1, {"discount": {"kind": "amount", "value": "500.00"}}), total="24000.00")
    sell(till, (jeans, 2), customer_id=make_customer("Bola").pk, paid={"cash": "9000.00"})
    press(boss, sell(till, (jeans, 1)), "void_sale", reason="Wrong size")

    totals = boss.get(list_of(Receipt)).context_data["totals"]
    due = boss.get(list_of(Receipt), {"state": "due"}).context_data["totals"]
    void = boss.get(list_of(Receipt), {"state": "void"}).context_data["totals"]

    assert totals == {
        "receipts": 2,
        "units": 3,
        "total": Decimal("73000.00"),
        "returned": Decimal("0.00"),
        "discount": Decimal("500.00"),
        "tax": Decimal("5093.02"),
        "due": Decimal("40000.00"),
        "deposits": None,
    }
    assert (due["receipts"], due["total"]) == (1, Decimal("49000.00"))
    assert void["receipts"] == 0


def test_discount_and_tax_are_summed_in_naira(till: Till, jeans: Product, boss: Client) -> None:
    receipts = [sell(till, (jeans, 1)), sell(till, (jeans, 2))]

    totals = boss.get(list_of(Receipt)).context_data["totals"]

    assert totals["tax"] == sum(receipt.tax_included + receipt.tax_added for receipt in receipts) > 0
    assert totals["discount"] == sum(receipt.line_discount + receipt.order_discount for receipt in receipts)


@pytest.mark.parametrize("words", ["ngozi", "+234803", "AB1-1-0000"])
def test_a_receipt_is_found_by_customer_phone_or_part_of_its_number(
    till: Till, jeans: Product, boss: Client, words: str
) -> None:
    customer = make_customer("Ngozi Eze", phone="+2348031234567")
    found = sell(till, (jeans, 1), customer_id=customer.pk, provisional_number="AB1-1-000017")
    sell(till, (jeans, 1))

    rows = boss.get(list_of(Receipt), {"q": words}).context_data["cl"].result_list

    assert list(rows) == [found]


@pytest.mark.parametrize("number", ["RCP-202603-001", "rcp-202603-001 ", "AB1-1-000017"])
def test_a_whole_number_opens_the_receipt_for_staff_of_any_shop(till: Till, jeans: Product, number: str) -> None:
    receipt = sell(till, (jeans, 1), provisional_number="AB1-1-000017")
    lagos = signed_in(make_cashier(make_till(code="LA1", city="Lagos", name="Ikeja").shop))

    answer = lagos.get(list_of(Receipt), {"q": number}, follow=True)

    assert answer.context["original"] == receipt
    assert press(lagos, receipt, "print_copy") == ""


def test_rows_of_another_shop_are_hidden_and_refused(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1), delivery={"kind": "pickup"})
    lagos = signed_in(make_manager(make_till(code="LA1", city="Lagos", name="Ikeja").shop))

    assert list(lagos.get(list_of(Receipt)).context_data["cl"].result_list) == []
    assert list(lagos.get(list_of(Delivery)).context_data["cl"].result_list) == []
    assert "This receipt is not here, or not within your reach." in (
        lagos.get(page_of(receipt), follow=True).content.decode()
    )
    assert lagos.post(dialog(receipt, "void_sale"), {"reason": "x"}).status_code == 403
    assert lagos.get(dialog(receipt, "open_pdf")).status_code == 403
    assert lagos.post(dialog(receipt, "print_copy"), {}).status_code == 403
    assert lagos.post(dialog(receipt.delivery, "deliver"), {}).status_code == 403
    assert not Void.objects.exists()


def test_a_cashier_sees_receipts_but_voids_none(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1))
    cashier = signed_in(make_cashier(till.shop))

    assert cashier.get(page_of(receipt)).status_code == 200
    assert cashier.post(dialog(receipt, "void_sale"), {"reason": "x"}).status_code == 403
    assert cashier.get(list_of(SaleException)).status_code == 403


def test_the_void_dialog_voids_and_says_no_twice(till: Till, jeans: Product, boss: Client) -> None:
    receipt = sell(till, (jeans, 1))

    assert press(boss, receipt, "void_sale", reason="Wrong size") == ""
    assert Void.objects.get().user_name == "Ada Obi"
    assert boss.post(dialog(receipt, "void_sale"), {"reason": "again"}).status_code == 403


def test_the_payment_dialog_takes_an_instalment_once(till: Till, jeans: Product, boss: Client) -> None:
    receipt = sell(till, (jeans, 1), customer_id=make_customer().pk, paid={})
    values = {
        "key": uuid4(),
        "method": till.methods["cash"].pk,
        "amount": "4500.00",
        "reference": "",
        "shift": till.shift.pk,
    }

    assert press(boss, receipt, "take_instalment", **values) == ""
    assert press(boss, receipt, "take_instalment", **values) == ""

    assert Receipt.objects.get().due == Decimal("20000.00")


def test_a_refusal_stands_in_the_dialog(till: Till, jeans: Product, boss: Client) -> None:
    receipt = sell(till, (jeans, 1), customer_id=make_customer().pk, paid={})
    values = {"key": uuid4(), "method": till.methods["transfer"].pk, "amount": "10.00", "shift": till.shift.pk}

    shown = press(boss, receipt, "take_instalment", **values)

    assert "Transfer needs its reference" in shown
    assert Receipt.objects.get().due == Decimal("24500.00")


def test_print_mail_and_pdf(till: Till, jeans: Product, boss: Client) -> None:
    receipt = sell(till, (jeans, 1))

    assert press(boss, receipt, "print_copy") == ""
    assert press(boss, receipt, "send_mail", recipient="ngozi@example.com") == ""
    pdf = boss.get(dialog(receipt, "open_pdf"))

    assert PrintJob.objects.get().title == "Sales receipt RCP-202603-001"
    assert OutgoingMail.objects.get().recipient == "ngozi@example.com"
    assert pdf.content.startswith(b"%PDF")


def test_whatsapp_leads_to_the_signed_link(till: Till, jeans: Product, boss: Client) -> None:
    answer = boss.get(dialog(sell(till, (jeans, 1)), "whatsapp"))

    assert answer.status_code == 302
    assert answer["Location"].startswith("https://wa.me/?text=Your%20receipt%20RCP-202603-001")


def test_an_abandoned_shift_is_closed_from_the_back_office(till: Till, boss: Client) -> None:
    assert press(boss, till.shift, "close_shift", counted="4900.00", comment="Abandoned") == ""

    till.shift.refresh_from_db()
    assert till.shift.difference == Decimal("-100.00")


def test_a_delivery_is_marked_and_an_exception_resolved(till: Till, jeans: Product, boss: Client) -> None:
    everything_sold(till, jeans, 1)

    assert press(boss, Delivery.objects.get(), "deliver") == ""
    assert press(boss, SaleException.objects.get(), "resolve", resolution="Old label") == ""
    assert press(boss, ParkedSale.objects.get(), "drop") == ""

    assert Delivery.objects.get().delivered_by_name == "Ada Obi"
    assert SaleException.objects.get().resolution == "Old label"
    assert not parking.parked_in(till.shop.pk).exists()


def test_the_export_holds_what_is_filtered(till: Till, jeans: Product, boss: Client) -> None:
    sell(till, (jeans, 1))
    sell(till, (jeans, 1), customer_id=make_customer("Bola").pk, paid={})

    address = reverse("admin:sales_receipt_export") + "?state=due"
    answer = boss.post(address, {"format": "csv", "columns": ["number", "total", "due", "state"]})

    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Receipt,Total,Still due,State",
        "RCP-202603-002,24500.00,24500.00,balance due",
    ]
    assert AuditEntry.objects.filter(act="reporting.export").count() == 1


def test_an_exported_workbook_can_be_added_up(till: Till, jeans: Product, boss: Client) -> None:
    sell(till, (jeans, 2), customer_id=make_customer("=1+1").pk)

    columns = ["number", "customer_name", "units", "total"]
    answer = boss.post(reverse("admin:sales_receipt_export"), {"format": "xlsx", "columns": columns})

    headings, row = load_workbook(BytesIO(answer.content)).active.iter_rows()
    assert [heading.value for heading in headings] == ["Receipt", "Customer", "Pieces", "Total"]
    assert [cell.value for cell in row] == ["RCP-202603-001", "=1+1", 2, 49000]
    assert [cell.data_type for cell in row] == ["s", "s", "n", "n"]
    assert row[3].number_format == "#,##0.00"


def test_no_name_becomes_a_formula_of_a_text_file(till: Till, jeans: Product, boss: Client) -> None:
    sell(till, (jeans, 1), customer_id=make_customer("=1+1").pk)

    answer = boss.post(reverse("admin:sales_receipt_export"), {"format": "csv", "columns": ["customer_name"]})

    assert answer.content.decode("utf-8-sig").splitlines() == ["Customer", "'=1+1"]


def test_a_payment_without_an_open_till_says_what_to_do(till: Till, jeans: Product, boss: Client) -> None:
    receipt = sell(till, (jeans, 1), customer_id=make_customer().pk, paid={})
    values = {"key": uuid4(), "method": till.methods["cash"].pk, "amount": "10.00"}

    assert "No till is open. Open a shift at a till first" in press(boss, receipt, "take_instalment", **values)
    assert Receipt.objects.get().due == Decimal("24500.00")


def test_mail_without_a_server_is_said_to_be_kept(till: Till, jeans: Product, boss: Client, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    receipt = sell(till, (jeans, 1))

    press(boss, receipt, "send_mail", recipient="ngozi@example.com")

    assert "is kept as a file: no mail server is set up" in boss.get(page_of(receipt)).content.decode()
    assert "nothing leaves the house" in boss.get("/admin/mail/outgoingmail/").content.decode()


def test_a_cashier_counts_blind(till: Till, jeans: Product, boss: Client) -> None:
    sell(till, (jeans, 1))
    cashier = signed_in(make_cashier(till.shop))

    assert "₦24,500.00" not in cashier.get(page_of(till.shift)).content.decode()
    assert "₦24,500.00" in boss.get(page_of(till.shift)).content.decode()
