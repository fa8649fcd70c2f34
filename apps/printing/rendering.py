"""A document in the language of its printer: ESC/POS or ZPL for rolls, PDF for sheets."""

from apps.printing import escpos, pdf, sheets, zpl
from apps.printing.document import Document
from apps.printing.models import Printer


def content_for(printer: Printer, document: Document, *, copies: int = 1) -> bytes:
    """``copies`` are multiplied by those the printer always makes."""
    together = copies * printer.copies
    if printer.kind == Printer.Kind.A4:
        is_of_labels = sheets.has_labels(document)
        return sheets.labels_pdf(document, copies=together) if is_of_labels else pdf.a4_pdf(document, copies=together)
    if printer.language == Printer.Language.ZPL:
        return zpl.render(document, printer, copies=together)
    return escpos.render(document, printer, copies=together)
