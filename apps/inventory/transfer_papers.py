"""A transfer on paper, with a line to sign for both ends, and as a workbook."""

from pathlib import Path

from django.template.loader import render_to_string

from apps.catalog import queries
from apps.core import workbooks
from apps.inventory.lines import with_products
from apps.inventory.models import Transfer, TransferLine
from apps.printing import papers
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "inventory" / "paper.css"
LONGEST_TABLE = 120  # longer ones are set in a typewriter's letters: a table takes ten times as long to lay out
WIDTHS = (-60, -14, 8, 8, 9)
HEADERS = ("Product", "Brand", "Category", "Colour", "Size", "Barcode", "Asked for", "Sent", "Received", "Still open")
ROOM = "____"


def transfer_pdf(transfer: Transfer) -> bytes:
    """A4: a pick list while it is pending, a delivery note afterwards."""
    lines = with_products(transfer.lines.all())
    is_long = len(lines) > LONGEST_TABLE
    context = {
        "paper": transfer,
        "company": company.current(),
        "lines": () if is_long else lines,
        "blocks": papers.typewritten(map(_in_columns, lines), WIDTHS) if is_long else (),
        "pieces": sum(line.sent or line.asked for line in lines),
        "is_pick_list": transfer.state == Transfer.State.PENDING,
        "is_received": transfer.state in (Transfer.State.RECEIVED, Transfer.State.COMPLETED),
    }
    return papers.pdf(render_to_string("inventory/transfer_paper.html", context), STYLESHEET)


def transfer_workbook(transfer: Transfer) -> bytes:
    """The lines, one a row."""
    rows = (
        (
            *(line.product.name, line.product.style.brand.name, line.product.style.category.name),
            *(str(line.product.colour or ""), str(line.product.size or ""), queries.primary_code(line.product)),
            *(line.asked, line.sent, line.received + line.found, line.under_way),
        )
        for line in with_products(transfer.lines.all())
    )
    return workbooks.workbook(transfer.number, HEADERS, rows)


def _in_columns(line: TransferLine) -> tuple[str, ...]:
    code = queries.primary_code(line.product)
    return (line.product.name, code, str(line.asked or ""), str(line.sent or ROOM), str(line.received or ROOM))
