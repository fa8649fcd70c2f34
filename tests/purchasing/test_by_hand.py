"""A supplier's invoice typed from its paper: once, right to the kobo, with its goods or without."""

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import AuditEntry
from apps.catalog import products
from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import money
from apps.core.refusals import Conflict, InvalidInput, NexusError
from apps.inventory import integrity as stock_integrity
from apps.inventory.models import StockMove
from apps.purchasing import by_hand, documents, integrity, invoices, receiving
from apps.purchasing.by_hand import Bill, BillLine
from apps.purchasing.invoice_tax import Tax, refuse
from apps.purchasing.invoices import Paper
from apps.purchasing.models import PurchaseInvoice, Supplier
from apps.purchasing.twins import LikelyDuplicate
from apps.stores import places
from apps.stores.models import Shop
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of, stock
from tests.factories.purchasing import count_receipt, make_invoice, make_order, make_supplier
from tests.factories.stores import make_shop
from tests.factories.users import make_manager

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
VAT = Tax(Decimal("7.5"))


@pytest.fixture
def shop() -> Shop:
    return make_shop(name="Wuse II")


@pytest.fixture
def kano() -> Supplier:
    return make_supplier(name="Kano Textiles")


@pytest.fixture
def shirt() -> Product:
    return make_product(style="Oxford")


def bill(shop: Shop, *lines: BillLine, **changes: Any) -> Bill:
    return Bill(shop=shop, key=uuid4(), lines=lines, **changes)


def of(product: Product, pieces: int, cost: str = "5000.00") -> BillLine:
    return BillLine(pieces, Decimal(cost), product.pk)


def bags(pieces: int, cost: str) -> BillLine:
    return BillLine(pieces, Decimal(cost), called="Bags")


def told(invoice: PurchaseInvoice) -> tuple[int, Decimal, Decimal, Decimal]:
    return invoice.units, invoice.subtotal, invoice.tax, invoice.total


def books() -> list[str]:
    return [*integrity.findings(), *stock_integrity.findings()]


def refused(wanted: Bill, kind: type[NexusError], *, by: Actor = SYSTEM) -> str:
    """What it says; nothing is written."""
    before = PurchaseInvoice.objects.count(), StockMove.objects.count(), AuditEntry.objects.count()
    with pytest.raises(kind) as refusal:
        by_hand.write(wanted, by=by)
    assert (PurchaseInvoice.objects.count(), StockMove.objects.count(), AuditEntry.objects.count()) == before
    return refusal.value.sentence


def test_its_goods_come_in_at_their_cost_and_transport_is_no_piece(noon, shop, kano, shirt):
    floor = places.floor_of(shop)
    wanted = bill(shop, of(shirt, 3), BillLine(1, Decimal("2500.00"), called="Transport"), place=floor, supplier=kano)

    invoice = by_hand.write(replace(wanted, reference=" A-17 ", tax=VAT), by=SYSTEM)

    assert told(invoice) == (3, Decimal("17500.00"), Decimal("1312.50"), Decimal("18812.50"))
    assert (invoice.source, invoice.supplier_reference, invoice.state) == ("hand", "A-17", "complete")
    assert level_of(shirt, floor) == (3, Decimal("15000.00"))
    assert list(invoice.lines.values_list("name", "place", "price")) == [
        (shirt.name, floor.pk, shirt.price),
        ("Transport", None, Decimal("0.00")),
    ]
    assert (books(), AuditEntry.objects.latest("pk").act) == ([], "purchasing.write_invoice")


def test_a_mere_paper_moves_no_goods(noon, shop, shirt):
    floor = places.floor_of(shop)
    stock(shirt, floor, 2)

    invoice = by_hand.write(bill(shop, of(shirt, 2)), by=SYSTEM)

    assert (invoice.units, invoice.brings_goods, level_of(shirt, floor)[0]) == (2, False, 2)
    assert (books(), StockMove.objects.filter(document=invoice.number).count()) == ([], 0)


def test_the_form_sent_twice_is_one_invoice(noon, shop, shirt):
    wanted = bill(shop, of(shirt, 2), place=places.floor_of(shop))

    first, second = by_hand.write(wanted, by=SYSTEM), by_hand.write(wanted, by=SYSTEM)

    assert (first, PurchaseInvoice.objects.count(), level_of(shirt, places.floor_of(shop))[0]) == (second, 1, 2)
    said = refused(replace(wanted, lines=[of(shirt, 5)]), Conflict)
    assert said == f"This form became {first.number} already: open a new one for another paper."


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "Nothing is on the invoice yet: add what stands on the paper."),
        ([bags(0, "5.00")], "Between 1 and 100,000 pieces of Bags, please."),
        ([bags(1, "-5.00")], "The cost of Bags is an amount from 0 to ₦9,999,999,999.99, please."),
        ([bags(1, "1.005")], "The cost of Bags is an amount from 0 to ₦9,999,999,999.99, please."),
        ([bags(100_000, "9999999999.99")], "This invoice is too large. Check its pieces and costs."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(noon, shop, lines, sentence):
    assert refused(bill(shop, *lines), InvalidInput) == sentence


def test_a_paper_of_tomorrow_and_a_place_of_another_shop_are_refused(noon, shop, shirt):
    elsewhere = places.floor_of(make_shop(name="Ikeja"))
    tomorrow = clock.today() + timedelta(days=1)

    assert "future" in refused(bill(shop, of(shirt, 1), dated=tomorrow), InvalidInput)
    assert "of Wuse II" in refused(bill(shop, of(shirt, 1), place=elsewhere), InvalidInput)


def test_a_manager_of_another_shop_writes_none_for_this_one(noon, shop, shirt):
    stranger = actor_for(make_manager(make_shop(name="Ikeja")))

    refused(bill(shop, of(shirt, 1)), BeyondReach, by=stranger)


def test_the_same_reference_or_the_same_lines_are_shown_before_it_is_written(noon, shop, kano, shirt):
    first = make_invoice(1, shop=shop, supplier=kano, supplier_reference="A-17")
    delivery = receiving.book(count_receipt({shirt: 2}, make_order({shirt: 2}, shop=shop, supplier=kano)), by=SYSTEM)
    assert delivery.invoice

    by_reference = refused(bill(shop, of(shirt, 9), supplier=kano, reference="a-17"), LikelyDuplicate)
    by_lines = refused(bill(shop, of(shirt, 2), supplier=kano), LikelyDuplicate)

    assert (first.number in by_reference, delivery.invoice.number in by_lines) == (True, True)
    another = by_hand.write(bill(shop, of(shirt, 2), supplier=kano), by=SYSTEM, is_another=True)
    assert another.units == 2
    later = clock.now() + timedelta(hours=49)
    with clock.at(later):
        assert by_hand.write(bill(shop, of(shirt, 2), supplier=kano), by=SYSTEM).units == 2


def test_a_bill_of_services_alone_has_twins_too(noon, shop, kano):
    repair = BillLine(1, Decimal("8000.00"), called="Repair of the shutter")
    by_hand.write(bill(shop, repair, supplier=kano), by=SYSTEM)

    refused(bill(shop, repair, supplier=kano), LikelyDuplicate)


def test_editing_a_product_later_changes_no_invoice(noon, shop, shirt):
    invoice = by_hand.write(bill(shop, of(shirt, 2), tax=VAT, place=places.floor_of(shop)), by=SYSTEM)
    before = list(invoice.lines.values()), told(invoice), documents.invoice_html(invoice)

    style = shirt.style
    style.name = "Renamed"
    style.save()
    shirt.name, shirt.cost, shirt.price = "Another name", Decimal("9.00"), Decimal("99.00")
    shirt.save()
    products.archive(shirt, by=SYSTEM, reason="Gone")

    invoice.refresh_from_db()
    assert (list(invoice.lines.values()), told(invoice), documents.invoice_html(invoice)) == before
    assert "Zara Oxford" in before[2]


def test_pdf_and_workbook_show_the_tax(noon, shop, shirt):
    invoice = by_hand.write(bill(shop, of(shirt, 2), tax=Tax(Decimal("7.5"), is_included=True)), by=SYSTEM)

    paper = documents.invoice_html(invoice)
    rows = list(openpyxl.load_workbook(io.BytesIO(documents.invoice_workbook(invoice))).worksheets[0].values)

    assert all(word in paper for word in ("Tax in it 7.5 %", "₦697.67", "₦10,000.00"))
    assert [(row[1], row[-1]) for row in rows[2:]] == [
        ("Lines", 10000),
        ("Tax in it 7.5 %", 697.67),
        ("To be paid", 10000),
    ]
    assert documents.invoice_pdf(invoice)[:5] == b"%PDF-"


# Tax.

amounts = st.decimals(min_value=0, max_value=10_000_000, places=2)
rates = st.decimals(min_value=0, max_value=100, places=3)


@given(amounts, rates)
def test_tax_included_and_its_net_are_the_subtotal_and_lead_back_to_it(subtotal, rate):
    tax = Tax(rate, is_included=True).on(subtotal)

    net = subtotal - tax
    assert 0 <= tax <= subtotal
    assert abs(money(net * (1 + rate / 100)) - subtotal) <= Decimal("0.02")


@given(amounts, rates)
def test_tax_added_is_its_rate_of_the_lines_to_the_kobo(subtotal, rate):
    tax = Tax(rate).on(subtotal)

    assert tax == money(subtotal * rate / 100)


def test_the_amount_that_is_printed_counts_where_a_supplier_rounds_line_by_line(noon, shop, shirt):
    lines = [of(shirt, 1, "33.33"), BillLine(1, Decimal("33.33"), called="Bags")]  # 2.49975 each: printed as 2.50 twice

    invoice = by_hand.write(bill(shop, *lines, tax=Tax(Decimal("7.5"), Decimal("5.01"))), by=SYSTEM)

    assert told(invoice)[1:] == (Decimal("66.66"), Decimal("5.01"), Decimal("71.67"))


@pytest.mark.parametrize(
    ("tax", "sentence"),
    [
        (Tax(Decimal(101)), "from 0 to 100 %"),
        (Tax(Decimal("7.5005")), "three digits"),
        (Tax(amount=Decimal("1000.01")), "from 0 to ₦1,000.00"),
        (Tax(Decimal("7.5"), Decimal("750.00")), "7.5 % of ₦1,000.00 are ₦75.00, not ₦750.00."),
    ],
)
def test_a_tax_that_cannot_be_is_told(tax, sentence):
    with pytest.raises(InvalidInput, match=sentence.replace(".", r"\.")):
        refuse(tax, Decimal("1000.00"), lines=2)


# What is told and paid afterwards.


def test_the_tax_of_a_delivery_is_told_when_its_paper_comes(noon, shop, kano, shirt):
    receipt = receiving.book(count_receipt({shirt: 4}, make_order({shirt: 4}, shop=shop, supplier=kano)), by=SYSTEM)
    assert receipt.invoice

    invoice = invoices.correct(receipt.invoice, Paper("B-1", date(2026, 1, 2), VAT), by=SYSTEM)

    assert told(invoice) == (4, Decimal("20000.00"), Decimal("1500.00"), Decimal("21500.00"))
    facts = AuditEntry.objects.latest("pk")
    assert (facts.act, invoice.supplier_reference, books()) == ("purchasing.correct_invoice", "B-1", [])


def test_a_reference_of_another_invoice_needs_a_confirmation(noon, shop, kano):
    make_invoice(1, shop=shop, supplier=kano, supplier_reference="A-17")
    second = make_invoice(1, shop=shop, supplier=kano)

    with pytest.raises(LikelyDuplicate):
        invoices.correct(second, Paper("A-17"), by=SYSTEM)
    second.refresh_from_db()
    assert second.supplier_reference == ""
    assert invoices.correct(second, Paper("A-17"), by=SYSTEM, is_another=True).supplier_reference == "A-17"


def test_what_is_paid_or_only_expected_changes_no_more(noon, shop, shirt):
    paid = invoices.mark_paid(make_invoice(1, shop=shop), by=SYSTEM)
    expected = make_order({shirt: 1}, shop=shop).invoices.get()

    with pytest.raises(Conflict, match="is paid: take the payment back"):
        invoices.correct(paid, Paper(tax=VAT), by=SYSTEM)
    with pytest.raises(Conflict, match="is expected"):
        invoices.correct(expected, Paper(tax=VAT), by=SYSTEM)
    assert list(PurchaseInvoice.objects.values_list("tax", flat=True)) == [0, 0]


def test_a_payment_says_when_by_whom_and_how(noon, shop):
    invoice = make_invoice(1, shop=shop)
    yesterday = clock.today() - timedelta(days=1)

    paid = invoices.mark_paid(invoice, by=SYSTEM, paid_on=yesterday, note=" GTB 4711 ")

    assert (paid.paid_on, paid.paid_by_name, paid.payment_note) == (yesterday, SYSTEM.name, "GTB 4711")
    unpaid = invoices.mark_unpaid(invoice, by=SYSTEM, reason="Wrong one")
    assert (unpaid.paid_at, unpaid.paid_on, unpaid.paid_by_name, unpaid.payment_note) == (None, None, "", "")


def test_nothing_is_paid_tomorrow(noon, shop):
    invoice = make_invoice(1, shop=shop)

    with pytest.raises(InvalidInput, match="choose the day on which it was"):
        invoices.mark_paid(invoice, by=SYSTEM, paid_on=clock.today() + timedelta(days=1))

    assert PurchaseInvoice.objects.get().paid_at is None
