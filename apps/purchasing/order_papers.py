"""An order and a goods receipt on paper and as workbooks."""

from decimal import Decimal
from pathlib import Path

from django.template.loader import render_to_string

from apps.catalog import queries
from apps.core import workbooks
from apps.core.money import format_money
from apps.printing import papers
from apps.purchasing.models import GoodsReceipt, GoodsReceiptLine, PurchaseOrder, PurchaseOrderLine
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "purchasing" / "invoice-paper.css"
LONGEST_TABLE = 120  # longer ones are set in a typewriter's letters: a table takes ten times as long to lay out
WIDTHS = (-60, -13, 8, 14, 16)
NAMES = ("Product", "Brand", "Category", "Colour", "Size", "Barcode")
ORDER_HEADERS = (*NAMES, "Ordered", "Received", "Still open", "Unit cost", "Total")
RECEIPT_HEADERS = (*NAMES, "Pieces", "Unit cost", "Goods", "Freight and duty", "Cost of a piece here")


def order_pdf(order: PurchaseOrder) -> bytes:
    """A4, for the supplier."""
    lines = lines_of(order)
    rows = [_in_columns(line, line.quantity, line.total) for line in lines]
    context = {"order": order, **_table(lines, rows)}
    return papers.pdf(render_to_string("purchasing/order_paper.html", context), STYLESHEET)


def order_workbook(order: PurchaseOrder) -> bytes:
    """The lines, one a row."""
    rows = [
        [*_names(line), line.quantity, line.received, line.still_open, line.unit_cost, line.total]
        for line in lines_of(order)
    ]
    return workbooks.workbook(order.number, ORDER_HEADERS, rows)


def receipt_pdf(receipt: GoodsReceipt) -> bytes:
    """A4, with what the goods cost and what their way here cost."""
    lines = lines_counted(receipt)
    rows = [_in_columns(line, line.quantity, line.total) for line in lines]
    pieces = sum(line.quantity for line in lines)
    goods = sum((line.total for line in lines), Decimal("0.00"))
    told = {"receipt": receipt, "pieces": pieces, "goods": goods, "all_in_all": goods + receipt.charges}
    return papers.pdf(render_to_string("purchasing/receipt_paper.html", told | _table(lines, rows)), STYLESHEET)


def receipt_workbook(receipt: GoodsReceipt) -> bytes:
    """The lines, one a row."""
    rows = [
        [*_names(line), line.quantity, line.unit_cost, line.total, line.charge, line.landed_cost]
        for line in lines_counted(receipt)
    ]
    return workbooks.workbook(receipt.number, RECEIPT_HEADERS, rows)


def lines_of(order: PurchaseOrder) -> list[PurchaseOrderLine]:
    """With all that a list shows of their products."""
    lines = list(order.lines.all())
    products = queries.listed().in_bulk([line.product_id for line in lines])
    for line in lines:
        line.product = products[line.product_id]
    return lines


def lines_counted(receipt: GoodsReceipt) -> list[GoodsReceiptLine]:
    """With all that a list shows of their products; those of no pieces too, while they are counted."""
    lines = list(receipt.lines.all())
    products = queries.listed().in_bulk([line.product_id for line in lines])
    for line in lines:
        line.product = products[line.product_id]
    return lines


def _table(lines: list[PurchaseOrderLine] | list[GoodsReceiptLine], rows: list[tuple[str, ...]]) -> dict[str, object]:
    is_long = len(lines) > LONGEST_TABLE
    return {
        "company": company.current(),
        "lines": () if is_long else lines,
        "blocks": papers.typewritten(rows, WIDTHS) if is_long else (),
    }


def _names(line: PurchaseOrderLine | GoodsReceiptLine) -> list[workbooks.Value]:
    product = line.product
    style = product.style
    named = (product.name, style.brand.name, style.category.name, str(product.colour or ""), str(product.size or ""))
    return [*named, queries.primary_code(product)]


def _in_columns(line: PurchaseOrderLine | GoodsReceiptLine, pieces: int, total: Decimal) -> tuple[str, ...]:
    money = (format_money(line.unit_cost), format_money(total))
    return (line.product.name, queries.primary_code(line.product), str(pieces), *money)
