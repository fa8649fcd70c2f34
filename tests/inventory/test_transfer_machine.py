"""Whatever is sent, received, settled, sold, counted and written off, in whatever order, the books stay in order."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.core.fields import MoneyField
from apps.core.refusals import NexusError
from apps.inventory import arrivals, counting, counts, integrity, ledger, transfers, variances, write_offs
from apps.inventory.arrivals import Settlement, Verdict
from apps.inventory.models import StockCount, StockLevel, StockMove, Transfer, WriteOff
from apps.stores import company, places
from apps.stores.models import Place
from tests.factories.counts import make_count, make_write_off
from tests.factories.inventory import level_of
from tests.factories.stores import make_company
from tests.factories.transfers import SYSTEM, make_cities, wish

pieces = st.integers(0, 6)


class Road(RuleBasedStateMachine):
    """Ten jeans in Abuja, two cities, and people who do everything at any time; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.transfers: list[Transfer] = []
        self.counts: list[StockCount] = []
        self.losses: list[WriteOff] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def open_shops(self) -> None:
        make_company(write_off_limit=Decimal("200.00"))
        company.forget()
        self.cities = make_cities()
        self.customer = places.outside(Place.Kind.CUSTOMER)

    @rule(count=pieces, is_back=st.booleans())
    def prepare(self, count: int, is_back: bool) -> None:
        ends = (self.cities.there, self.cities.here) if is_back else (self.cities.here, self.cities.there)
        self.transfers.append(transfers.prepare(wish(self.cities, count, source=ends[0], target=ends[1]), by=SYSTEM))

    @precondition(lambda self: self.transfers)
    @rule(which=st.integers(0, 9), picked=pieces)
    def dispatch(self, which: int, picked: int) -> None:
        self.tried(lambda transfer: transfers.dispatch(transfer, picked={self.jeans: picked}, by=SYSTEM), which)

    @precondition(lambda self: self.transfers)
    @rule(which=st.integers(0, 9), arrived=pieces)
    def receive(self, which: int, arrived: int) -> None:
        self.tried(lambda transfer: arrivals.receive(transfer, arrived={self.jeans: arrived}, by=SYSTEM), which)

    @precondition(lambda self: self.transfers)
    @rule(which=st.integers(0, 9), verdict=st.sampled_from(Verdict), count=pieces)
    def settle(self, which: int, verdict: Verdict, count: int) -> None:
        settlement = Settlement(self.jeans, verdict, count)
        self.tried(lambda transfer: arrivals.settle(transfer, [settlement], reason="Seen", by=SYSTEM), which)

    @precondition(lambda self: self.transfers)
    @rule(which=st.integers(0, 9))
    def cancel(self, which: int) -> None:
        self.tried(lambda transfer: transfers.cancel(transfer, reason="No", by=SYSTEM), which)

    @rule(is_there=st.booleans(), count=st.integers(1, 3))
    def sell(self, is_there: bool, count: int) -> None:
        place = self.cities.there if is_there else self.cities.here
        move = ledger.Move(self.jeans, place, self.customer, count)
        with suppress(NexusError), transaction.atomic():
            ledger.post([move], document="RCP", reason=StockMove.Reason.SELL, by=SYSTEM)

    @rule(is_there=st.booleans())
    def start_count(self, is_there: bool) -> None:
        shop = self.cities.lagos if is_there else self.cities.abuja
        with suppress(NexusError):
            self.counts.append(make_count(shop))

    @precondition(lambda self: self.counts)
    @rule(which=st.integers(0, 9), count=pieces)
    def scan(self, which: int, count: int) -> None:
        def enter(started: StockCount) -> None:
            counting.enter(started, self.cities.jeans, counts.places_of(started)[0], count, by=SYSTEM)

        self.tried(enter, which, self.counts)

    @precondition(lambda self: self.counts)
    @rule(which=st.integers(0, 9), is_rest_missing=st.booleans())
    def finish_count(self, which: int, is_rest_missing: bool) -> None:
        self.tried(lambda count: counting.finish(count, by=SYSTEM, is_rest_missing=is_rest_missing), which, self.counts)

    @precondition(lambda self: self.counts)
    @rule(which=st.integers(0, 9))
    def approve_count(self, which: int) -> None:
        """The level becomes what was counted, and what moved since."""

        def approve(count: StockCount) -> None:
            before = level_of(self.cities.jeans, counts.places_of(count)[0])[0]
            variances.approve(count, by=SYSTEM)
            after = level_of(self.cities.jeans, counts.places_of(count)[0])[0]
            assert after - before == sum(line.variance for line in count.lines.all())

        self.tried(approve, which, self.counts)

    @precondition(lambda self: self.counts)
    @rule(which=st.integers(0, 9))
    def cancel_count(self, which: int) -> None:
        self.tried(lambda count: counts.cancel(count, by=SYSTEM, reason="No"), which, self.counts)

    @rule(is_there=st.booleans(), count=st.integers(1, 4))
    def write_off(self, is_there: bool, count: int) -> None:
        place = self.cities.there if is_there else self.cities.here
        with suppress(NexusError), transaction.atomic():
            self.losses.append(write_offs.submit(make_write_off(place, {self.cities.jeans: count}), by=SYSTEM))

    @precondition(lambda self: self.losses)
    @rule(which=st.integers(0, 9), is_approved=st.booleans())
    def answer_write_off(self, which: int, is_approved: bool) -> None:
        def answer(loss: WriteOff) -> None:
            write_offs.approve(loss, by=SYSTEM) if is_approved else write_offs.reject(loss, by=SYSTEM, reason="No")

        self.tried(answer, which, self.losses)

    @invariant()
    def books_are_in_order(self) -> None:
        assert integrity.findings() == []

    @invariant()
    def a_finished_transfer_leaves_nothing_open(self) -> None:
        for transfer in Transfer.objects.filter(state=Transfer.State.COMPLETED):
            assert [(line.under_way, line.open_surplus) for line in transfer.lines.all()] == [(0, 0)]

    @invariant()
    def value_is_conserved(self) -> None:
        assert self.value_of(StockLevel.objects.all()) == self.value_of(
            StockMove.objects.filter(target__kind__in=Place.OURS, source__shop=None, source__location=None)
        ) - self.value_of(StockMove.objects.filter(target__shop=None, target__location=None))

    @property
    def jeans(self) -> int:
        return self.cities.jeans.pk

    def tried(self, act, which: int, papers=None) -> None:
        paper = (papers or self.transfers)[which % len(papers or self.transfers)]
        with suppress(NexusError), transaction.atomic():
            act(type(paper).objects.get(pk=paper.pk))

    @staticmethod
    def value_of(rows) -> Decimal:
        return rows.aggregate(worth=Sum("value", output_field=MoneyField()))["worth"] or Decimal(0)


@pytest.mark.django_db
def test_no_piece_and_no_kobo_is_lost() -> None:
    run_state_machine_as_test(Road, settings=settings(max_examples=10, stateful_step_count=25, deadline=None))
