"""What the tests of pre-orders share: a till with an open shift, and the books of everything that they touch."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.core.models import Counter
from apps.core.refusals import NexusError
from apps.credits import integrity as credit_books
from apps.credits.models import Credit, CreditEntry
from apps.inventory import integrity as stock_books
from apps.inventory.models import Reservation, StockLevel, StockMove
from apps.mail.models import OutgoingMail
from apps.preorders import integrity
from apps.preorders.models import PreOrder, PreOrderStep
from apps.printing.models import PrintJob
from apps.purchasing.models import PurchaseInvoice
from apps.sales import integrity as sales_books
from apps.sales.models import Receipt, Tender, Void
from tests.factories.sales import Till, make_till


@pytest.fixture
def till(noon: Any) -> Till:
    return make_till()


def books() -> list[str]:
    return [*integrity.findings(), *credit_books.findings(), *sales_books.problems(), *stock_books.findings()]


def everything() -> dict[str, object]:
    tables = (PreOrderStep, Receipt, Tender, Void, CreditEntry, StockMove, PurchaseInvoice, PrintJob, AuditEntry)
    return {
        **{table.__name__: table._default_manager.count() for table in (*tables, OutgoingMail)},
        "preorders": list(PreOrder.objects.order_by("pk").values()),
        "credits": list(Credit.objects.order_by("pk").values("number", "left")),
        "levels": list(StockLevel.objects.order_by("pk").values("quantity", "value", "reserved")),
        "kept": list(Reservation.objects.order_by("pk").values()),
        "counters": list(Counter.objects.order_by("pk").values("series", "value")),
    }


@contextmanager
def refused(kind: type[NexusError]) -> Iterator[list[NexusError]]:
    """The block is refused by ``kind`` and has written nothing; the refusal is in the list."""
    before, caught = everything(), []
    with pytest.raises(kind) as refusal:
        yield caught
    caught.append(refusal.value)
    assert everything() == before
