"""What the tests of returns share: a till with goods, who decides, and a look at all that a return would write."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.models import Counter
from apps.core.refusals import NexusError
from apps.credits import integrity as credit_books
from apps.credits.models import Credit, CreditEntry
from apps.inventory import integrity as stock_books
from apps.inventory.models import StockLevel, StockMove
from apps.printing.models import PrintJob
from apps.returns import integrity as return_books
from apps.returns.models import Return, ReturnLine, ReturnStep
from apps.sales import integrity as sales_books
from apps.sales.models import Receipt, ReceiptLine, Tender
from tests.factories.inventory import make_goods, stock
from tests.factories.returns import make_chief
from tests.factories.sales import Till, make_till


@pytest.fixture
def till() -> Till:
    return make_till()


@pytest.fixture
def chief(till: Till) -> Actor:
    return make_chief(till)


@pytest.fixture
def jeans(till: Till) -> Product:
    """Ten pairs at ₦24,500, which cost ₦15,000 each."""
    product = make_goods("Levi's Jeans 34", price=Decimal("24500.00"), cost=Decimal("15000.00"))
    stock(product, till.floor, 10)
    return product


def books() -> list[str]:
    """What does not add up in any of the books that a return touches."""
    return [*sales_books.problems(), *return_books.findings(), *credit_books.findings(), *stock_books.findings()]


def everything() -> dict[str, object]:
    tables = (Receipt, Tender, Return, ReturnLine, ReturnStep, StockMove, PrintJob, AuditEntry, Credit, CreditEntry)
    return {
        **{table.__name__: table.objects.count() for table in tables},
        "levels": list(StockLevel.objects.order_by("pk").values_list("pk", "quantity", "value")),
        "receipts": list(Receipt.objects.order_by("pk").values_list("pk", "due", "returned")),
        "lines": list(ReceiptLine.objects.order_by("pk").values_list("pk", "claimed", "returned")),
        "states": list(Return.objects.order_by("pk").values_list("pk", "state")),
        "credits": list(Credit.objects.order_by("pk").values_list("pk", "left")),
        "counters": list(Counter.objects.order_by("pk").values_list("series", "value")),
    }


@contextmanager
def refused(kind: type[NexusError], sentence: str = "") -> Iterator[None]:
    """The block is refused by ``kind`` and has written nothing."""
    before = everything()
    with pytest.raises(kind, match=sentence or None):
        yield
    assert everything() == before
