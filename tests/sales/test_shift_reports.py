"""X and Z: what a shift took, from its own rows, told blind to whoever counts, kept as it was said."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditChain, AuditEntry
from apps.catalog.models import Product
from apps.core import clock
from apps.printing.document import Columns, Document, Text, from_json
from apps.printing.layout import lines_of
from apps.printing.models import PrintJob
from apps.sales import cash_moves, instalments, integrity, shift_papers, shifts, takings, voids, x_reports, z_reports
from apps.sales.cash_moves import CashInput
from apps.sales.models import CashMove, Receipt, Shift, ZReport
from apps.sales.orders import TenderInput
from apps.sales.refusals import NoOpenShift
from apps.sales.shifts import CountDiffers
from apps.sales.takings import MethodSum, Takings
from tests.factories.inventory import stock
from tests.factories.preorders import make_preorder
from tests.factories.returns import completed
from tests.factories.sales import Till, actor_at, make_cashier, make_customer, sell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def a_day(till: Till, jeans: Product) -> list[Receipt]:
    """Two cash sales (one reduced), a transfer, a part payment with its instalment, a void, cash in and out."""
    boss = make_cashier("boss", till.shop, permissions=("sell", "take_cash_out", "void_receipt"))
    by = actor_at(till.register, boss)
    sold = [
        sell(till, (jeans, 1), paid={"cash": "25000.00"}),
        sell(till, (jeans, 1, {"discount": {"kind": "amount", "value": "500.00"}}), total="24000.00"),
        sell(till, (jeans, 1), paid={"transfer": "24500.00"}),
        sell(till, (jeans, 1), paid={"cash": "10000.00"}, customer_id=make_customer().pk),
        sell(till, (jeans, 1)),
    ]
    instalments.pay(sold[3], [TenderInput(till.methods["card"].pk, Decimal("4500.00"))], key=uuid4(), by=till.actor)
    voids.void(sold[4], by=by, reason="Wrong size")
    for kind, amount, reason in (("in", "2000.00", "Change"), ("out", "1500.00", "Diesel")):
        asked = CashInput(uuid4(), CashMove.Kind(kind), Decimal(amount), reason)
        cash_moves.move(till.shift, asked, by=by)
    PrintJob.objects.all().delete()
    return sold


def words_of(document: Document) -> list[str]:
    """Each row as label and value, each text."""
    cells = [
        (block.cells if isinstance(block, Columns) else [(block.text,)])
        for block in document.blocks
        if isinstance(block, Columns | Text)
    ]
    return [": ".join(cell[0] for cell in row) for row in cells]


def close(till: Till, counted: str = "64000.00", **options: Any) -> Shift:
    return shifts.close(till.shift, counted=Decimal(counted), by=till.actor, **options)


def test_the_figures_are_those_of_the_shifts_own_rows(till: Till, jeans: Product) -> None:
    sold = a_day(till, jeans)

    told = takings.of(till.shift)

    assert (told.receipts, told.pieces, told.voids, told.void_total) == (4, 4, 1, Decimal("24500.00"))
    assert (told.first, told.last) == (sold[0].number, sold[4].number)
    assert (told.gross, told.line_discount, told.total) == (Decimal("98000.00"), Decimal("500.00"), Decimal("97500.00"))
    assert (told.change, told.due, told.instalments) == (Decimal("500.00"), Decimal("10000.00"), 1)
    assert told.methods == (
        MethodSum("Cash", True, Decimal("83000.00"), Decimal("0.00"), Decimal("-24500.00")),
        MethodSum("Transfer", False, Decimal("24500.00")),
        MethodSum("Card", False, instalments=Decimal("4500.00")),
    )
    assert sum(tax.base for tax in told.taxes) == Decimal("90697.68")
    assert (told.cash, told.moved, told.expected) == (Decimal("58500.00"), Decimal("500.00"), Decimal("64000.00"))
    assert told.expected == shifts.expected_cash(till.shift)


def test_an_empty_shift_has_an_empty_report(till: Till) -> None:
    assert takings.of(till.shift) == Takings(opening_float=Decimal("5000.00"))


def test_what_is_kept_is_read_again_as_it_was(till: Till, jeans: Product) -> None:
    a_day(till, jeans)
    told = takings.of(till.shift)

    assert takings.from_json(takings.to_json(told)) == told
    assert takings.from_json('{"total":"7.00","later":1}') == Takings(total=Decimal("7.00"))


def test_who_has_to_count_is_told_no_cash(till: Till, jeans: Product) -> None:
    a_day(till, jeans)
    told = takings.of(till.shift)

    blind = shift_papers.sections(told, sees_cash=False)
    seen = shift_papers.sections(told, sees_cash=True)

    values = [row.value for section in blind for row in section.rows]
    assert not {"₦58,500.00", "₦64,000.00", "₦83,000.00", "₦500.00"} & set(values)
    assert "told after the count" in values
    assert "₦64,000.00" in [row.value for section in seen for row in section.rows]


def test_an_x_report_changes_nothing_but_is_on_record(till: Till, jeans: Product) -> None:
    a_day(till, jeans)
    before = till.shift

    x_reports.look(till.shift, user=till.cashier, by=till.actor)
    x_reports.print_x(till.shift, user=till.cashier, by=till.actor)

    assert Shift.objects.get() == before
    assert Shift.objects.get().closed_at is None
    assert [entry.act for entry in AuditEntry.objects.order_by("-pk")[:2]] == ["sales.print_x", "sales.read_x"]
    words = words_of(from_json(PrintJob.objects.get().document))
    assert "Cash: told after the count" in words
    assert "Cash out: Diesel: −₦1,500.00" in words


def test_there_is_no_x_report_of_a_closed_shift(till: Till) -> None:
    close(till, "5000.00")
    jobs = PrintJob.objects.count()
    till.shift.refresh_from_db()

    for act in (x_reports.look, x_reports.print_x):
        with pytest.raises(NoOpenShift):
            act(till.shift, user=till.cashier, by=till.actor)

    assert PrintJob.objects.count() == jobs


def test_the_z_report_is_written_and_printed_with_the_close(till: Till, jeans: Product) -> None:
    a_day(till, jeans)
    head = AuditChain.objects.get(name=f"shop:{till.shop.pk}")

    closed = close(till, "63500.00", comment="A torn note")

    report = ZReport.objects.get(shift=closed)
    words = words_of(from_json(PrintJob.objects.get().document))
    assert (report.receipts, report.total) == (4, Decimal("97500.00"))
    assert (report.chain_sequence, report.chain_head) == (head.sequence, head.head)
    assert "Should be in the drawer: ₦64,000.00" in words
    assert "Missing: ₦500.00" in words
    assert "Comment: A torn note" in words
    assert head.head[:16] in "".join(words)
    facts = json.loads(AuditEntry.objects.order_by("-pk")[0].facts)
    assert facts["report"] == z_reports.seal_of(report)
    assert integrity.problems() == []


def test_denominations_stand_on_the_z_report(till: Till) -> None:
    shifts.close(till.shift, counted={Decimal("1000.00"): 4, Decimal("500.00"): 2}, by=till.actor)

    words = words_of(from_json(PrintJob.objects.get().document))
    assert words[words.index("4 × ₦1,000.00: ₦4,000.00") :][:4] == [
        "4 × ₦1,000.00: ₦4,000.00",
        "2 × ₦500.00: ₦1,000.00",
        "Counted: ₦5,000.00",
        "Difference: none",
    ]


def test_a_long_reason_stands_whole_on_the_narrow_roll(till: Till) -> None:
    reason = "Lunch for the painters who stayed until nine in the evening to finish the shop front"
    cash_moves.move(till.shift, CashInput(uuid4(), CashMove.Kind.IN, Decimal("12500.00"), reason), by=till.actor)

    closed = shifts.close(till.shift, counted=Decimal("17500.00"), comment="", by=till.actor)

    found = z_reports.document_of(closed.z_report).blocks
    told = [line.text for block in found if isinstance(block, (Text, Columns)) for line in lines_of(block, 32)]
    assert f"Cash in: {reason}" in " ".join(" ".join(told).split())
    assert any(line.endswith("₦12,500.00") for line in told)


def test_a_count_that_does_not_fit_asks_why_and_is_kept(till: Till) -> None:
    with pytest.raises(CountDiffers) as refusal:
        close(till, "4000.00")

    shift = Shift.objects.get()
    assert refusal.value.sentence == "That is not what should be in the drawer. Count again, or say why and close."
    assert (shift.closed_at, shift.first_count) == (None, Decimal("4000.00"))
    assert not ZReport.objects.exists()
    assert not PrintJob.objects.exists()


def test_counting_until_it_fits_is_seen(till: Till) -> None:
    for counted in ("4000.00", "4500.00"):
        with pytest.raises(CountDiffers):
            close(till, counted)

    closed = close(till, "5000.00")

    assert (closed.difference, closed.first_count) == (Decimal("0.00"), Decimal("4000.00"))
    assert "Counted at first: ₦4,000.00" in words_of(from_json(PrintJob.objects.get().document))
    assert AuditEntry.objects.filter(act="sales.count_differs").count() == 2


def test_the_same_count_with_a_comment_is_no_second_count(till: Till) -> None:
    with pytest.raises(CountDiffers):
        close(till, "4000.00")

    assert close(till, "4000.00", comment="Lent to the other till").first_count is None


def test_what_was_counted_offline_closes_without_a_comment(till: Till) -> None:
    assert close(till, "4000.00", is_offline=True).difference == Decimal("-1000.00")


def test_a_sale_that_arrives_after_the_close_does_not_change_the_z_report(till: Till, jeans: Product) -> None:
    close(till, "5000.00")
    before = ZReport.objects.get().figures

    with clock.at(clock.now() + timedelta(hours=1)):
        sell(till, (jeans, 1), is_offline=True)

    assert ZReport.objects.get().figures == before
    assert integrity.problems() == []


def test_a_changed_z_report_is_found(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1))
    close(till, "29500.00")

    ZReport.objects.update(total=Decimal("1.00"), figures="{}", chain_head="0" * 64)

    assert [problem.split(": ", 1)[1] for problem in integrity.problems()] == [
        "it says 1.00, its receipts make 24500.00",
        "it is not what was written when the shift closed",
        "the audit log has no entry 2 with its seal",
    ]


def test_a_z_report_is_printed_again_as_it_was(till: Till) -> None:
    close(till, "4000.00", comment="Short")
    first = PrintJob.objects.get()

    again = z_reports.reprint(ZReport.objects.get(), by=till.actor)

    assert again.document == first.document
    assert AuditEntry.objects.order_by("-pk")[0].act == "sales.print_z"


def test_closing_asks_as_often_at_one_receipt_as_at_twelve(till: Till, jeans: Product) -> None:
    def statements(count: int) -> int:
        shift = replace(till, shift=shifts.current(till.register))
        for _time in range(count):
            sell(shift, (jeans, 1), paid={"transfer": "24500.00"})
        with CaptureQueriesContext(connection) as asked:
            close(shift, "5000.00")
        shifts.open_shift(till.register, key=uuid4(), opening_float=Decimal("5000.00"), by=till.actor)
        return len(asked)

    statements(1)
    stock(jeans, till.floor, 20)

    one, twelve = statements(1), statements(12)

    assert one == twelve <= 24


def test_a_deposit_is_told_apart_from_what_was_sold_and_so_is_what_went_back(till: Till, jeans: Product) -> None:
    make_preorder(till, paid={"cash": "20000.00"})
    receipt = sell(till, (jeans, 2))
    completed(receipt, till, (1, 1))

    told = takings.of(till.shift)

    assert (told.receipts, told.total, told.deposits) == (1, Decimal("49000.00"), Decimal("20000.00"))
    assert (told.refunds, told.voids) == (Decimal("-24500.00"), 0)
    assert (told.expected, shifts.expected_cash(till.shift)) == (Decimal("49500.00"), Decimal("49500.00"))
