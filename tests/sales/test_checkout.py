"""A sale becomes a receipt: figures, rows, stock, audit."""

import json
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.inventory.models import StockMove
from apps.printing.document import to_json
from apps.printing.models import PrintJob
from apps.sales import checkout, documents, orders, shifts
from apps.sales.models import Delivery, LineTax, Receipt, ReceiptLine, Tender
from apps.stores import company
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.sales import Till, make_customer, message, sell
from tests.factories.stores import make_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_a_cash_sale_gives_a_numbered_receipt_with_change(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 2), paid={"cash": "50000.00"})

    assert receipt.number == "RCP-202603-001"
    assert (receipt.total, receipt.change, receipt.due) == (Decimal("49000.00"), Decimal("1000.00"), Decimal("0.00"))
    assert (receipt.units, receipt.cashier_name) == (2, "Cashier-Ab1")
    tender = Tender.objects.get()
    assert (tender.amount, tender.handed_over) == (Decimal("49000.00"), Decimal("50000.00"))


def test_a_line_keeps_name_price_cost_and_tax_of_the_moment(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 2))

    line = ReceiptLine.objects.get()
    assert (line.name, line.quantity, line.unit_price) == ("Levi's Jeans 34", 2, Decimal("24500.00"))
    assert (line.gross, line.net, line.cost) == (Decimal("49000.00"), Decimal("49000.00"), Decimal("30000.00"))
    tax = LineTax.objects.get()
    assert (tax.name, tax.rate, tax.base, tax.amount) == (
        "VAT",
        Decimal("7.500"),
        Decimal("45581.40"),
        Decimal("3418.60"),
    )


def test_profit_does_not_change_when_cost_changes_later(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1))

    Product.objects.update(cost=Decimal("19000.00"), price=Decimal("30000.00"))

    line = ReceiptLine.objects.get()
    assert line.net - line.cost == Decimal("9500.00")


def test_stock_leaves_the_floor_in_the_sale(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 3))

    assert level_of(jeans, till.floor) == (7, Decimal("105000.00"))
    move = StockMove.objects.get(reason=StockMove.Reason.SELL)
    assert (move.document, move.quantity, move.value) == (receipt.number, 3, Decimal("45000.00"))


def test_two_ways_to_pay_and_the_change_comes_from_cash(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1), paid={"cash": "10000.00", "transfer": "20000.00"})

    assert receipt.change == Decimal("5500.00")
    assert list(Tender.objects.values_list("method_name", "amount", "reference")) == [
        ("Cash", Decimal("4500.00"), ""),
        ("Transfer", Decimal("20000.00"), "TRF 77"),
    ]
    assert shifts.expected_cash(till.shift) == Decimal("9500.00")


def test_line_and_order_discounts_are_shared_and_kept(till: Till, jeans: Product) -> None:
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, 1)

    receipt = sell(
        till,
        (jeans, 1, {"discount": {"kind": "percent", "value": "4"}}),
        (shirt, 1, {"agreed_price": "9500.00"}),
        order_discount={"kind": "amount", "value": "1000.00"},
        total="32020.00",
    )

    assert (receipt.gross, receipt.line_discount, receipt.order_discount, receipt.total) == (
        Decimal("34500.00"),
        Decimal("1480.00"),
        Decimal("1000.00"),
        Decimal("32020.00"),
    )
    lines = list(ReceiptLine.objects.values_list("discount", "discount_percent", "order_discount", "net"))
    assert lines == [
        (Decimal("980.00"), Decimal("4.00"), Decimal("712.30"), Decimal("22807.70")),
        (Decimal("500.00"), None, Decimal("287.70"), Decimal("9212.30")),
    ]


def test_a_named_customer_may_owe_the_rest(till: Till, jeans: Product) -> None:
    customer = make_customer()

    receipt = sell(till, (jeans, 1), customer_id=customer.pk, due_on="2026-04-01", paid={"cash": "10000.00"})

    assert (receipt.due, receipt.customer_name, str(receipt.due_on)) == (
        Decimal("14500.00"),
        "Ngozi Eze",
        "2026-04-01",
    )


def test_a_delivery_has_its_number_and_its_fee_in_the_total(till: Till, jeans: Product) -> None:
    delivery = {"kind": "delivery", "address": "12 Aminu Kano Crescent", "phone": "0803", "fee": "1500.00"}

    receipt = sell(till, (jeans, 1), delivery=delivery, total="26000.00")

    assert (receipt.total, receipt.delivery_fee) == (Decimal("26000.00"), Decimal("1500.00"))
    assert Delivery.objects.get().number == "DLV-202603-001"


def test_a_gift_receipt_costs_nothing_and_needs_no_tender(till: Till, jeans: Product) -> None:
    give(till)

    receipt = sell(till, (jeans, 1), gift_reason="Opening party", total="0.00", paid={})

    assert (receipt.kind, receipt.total, receipt.gift_value) == ("gift", Decimal("0.00"), Decimal("24500.00"))
    line = ReceiptLine.objects.get()
    assert (line.is_gift, line.gift_reason, line.unit_price, line.net, line.cost) == (
        True,
        "Opening party",
        Decimal("24500.00"),
        Decimal("0.00"),
        Decimal("15000.00"),
    )
    assert not Tender.objects.exists()


def test_a_gift_line_stands_among_paid_ones(till: Till, jeans: Product) -> None:
    give(till)

    receipt = sell(till, (jeans, 1), (jeans, 1, {"gift_reason": "Loyal customer"}), total="24500.00")

    assert (receipt.kind, receipt.total, receipt.gift_value) == ("sale", Decimal("24500.00"), Decimal("24500.00"))
    assert level_of(jeans, till.floor)[0] == 8


def test_cash_is_rounded_as_the_company_says_and_the_lines_bear_it(till: Till) -> None:
    make_company(cash_rounding=Decimal("50.00"))
    company.forget()
    socks = make_goods("Socks", price=Decimal("1234.00"))
    stock(socks, till.floor, 2)

    receipt = sell(till, (socks, 1), paid={"cash": "2000.00"})

    assert (receipt.total, receipt.rounding, receipt.change) == (
        Decimal("1250.00"),
        Decimal("16.00"),
        Decimal("750.00"),
    )
    assert ReceiptLine.objects.get().rounding == Decimal("16.00")
    by_transfer = sell(till, (socks, 1), paid={"transfer": "1234.00"})
    assert (by_transfer.total, by_transfer.rounding) == (Decimal("1234.00"), Decimal("0.00"))


def test_only_the_cash_part_is_rounded_and_the_receipt_shows_it(till: Till) -> None:
    make_company(cash_rounding=Decimal("50.00"))
    company.forget()
    socks = make_goods("Socks", price=Decimal("1234.00"))
    stock(socks, till.floor, 2)

    receipt = sell(till, (socks, 1), paid={"transfer": "1000.00", "cash": "250.00"})

    assert (receipt.total, receipt.rounding, receipt.due, receipt.change) == (
        Decimal("1250.00"),
        Decimal("16.00"),
        Decimal("0.00"),
        Decimal("0.00"),
    )
    assert "Cash rounding" in to_json(documents.receipt_document(receipt))


def test_removed_lines_leave_a_trace(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1), removed=[{"product_id": jeans.pk, "quantity": 2}])

    entry = AuditEntry.objects.get(act="sales.checkout")
    assert json.loads(entry.facts)["removed"] == [[jeans.pk, 2]]


def test_a_print_job_is_queued_with_the_sale_when_asked(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1), print=True)

    job = PrintJob.objects.get()
    assert job.title == "Sales receipt RCP-202603-001"
    assert receipt.printed_copies == 1


def statements(till: Till, lines: int) -> int:
    for _line in range(lines):
        make_goods(price=Decimal("100.00"))
    products = Product.objects.order_by("-pk")[:lines]
    for product in products:
        stock(product, till.floor, 5)
    order = orders.from_json(message(till, *((product, 1) for product in products), print=True))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        checkout.sell(order, by=till.actor)
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_a_checkout_costs_the_same_statements_at_1_5_and_40_lines(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1), print=True)  # what is remembered is warm, the series exist

    counted = [statements(till, lines) for lines in (1, 5, 40)]

    assert counted == [16, 16, 16]


def test_receipts_are_numbered_without_a_gap(till: Till, jeans: Product) -> None:
    numbers = [sell(till, (jeans, 1)).number for _sale in range(3)]

    assert numbers == ["RCP-202603-001", "RCP-202603-002", "RCP-202603-003"]
    assert Receipt.objects.count() == 3


def give(till: Till) -> None:
    """Let the cashier give gifts."""
    till.cashier.user_permissions.add(Permission.objects.get(codename="give_gift"))


def test_a_percentage_that_was_not_applied_is_not_on_the_line(till: Till, jeans: Product) -> None:
    more = {"discount": {"kind": "percent", "value": "5"}, "agreed_price": "24000.00"}

    sell(till, (jeans, 1, more), total="24000.00")

    line = ReceiptLine.objects.get()
    assert (line.discount, line.discount_percent, line.net) == (Decimal("500.00"), None, Decimal("24000.00"))
