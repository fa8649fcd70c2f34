"""The purchase invoice on paper and as a workbook."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.template.loader import render_to_string

from apps.core import workbooks
from apps.printing import papers
from apps.purchasing.models import PurchaseInvoice, PurchaseInvoiceLine
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "purchasing" / "invoice-paper.css"
LINES_A_TABLE = 40  # the layout of one long table takes longer than that of many short ones
HEADERS = (
    *("No.", "Product", "Brand", "Category", "Colour", "Design", "Size", "Barcode", "Place"),
    *("Pieces", "Unit cost", "Selling price", "Total"),
)


def invoice_pdf(invoice: PurchaseInvoice) -> bytes:
    """A4, with the company's head, the lines and the total."""
    context = {"invoice": invoice, "company": company.current(), "tables": list(_tables(_lines(invoice)))}
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


def _tables(lines: Sequence[PurchaseInvoiceLine]) -> Iterator[Sequence[PurchaseInvoiceLine]]:
    for start in range(0, len(lines), LINES_A_TABLE):
        yield lines[start : start + LINES_A_TABLE]
