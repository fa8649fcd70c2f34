"""What the tests of selling share: a till with goods, and a look at everything that a sale would write."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.models import Counter
from apps.core.refusals import NexusError
from apps.inventory.models import StockLevel, StockMove
from apps.printing.models import PrintJob
from apps.sales.models import Delivery, LineTax, Receipt, ReceiptLine, SaleException, Tender, Void
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import Till, make_till


@pytest.fixture
def till() -> Till:
    return make_till()


@pytest.fixture
def jeans(till: Till) -> Product:
    """Ten pairs at ₦24,500, which cost ₦15,000 each."""
    product = make_goods("Levi's Jeans 34", price=Decimal("24500.00"), cost=Decimal("15000.00"))
    stock(product, till.floor, 10)
    return product


def everything() -> dict[str, object]:
    """Rows of every table that a sale touches, the levels and the counters."""
    tables = (Receipt, ReceiptLine, LineTax, Tender, Delivery, Void, SaleException, StockMove, PrintJob, AuditEntry)
    return {
        **{table.__name__: table.objects.count() for table in tables},
        "levels": list(StockLevel.objects.order_by("pk").values_list("pk", "quantity", "value", "reserved")),
        "due": list(Receipt.objects.order_by("pk").values_list("pk", "due")),
        "counters": list(Counter.objects.order_by("pk").values_list("series", "value")),
    }


@contextmanager
def refused(kind: type[NexusError]) -> Iterator[list[NexusError]]:
    """The block is refused by ``kind`` and has written nothing; the refusal is in the list."""
    before, caught = everything(), []
    with pytest.raises(kind) as refusal:
        yield caught
    caught.append(refusal.value)
    assert everything() == before
