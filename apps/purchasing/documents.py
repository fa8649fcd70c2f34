"""The purchase invoice on paper and as a workbook."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from apps.core import workbooks
from apps.core.money import format_money
from apps.printing import papers
from apps.purchasing.models import PurchaseInvoice, PurchaseInvoiceLine
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "purchasing" / "invoice-paper.css"
LONGEST_TABLE = 120  # a table of 1,500 lines takes ten times as long to lay out as a list in a typewriter's letters
WIDTHS = (5, -60, -13, 6, 14, 16)
HEADERS = (
    *("No.", "Product", "Brand", "Category", "Colour", "Design", "Size", "Barcode", "Place"),
    *("Pieces", "Unit cost", "Selling price", "Total"),
)


def invoice_pdf(invoice: PurchaseInvoice) -> bytes:
    """A4, with the company's head, the lines and the total."""
    lines = _lines(invoice)
    is_long = len(lines) > LONGEST_TABLE
    context: dict[str, Any] = {"invoice": invoice, "company": company.current(), "lines": () if is_long else lines}
    context |= {"blocks": papers.typewritten(map(_in_columns, lines), WIDTHS) if is_long else ()}
    return papers.pdf(render_to_string("purchasing/invoice_paper.html", context), STYLESHEET)


def invoice_workbook(invoice: PurchaseInvoice) -> bytes:
    """The lines, one a row."""
    rows = (
        (
            *(line.position, line.name, line.brand, line.category, line.colour, line.design, line.size),
            *(line.barcode, str(line.place), line.quantity, line.unit_cost, line.price, line.total),
        )
        for line in _lines(invoice)
    )
    return workbooks.workbook(invoice.number.replace("/", "-"), HEADERS, rows)


def file_name(invoice: PurchaseInvoice, ending: str) -> str:
    return f"{invoice.number.replace('/', '-')}.{ending}"


def _lines(invoice: PurchaseInvoice) -> list[PurchaseInvoiceLine]:
    return list(invoice.lines.select_related("place"))


def _in_columns(line: PurchaseInvoiceLine) -> tuple[str, ...]:
    money = (format_money(line.unit_cost), format_money(line.total))
    return (str(line.position), line.name, line.barcode, str(line.quantity), *money)
