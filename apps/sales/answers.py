"""What the till is told about a receipt."""

from typing import Any

from django.conf import settings

from apps.printing.models import Task
from apps.printing.routes import printer_for
from apps.sales import links
from apps.sales.models import Receipt


def receipt_answer(receipt: Receipt) -> dict[str, Any]:
    """The body of a ``sell`` answer, JSON-ready; ``link`` is absolute when the site's address is known."""
    printer = printer_for(Task.RECEIPT, receipt.shop)
    return {
        "number": receipt.number,
        "key": str(receipt.key),
        "provisional_number": receipt.provisional_number,
        "total": str(receipt.total),
        "change": str(receipt.change),
        "due": str(receipt.due),
        "link": links.address_of(receipt),
        "whatsapp": links.whatsapp_link(receipt) if settings.PUBLIC_URL else "",
        "printed": receipt.printed_copies > 0,
        "printer": printer.name if printer else None,
        "exceptions": [exception.sentence for exception in receipt.exceptions.order_by("pk")],
    }
