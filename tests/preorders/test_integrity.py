"""The books of pre-orders notice what does not add up."""

from decimal import Decimal

import pytest

from apps.core.models import Counter
from apps.credits.models import Credit
from apps.inventory.models import Reservation
from apps.preorders import cancelling, integrity
from apps.preorders.models import PreOrder
from tests.factories.preorders import arrived, make_preorder
from tests.factories.sales import Till

pytestmark = pytest.mark.django_db


def test_pieces_that_are_not_kept(till: Till) -> None:
    preorder = arrived(till)
    Reservation.objects.update(quantity=1)

    assert integrity.findings() == [f"{preorder.number} keeps 1 pieces, it should keep 2"]


def test_money_that_lies_with_what_was_cancelled(till: Till) -> None:
    preorder = make_preorder(till, paid={"cash": "20000.00"})
    Credit.objects.update(left=Decimal("0.00"))
    cancelling.cancel(preorder, reason="Late", by=till.actor)
    Credit.objects.update(left=Decimal("5.00"))

    assert integrity.findings() == [f"{preorder.number} is cancelled, and ₦5.00 of its deposit is left"]


def test_a_number_that_is_missing(till: Till) -> None:
    make_preorder(till)
    Counter.objects.filter(series="PRE-202603").update(value=2)

    assert integrity.findings() == ["PRE-202603: 1 documents, 2 numbers drawn"]
    assert PreOrder.objects.count() == 1
