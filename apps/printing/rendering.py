"""A document in the language of its printer: ESC/POS for rolls, PDF for sheets."""

from apps.printing import escpos, pdf
from apps.printing.document import Document
from apps.printing.models import Printer


def content_for(printer: Printer, document: Document, *, copies: int = 1) -> bytes:
    """``copies`` are multiplied by those the printer always makes."""
    together = copies * printer.copies
    if printer.kind == Printer.Kind.A4:
        return pdf.a4_pdf(document, copies=together)
    return escpos.render(document, printer, copies=together)
