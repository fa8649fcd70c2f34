"""Whatever the shop does, in whatever order: every level is the sum of its moves, and no kobo of value is lost."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apps.core import clock
from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.inventory import integrity, ledger, past, reservations
from apps.inventory.models import StockLevel, StockMove
from apps.stores.models import Place
from tests.factories.inventory import make_goods, make_place

ADA = Actor(user_id=None, name="Ada Obi")
places = st.integers(0, 2)
products = st.integers(0, 1)
pieces = st.integers(1, 6)


class Ledger(RuleBasedStateMachine):
    """A shop's floor and warehouse and another shop's floor, two products, and a plain count beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        """Each run begins with an empty shop."""
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def open_shop(self) -> None:
        floor = make_place()
        self.places = [
            *(floor, make_place("Warehouse", Place.Kind.WAREHOUSE, floor.shop)),
            make_place("Elsewhere"),
        ]
        self.supplier, self.customer = make_place(kind=Place.Kind.SUPPLIER), make_place(kind=Place.Kind.CUSTOMER)
        self.products = [make_goods(), make_goods()]
        self.counted = {(product, place): 0 for product in range(2) for place in range(3)}
        self.held: dict[tuple[int, int], int] = dict.fromkeys(self.counted, 0)
        self.brought, self.gone, self.documents = ZERO, ZERO, 0

    @rule(product=products, place=places, quantity=pieces, kobo=st.integers(0, 100_000))
    def receive(self, product: int, place: int, quantity: int, kobo: int) -> None:
        value = Decimal(kobo).scaleb(-2)
        self.move(product, self.supplier, self.places[place], quantity, value)
        self.counted[product, place] += quantity
        self.brought += value

    @rule(product=products, place=places, quantity=pieces)
    def sell(self, product: int, place: int, quantity: int) -> None:
        if self.moves_or_is_refused(product, place, self.customer, quantity):
            self.counted[product, place] -= quantity

    @rule(product=products, place=places, onto=places, quantity=pieces)
    def transfer(self, product: int, place: int, onto: int, quantity: int) -> None:
        if place != onto and self.moves_or_is_refused(product, place, self.places[onto], quantity):
            self.counted[product, place] -= quantity
            self.counted[product, onto] += quantity

    @rule(product=products, place=places, quantity=pieces)
    def reserve(self, product: int, place: int, quantity: int) -> None:
        try:
            self.documents += 1
            goods = self.products[product]
            reservations.reserve(goods, self.places[place], quantity, document=f"PRE-{self.documents}", by=ADA)
        except reservations.NothingToReserve:
            assert quantity > self.free(product, place)
        else:
            self.held[product, place] += quantity

    @rule(product=products, place=places, quantity=pieces)
    def sell_reserved(self, product: int, place: int, quantity: int) -> None:
        goods, where = self.products[product], self.places[place]
        latest = goods.reservations.filter(place=where, ended_at=None).first()
        if latest is None or quantity > self.free(product, place) + latest.quantity:
            return
        move = ledger.Move(goods.pk, where, self.customer, quantity)
        taken = ledger.take([move], consuming=latest.document)
        taken.write(document=latest.document, reason=StockMove.Reason.SELL, by=ADA)
        self.gone += taken.values[0]
        self.counted[product, place] -= quantity
        self.held[product, place] -= min(quantity, latest.quantity)

    @invariant()
    def levels_are_the_count(self) -> None:
        for (product, place), expected in self.counted.items():
            level = StockLevel.objects.filter(product=self.products[product], place=self.places[place]).first()
            found = (level.quantity, level.reserved) if level else (0, 0)
            assert found == (expected, self.held[product, place])
            assert level is None or level.quantity or level.value == ZERO

    @invariant()
    def books_are_in_order(self) -> None:
        assert integrity.findings() == []

    @invariant()
    def the_evening_of_today_is_what_the_levels_say(self) -> None:
        reckoned = past.reckoned(past.there_on(StockLevel.objects.all(), clock.today()), clock.today())
        then = {level.pk: (level.pieces_then, level.reserved_then, level.value_then) for level in reckoned}
        now = StockLevel.objects.all()
        assert then == {level.pk: (level.quantity, level.reserved, level.value) for level in now}

    @invariant()
    def value_is_conserved(self) -> None:
        left = StockLevel.objects.aggregate(left=Sum("value", output_field=MoneyField()))["left"] or ZERO
        assert left + self.gone == self.brought

    def free(self, product: int, place: int) -> int:
        return self.counted[product, place] - self.held[product, place]

    def moves_or_is_refused(self, product: int, place: int, target: Place, quantity: int) -> bool:
        free = self.free(product, place)
        if quantity > free:
            with pytest.raises(ledger.InsufficientStock) as refusal:
                self.move(product, self.places[place], target, quantity)
            assert refusal.value.details["left"] == free
            return False
        value = self.move(product, self.places[place], target, quantity)
        self.gone += ZERO if target.is_ours else value
        return True

    def move(self, product: int, source: Place, target: Place, quantity: int, value: Decimal | None = None) -> Decimal:
        move = ledger.Move(self.products[product].pk, source, target, quantity, value)
        return ledger.post([move], document="D", reason=StockMove.Reason.TRANSFER, by=ADA).values[0]


@pytest.mark.django_db
def test_ledger_keeps_its_laws_whatever_happens():
    run_state_machine_as_test(Ledger, settings=settings(max_examples=10, stateful_step_count=25, deadline=None))
