"""A shift belongs to a register and is reckoned from its own rows."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.sales import shifts
from apps.sales.models import Shift
from apps.sales.shifts import ShiftAlreadyOpen, ShiftClosed
from tests.factories.sales import actor_at, make_cashier, make_till

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_a_shift_opens_with_its_number_and_float() -> None:
    till = make_till(opening_float="5000.00")

    assert till.shift.number == "SHF-202603-001"
    assert till.shift.opening_float == Decimal("5000.00")
    assert shifts.current(till.register) == till.shift
    assert AuditEntry.objects.get().act == "sales.open_shift"


def test_opening_twice_with_one_key_is_one_shift() -> None:
    till = make_till()

    again = shifts.open_shift(till.register, key=till.shift.key, opening_float=Decimal("5000.00"), by=till.actor)

    assert again == till.shift
    assert Shift.objects.count() == 1


def test_a_second_open_shift_on_a_register_is_refused() -> None:
    till = make_till()

    with pytest.raises(ShiftAlreadyOpen) as refusal:
        shifts.open_shift(till.register, key=uuid4(), opening_float=Decimal(0), by=till.actor)

    assert refusal.value.sentence == (
        "Till 1 has an open shift already (SHF-202603-001 by Cashier-Ab1): close it first."
    )
    assert Shift.objects.count() == 1
    assert AuditEntry.objects.count() == 1


def test_a_negative_float_is_refused() -> None:
    till = make_till()
    shifts.close(till.shift, counted=Decimal("5000.00"), by=till.actor)

    with pytest.raises(InvalidInput):
        shifts.open_shift(till.register, key=uuid4(), opening_float=Decimal(-1), by=till.actor)

    assert Shift.objects.count() == 1


def test_closing_counts_by_denominations_and_says_the_difference() -> None:
    till = make_till(opening_float="5000.00")

    closed = shifts.close(
        till.shift, counted={Decimal("1000.00"): 4, Decimal("500.00"): 1}, comment="One note torn", by=till.actor
    )

    assert (closed.expected_cash, closed.counted_cash) == (Decimal("5000.00"), Decimal("4500.00"))
    assert closed.difference == Decimal("-500.00")
    assert shifts.current(till.register) is None


def test_closing_twice_with_the_same_count_is_one_closing() -> None:
    till = make_till()
    shifts.close(till.shift, counted=Decimal("5000.00"), by=till.actor)

    again = shifts.close(till.shift, counted=Decimal("5000.00"), by=till.actor)

    assert again.counted_cash == Decimal("5000.00")
    assert AuditEntry.objects.filter(act="sales.close_shift").count() == 1


def test_a_closed_shift_is_not_counted_again() -> None:
    till = make_till()
    shifts.close(till.shift, counted=Decimal("5000.00"), by=till.actor)

    with pytest.raises(ShiftClosed) as refusal:
        shifts.close(till.shift, counted=Decimal("4000.00"), by=till.actor)

    assert refusal.value.sentence == (
        "SHF-202603-001 was closed before, with ₦5,000.00 counted. It cannot be counted again."
    )
    assert Shift.objects.get().counted_cash == Decimal("5000.00")


def test_a_stranger_does_not_close_a_shift_but_an_md_closes_an_abandoned_one() -> None:
    till, other = make_till(), make_till(code="LA1", city="Lagos", name="Ikeja")
    chief = make_cashier("chief", till.shop, permissions=("sell", "close_any_shift"))

    with pytest.raises(NotAllowed):
        shifts.close(till.shift, counted=Decimal("5000.00"), by=other.actor)
    assert shifts.current(till.register) == till.shift

    shifts.close(till.shift, counted=Decimal("5000.00"), by=actor_at(other.register, chief))
    assert shifts.current(till.register) is None


def test_the_key_of_another_tills_shift_opens_nothing() -> None:
    till, other = make_till(), make_till(code="LA1", city="Lagos", name="Ikeja")
    shifts.close(other.shift, counted=Decimal("5000.00"), by=other.actor)

    with pytest.raises(Conflict):
        shifts.open_shift(other.register, key=till.shift.key, opening_float=Decimal("1.00"), by=other.actor)

    assert Shift.objects.count() == 2
