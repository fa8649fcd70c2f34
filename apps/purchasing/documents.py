"""The purchase invoice on paper and as a workbook."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

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
    """A4, with the company's head, the lines, the tax and the total."""
    return papers.pdf(invoice_html(invoice), STYLESHEET)


def invoice_html(invoice: PurchaseInvoice) -> str:
    """The page that is printed."""
    lines = _lines(invoice)
    is_long = len(lines) > LONGEST_TABLE
    context: dict[str, Any] = {"invoice": invoice, "company": company.current(), "lines": () if is_long else lines}
    context |= {"sums": _sums(invoice) if invoice.tax else ()}
    context |= {"blocks": papers.typewritten(map(_in_columns, lines), WIDTHS) if is_long else ()}
    return render_to_string("purchasing/invoice_paper.html", context)


def invoice_workbook(invoice: PurchaseInvoice) -> bytes:
    """The lines, one a row; below them the tax, where there is one, and what is to be paid."""
    rows: list[list[workbooks.Value]] = [
        [
            *(line.position, line.name, line.brand, line.category, line.colour, line.design, line.size),
            *(line.barcode, str(line.place or ""), line.quantity, line.unit_cost, line.price or None, line.total),
        ]
        for line in _lines(invoice)
    ]
    nothing: list[workbooks.Value] = [None] * (len(HEADERS) - 3)
    if invoice.tax:
        rows += [[None, name, *nothing, amount] for name, amount in _sums(invoice)]
    return workbooks.workbook(invoice.number.replace("/", "-"), HEADERS, rows)


def file_name(invoice: PurchaseInvoice, ending: str) -> str:
    return f"{invoice.number.replace('/', '-')}.{ending}"


def _sums(invoice: PurchaseInvoice) -> list[tuple[str, Decimal]]:
    rate = "" if invoice.tax_rate is None else f" {invoice.tax_rate.normalize():f} %"
    tax = (_("Tax in it") if invoice.is_tax_included else _("Tax added")) + rate
    return [(_("Lines"), invoice.subtotal), (tax, invoice.tax), (_("To be paid"), invoice.total)]


def _lines(invoice: PurchaseInvoice) -> list[PurchaseInvoiceLine]:
    return list(invoice.lines.select_related("place"))


def _in_columns(line: PurchaseInvoiceLine) -> tuple[str, ...]:
    money = (format_money(line.unit_cost), format_money(line.total))
    return (str(line.position), line.name, line.barcode, str(line.quantity), *money)
