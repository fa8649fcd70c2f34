"""Cash in and out of a drawer: once by its key, with a reason, never more than there is, and on paper."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.refusals import InvalidInput, NexusError
from apps.printing.document import Drawer, from_json
from apps.printing.models import PrintJob
from apps.sales import cash_moves, integrity, shifts
from apps.sales.cash_moves import CashInput, TooLittleCash
from apps.sales.models import CashMove
from apps.sales.orders import ApprovalInput
from apps.sales.refusals import BeyondLimit, KeyReused, NoOpenShift
from apps.users import approvals
from apps.users.approvals import ApprovalInvalid
from tests.factories.kiosk import PIN, give_pin
from tests.factories.sales import Till, actor_at, make_cashier, make_till
from tests.factories.users import make_manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
Kind = CashMove.Kind


@pytest.fixture
def boss(till: Till) -> Till:
    """The same till with somebody at it who may take cash out."""
    user = make_cashier("boss", till.shop, permissions=("sell", "take_cash_out"))
    return replace(till, cashier=user, actor=actor_at(till.register, user))


def asked(kind: Kind = Kind.OUT, amount: str = "1500.00", **changes: Any) -> CashInput:
    return CashInput(uuid4(), kind, Decimal(amount), **({"reason": "Diesel"} | changes))


def refused(till: Till, wanted: CashInput, kind: type[NexusError]) -> str:
    """Its sentence; nothing is written."""
    before = AuditEntry.objects.count()
    with pytest.raises(kind) as refusal:
        cash_moves.move(till.shift, wanted, by=till.actor)
    assert (CashMove.objects.count(), PrintJob.objects.count(), AuditEntry.objects.count()) == (0, 0, before)
    return refusal.value.sentence


def approval(till: Till, wanted: CashInput) -> ApprovalInput:
    manager = give_pin(make_manager(till.shop))
    subject = cash_moves.subject_of(wanted)
    token = approvals.grant(
        *(manager, PIN), action="cash_out", subject=subject, limit=None, asked_by=till.cashier, register=till.register
    )
    return ApprovalInput(token, "cash_out", "")


def test_cash_out_lowers_what_is_expected_opens_the_drawer_and_prints_a_slip(boss: Till) -> None:
    moved = cash_moves.move(boss.shift, asked(), by=boss.actor)

    slip = from_json(PrintJob.objects.get().document)
    assert (moved.signed, moved.reason, moved.user_name) == (Decimal("-1500.00"), "Diesel", "Boss")
    assert shifts.expected_cash(boss.shift) == Decimal("3500.00")
    assert slip.title == "Cash out SHF-202603-001"
    assert any(isinstance(block, Drawer) for block in slip.blocks)
    assert AuditEntry.objects.order_by("-pk")[0].act == "sales.cash_out"


def test_cash_in_needs_no_more_than_the_till(till: Till) -> None:
    cash_moves.move(till.shift, asked(Kind.IN, "20000.00", reason="Change from the bank"), by=till.actor)

    assert shifts.expected_cash(till.shift) == Decimal("25000.00")


def test_the_same_key_is_one_move(boss: Till) -> None:
    wanted = asked()

    first, again = (cash_moves.move(boss.shift, wanted, by=boss.actor) for _time in range(2))

    assert first == again
    assert (CashMove.objects.count(), PrintJob.objects.count()) == (1, 1)


def test_the_same_key_with_another_amount_is_refused(boss: Till) -> None:
    wanted = asked()
    cash_moves.move(boss.shift, wanted, by=boss.actor)

    with pytest.raises(KeyReused) as refusal:
        cash_moves.move(boss.shift, replace(wanted, amount=Decimal("900.00")), by=boss.actor)

    assert refusal.value.sentence == "This was booked before, as ₦1,500.00 for “Diesel”. Begin a new one."
    assert CashMove.objects.get().amount == Decimal("1500.00")


@pytest.mark.parametrize("changes", [{"reason": "  "}, {"amount": "0.00"}, {"amount": "-5.00"}])
def test_without_reason_or_amount_it_is_refused(boss: Till, changes: dict[str, Any]) -> None:
    refused(boss, asked(**changes), InvalidInput)


def test_more_than_there_should_be_is_refused_without_telling_how_much_there_is(boss: Till) -> None:
    sentence = refused(boss, asked(amount="5000.01"), TooLittleCash)

    assert sentence == "There should not be ₦5,000.01 in the drawer: take out less, or ask a manager to look."


def test_a_closed_shift_moves_no_cash(boss: Till) -> None:
    shifts.close(boss.shift, counted=Decimal("5000.00"), by=boss.actor)
    PrintJob.objects.all().delete()

    assert refused(boss, asked(), NoOpenShift) == "SHF-202603-001 is closed: open a shift first."


def test_a_cashier_asks_for_a_managers_word_bound_to_this_move(till: Till) -> None:
    wanted = asked()

    assert refused(till, wanted, BeyondLimit) == "This needs the word of a manager: ask for their PIN."
    told = approval(till, wanted)
    refused(till, replace(wanted, amount=Decimal("4000.00"), approval=told), ApprovalInvalid)
    moved = cash_moves.move(till.shift, replace(wanted, approval=told), by=till.actor)

    assert (moved.user_name, moved.approver_name) == ("Cashier-Ab1", "Musa Bello")


def test_what_was_done_offline_is_booked_with_its_doubts(till: Till) -> None:
    hour = clock.now()
    with clock.at(hour + timedelta(hours=2)):
        wanted = asked(amount="9000.00", is_offline=True, at=hour + timedelta(hours=1), cashier_id=till.cashier.pk)
        moved = cash_moves.move(till.shift, wanted, by=till.actor)

    slip = from_json(PrintJob.objects.get().document)
    assert moved.doubt == (
        "Cashier-Ab1 took it out without the server and without a manager. "
        "More was taken out than there should have been."
    )
    assert (moved.at, moved.was_offline) == (hour + timedelta(hours=1), True)
    assert not any(isinstance(block, Drawer) for block in slip.blocks)


def test_naming_somebody_mightier_as_cashier_gains_nothing(till: Till, boss: Till) -> None:
    moved = cash_moves.move(till.shift, asked(is_offline=True, cashier_id=boss.cashier.pk), by=till.actor)

    assert moved.user_name == "Boss"
    assert moved.doubt == "Cashier-Ab1 took it out without the server and without a manager."


def test_what_arrives_after_the_close_changes_neither_count_nor_books(boss: Till) -> None:
    shifts.close(boss.shift, counted=Decimal("5000.00"), by=boss.actor)

    with clock.at(clock.now() + timedelta(hours=1)):
        moved = cash_moves.move(boss.shift, asked(is_offline=True, cashier_id=boss.cashier.pk), by=boss.actor)

    boss.shift.refresh_from_db()
    assert moved.doubt == "SHF-202603-001 was closed before it arrived."
    assert boss.shift.expected_cash == Decimal("5000.00")
    assert integrity.problems() == []


def test_a_shift_that_never_arrived_gives_its_cash_to_the_last_one_and_says_so(boss: Till) -> None:
    wanted = asked(is_offline=True, shift_key=uuid4())
    other = make_till(code="LA1", city="Lagos", name="Ikeja")

    moved = cash_moves.move(cash_moves.shift_of(wanted, boss.register), wanted, by=boss.actor)

    assert moved.shift == boss.shift
    assert moved.doubt == "Its shift never reached the server; it was put to the last one."
    with pytest.raises(NoOpenShift):
        cash_moves.shift_of(replace(wanted, is_offline=False, shift_key=boss.shift.key), other.register)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(-600_000, 600_000).filter(bool), max_size=12))
def test_the_drawer_never_owes_and_the_books_add_up(boss: Till, amounts: list[int]) -> None:
    CashMove.objects.all().delete()
    left = Decimal("5000.00")
    for kobo in amounts:
        amount = abs(Decimal(kobo).scaleb(-2))
        wanted = CashInput(uuid4(), Kind.IN if kobo > 0 else Kind.OUT, amount, "Drawn")
        try:
            cash_moves.move(boss.shift, wanted, by=boss.actor)
        except TooLittleCash:
            assert kobo < 0
            assert amount > left
        else:
            left += Decimal(kobo).scaleb(-2)

    assert shifts.expected_cash(boss.shift) == left >= 0
