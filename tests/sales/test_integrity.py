"""The books of selling are proved from their rows, and a forged row is found."""

from decimal import Decimal

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.models import Counter
from apps.sales import integrity, shifts, voids
from apps.sales.models import LineTax, Receipt, ReceiptLine, Shift
from tests.factories.sales import Till, make_customer, sell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def traded(till: Till, jeans: Product) -> Receipt:
    """A day with a plain sale, a debt, a void and a closed shift."""
    first = sell(till, (jeans, 2, {"discount": {"kind": "percent", "value": "10"}}), total="44100.00")
    sell(till, (jeans, 1), customer_id=make_customer().pk, paid={"cash": "10000.00"})
    voids.void(sell(till, (jeans, 1)), by=Actor.system(), reason="Wrong size")
    shifts.close(till.shift, counted=Decimal("59100.00"), by=till.actor)
    return first


def test_what_acts_wrote_adds_up(traded: Receipt) -> None:
    assert integrity.problems() == []


@pytest.mark.parametrize(
    ("table", "changes", "told"),
    [
        (ReceiptLine, {"quantity": 3}, "units"),
        (LineTax, {"amount": Decimal("1.00")}, "tax_included"),
        (Receipt, {"delivery_fee": Decimal("5.00")}, "its parts make"),
        (Shift, {"expected_cash": Decimal("1.00")}, "expected 1.00"),
    ],
)
def test_a_forged_row_is_found(traded: Receipt, table: type, changes: dict[str, object], told: str) -> None:
    table.objects.filter(pk=table.objects.order_by("pk").first().pk).update(**changes)

    assert any(told in problem for problem in integrity.problems())


def test_a_forged_balance_is_found(traded: Receipt) -> None:
    Receipt.objects.filter(due__gt=0).update(due=Decimal("1.00"))

    assert integrity.problems() == ["RCP-202603-002: 10000.00 paid and 1.00 due do not make 24500.00"]


def test_a_gap_in_the_numbers_is_found(traded: Receipt) -> None:
    Counter.objects.filter(series="RCP-202603").update(value=4)

    assert integrity.problems() == ["RCP-202603: 3 documents, 4 numbers drawn"]
