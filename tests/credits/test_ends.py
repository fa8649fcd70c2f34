"""How a credit ends: its last day passes, or an MD voids it; and whatever happens to it, the books agree."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput, NexusError
from apps.credits import expiry, integrity, ledger, tasks, voiding
from apps.credits.models import Credit, CreditEntry
from apps.credits.refusals import NothingLeft
from tests.factories.credits import make_credit

SYSTEM = Actor.system()
Kind = CreditEntry.Kind
pytestmark = pytest.mark.django_db


def spend(credit: Credit, amount: str, document: str = "RCP-1") -> None:
    taken = ledger.take({credit.number: Decimal(amount)}, customer_id=credit.customer_id)
    taken.write(document=document, by=SYSTEM)


def test_what_is_left_after_the_last_day_is_booked_as_expired_once() -> None:
    today = clock.today()
    ending, later, for_ever = make_credit(expires_on=today), make_credit(expires_on=today + timedelta(1)), make_credit()
    spend(ending, "1000.00")

    with clock.at(clock.now() + timedelta(days=1)):
        ended = [expiry.expire_due(by=SYSTEM) for _again in range(2)]

    assert ended == [1, 0]
    assert [Credit.objects.get(pk=row.pk).left for row in (ending, later, for_ever)] == [
        Decimal("0.00"), Decimal("5000.00"), Decimal("5000.00"),
    ]  # fmt: skip
    assert list(ending.entries.values_list("kind", "amount")) == [
        (Kind.ISSUE, Decimal("5000.00")), (Kind.SPEND, Decimal("-1000.00")), (Kind.EXPIRE, Decimal("-4000.00")),
    ]  # fmt: skip
    assert AuditEntry.objects.get(act="credits.expire").subject_name == ending.number
    assert integrity.findings() == []


def test_the_last_day_itself_is_a_good_one() -> None:
    make_credit(expires_on=clock.today())

    assert expiry.expire_due(by=SYSTEM) == 0


def test_the_background_books_what_is_over() -> None:
    credit = make_credit(expires_on=clock.today())

    with clock.at(clock.now() + timedelta(days=1)):
        tasks.book_expired.call_local()

    assert Credit.objects.get(pk=credit.pk).left == 0


def test_a_void_takes_what_is_left_and_says_why() -> None:
    credit = make_credit()
    spend(credit, "1000.00")

    voiding.void(credit, by=SYSTEM, reason="Issued twice")

    assert Credit.objects.get(pk=credit.pk).left == 0
    last = credit.entries.last()
    assert (last.kind, last.amount, last.note) == (Kind.VOID, Decimal("-4000.00"), "Issued twice")
    assert AuditEntry.objects.get(act="credits.void").subject_name == credit.number


def test_nothing_is_voided_without_a_reason_or_twice_or_when_spent() -> None:
    credit, spent = make_credit(), make_credit()
    deposit = make_credit(purpose=Credit.Purpose.DEPOSIT, number="RCP-9")
    spend(spent, "5000.00")

    with pytest.raises(InvalidInput, match="Say why"):
        voiding.void(credit, by=SYSTEM, reason=" ")
    voiding.void(credit, by=SYSTEM, reason="Issued twice")
    for over in (credit, spent):
        with pytest.raises(NothingLeft):
            voiding.void(over, by=SYSTEM, reason="Again")
    with pytest.raises(InvalidInput, match="is a deposit"):
        voiding.void(deposit, by=SYSTEM, reason="Not wanted")

    assert CreditEntry.objects.filter(kind=Kind.VOID).count() == AuditEntry.objects.filter(act="credits.void").count()
    assert CreditEntry.objects.filter(kind=Kind.VOID).count() == 1


class Life(RuleBasedStateMachine):
    """Any sequence of what may happen to credits; ``known`` is what a customer would expect of each."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = clock.now()
        self.known: dict[int, Decimal] = {}
        self.spent: list[str] = []

    def teardown(self) -> None:
        """Each run begins without credits."""
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @rule(kobo=st.integers(1, 1_000_000), days=st.none() | st.integers(0, 3))
    def issue(self, kobo: int, days: int | None) -> None:
        with clock.at(self.now):
            until = None if days is None else clock.today() + timedelta(days=days)
            credit = make_credit(str(Decimal(kobo) / 100), expires_on=until)
        self.known[credit.pk] = credit.value

    @precondition(lambda life: life.known)
    @rule(drawn=st.data(), kobo=st.integers(1, 1_000_000))
    def spend(self, drawn: st.DataObject, kobo: int) -> None:
        credit, amount = self._one(drawn), Decimal(kobo) / 100
        with clock.at(self.now):
            is_good = amount <= self.known[credit.pk] and not ledger.is_over(credit)
            try:
                spend(credit, str(amount), document := f"RCP-{len(self.spent)}")
            except NexusError:
                assert not is_good
            else:
                assert is_good
                self.spent.append(document)
                self.known[credit.pk] -= amount

    @precondition(lambda life: life.spent)
    @rule(drawn=st.data(), part=st.integers(1, 100))
    def give_back(self, drawn: st.DataObject, part: int) -> None:
        document = drawn.draw(st.sampled_from(self.spent))
        with clock.at(self.now):
            amount = (ledger.held_by(document) * part / 100).quantize(Decimal("0.01"))
            for holder in ledger.give_back(document, amount, document="RET-1", by=SYSTEM) if amount else ():
                self.known[holder.pk] = self.known.get(holder.pk, Decimal(0)) + amount

    @rule(days=st.integers(0, 2))
    def pass_time(self, days: int) -> None:
        self.now += timedelta(days=days)
        with clock.at(self.now):
            expiry.expire_due(by=SYSTEM)
            for credit in Credit.objects.all():
                if ledger.is_over(credit):
                    self.known[credit.pk] = Decimal(0)

    @precondition(lambda life: life.known)
    @rule(drawn=st.data())
    def void(self, drawn: st.DataObject) -> None:
        credit = self._one(drawn)
        with clock.at(self.now):
            if self.known[credit.pk]:
                voiding.void(credit, by=SYSTEM, reason="Issued twice")
        self.known[credit.pk] = Decimal(0)

    @invariant()
    def left_is_what_the_entries_make_and_within_the_value(self) -> None:
        rows = {credit.pk: credit for credit in Credit.objects.all()}
        assert {key: credit.left for key, credit in rows.items()} == self.known
        assert all(0 <= credit.left <= credit.value for credit in rows.values())
        assert integrity.findings() == []

    def _one(self, drawn: st.DataObject) -> Credit:
        return Credit.objects.get(pk=drawn.draw(st.sampled_from(sorted(self.known))))


def test_credits_keep_their_laws_whatever_happens() -> None:
    run_state_machine_as_test(Life, settings=settings(max_examples=20, stateful_step_count=15, deadline=None))
