"""Whatever is sent, received, settled, called back and sold, in whatever order, the books stay in order."""

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
from apps.inventory import arrivals, integrity, ledger, transfers
from apps.inventory.arrivals import Settlement, Verdict
from apps.inventory.models import StockLevel, StockMove, Transfer
from apps.stores import places
from apps.stores.models import Place
from tests.factories.transfers import SYSTEM, make_cities, wish

pieces = st.integers(0, 6)


class Road(RuleBasedStateMachine):
    """Ten jeans in Abuja, two cities, and people who do everything at any time; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.transfers: list[Transfer] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def open_shops(self) -> None:
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

    def tried(self, act, which: int) -> None:
        transfer = Transfer.objects.get(pk=self.transfers[which % len(self.transfers)].pk)
        with suppress(NexusError), transaction.atomic():
            act(transfer)

    @staticmethod
    def value_of(rows) -> Decimal:
        return rows.aggregate(worth=Sum("value", output_field=MoneyField()))["worth"] or Decimal(0)


@pytest.mark.django_db
def test_no_piece_and_no_kobo_is_lost_on_the_road() -> None:
    run_state_machine_as_test(Road, settings=settings(max_examples=25, stateful_step_count=20, deadline=None))
