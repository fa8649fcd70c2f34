"""Whatever is ordered, counted, booked, cancelled and sold, in whatever order, no piece and no kobo is lost."""

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

from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.core.refusals import NexusError
from apps.inventory import integrity as stock_integrity
from apps.inventory import ledger
from apps.inventory.models import StockLevel, StockMove
from apps.purchasing import integrity, orders, receiving
from apps.purchasing.models import GoodsReceipt, PurchaseInvoice, PurchaseOrder
from apps.purchasing.orders import Wanted
from apps.purchasing.receiving import Charges, Counted
from apps.stores import places
from apps.stores.models import Place
from tests.factories.inventory import make_goods
from tests.factories.purchasing import begin_receipt, make_order
from tests.factories.stores import make_shop

SYSTEM = Actor.system()
pieces = st.integers(0, 5)
amounts = st.integers(0, 9_999).map(lambda kobo: Decimal(kobo).scaleb(-2))


class Buying(RuleBasedStateMachine):
    """One shop, two products; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def open_shop(self) -> None:
        self.shop, self.goods = make_shop(), [make_goods("Jeans"), make_goods("Shirt")]
        self.floor, self.customer = places.floor_of(self.shop), places.outside(Place.Kind.CUSTOMER)

    @rule(jeans=pieces, shirts=pieces)
    def order(self, jeans: int, shirts: int) -> None:
        make_order(dict(zip(self.goods, (jeans, shirts), strict=True)), shop=self.shop)

    @precondition(lambda self: PurchaseOrder.objects.exists())
    @rule(which=st.integers(0, 5), jeans=pieces, cost=amounts)
    def change(self, which: int, jeans: int, cost: Decimal) -> None:
        wanted = [Wanted(self.goods[0].pk, jeans, cost)]
        self.tried(PurchaseOrder, which, lambda order: orders.change(order, wanted, by=SYSTEM))

    @precondition(lambda self: PurchaseOrder.objects.exists())
    @rule(which=st.integers(0, 5))
    def unload(self, which: int) -> None:
        self.tried(PurchaseOrder, which, begin_receipt)

    @rule(jeans=pieces, shirts=pieces)
    def unload_without_order(self, jeans: int, shirts: int) -> None:
        receipt = begin_receipt(shop=self.shop)
        counted = {product.pk: number for product, number in zip(self.goods, (jeans, shirts), strict=True)}
        receiving.count_in(receipt, counted, by=SYSTEM)

    @precondition(lambda self: GoodsReceipt.objects.exists())
    @rule(which=st.integers(0, 5), jeans=pieces, cost=amounts, freight=amounts, by_value=st.booleans())
    def count(self, which: int, jeans: int, cost: Decimal, freight: Decimal, by_value: bool) -> None:
        spread = GoodsReceipt.Spread.VALUE if by_value else GoodsReceipt.Spread.QUANTITY
        counted, charges = {self.goods[0].pk: Counted(jeans, cost)}, Charges(freight=freight, spread=spread)

        def act(receipt: GoodsReceipt) -> None:
            if receipt.lines.filter(product=self.goods[0]).exists():
                receiving.change(receipt, counted, charges=charges, by=SYSTEM)

        self.tried(GoodsReceipt, which, act)

    @precondition(lambda self: GoodsReceipt.objects.exists())
    @rule(which=st.integers(0, 5))
    def book(self, which: int) -> None:
        self.tried(GoodsReceipt, which, lambda receipt: receiving.book(receipt, is_another=True, by=SYSTEM))

    @precondition(lambda self: PurchaseOrder.objects.exists())
    @rule(which=st.integers(0, 5))
    def cancel_order(self, which: int) -> None:
        self.tried(PurchaseOrder, which, lambda order: orders.cancel(order, reason="No", by=SYSTEM))

    @precondition(lambda self: GoodsReceipt.objects.exists())
    @rule(which=st.integers(0, 5))
    def cancel_receipt(self, which: int) -> None:
        self.tried(GoodsReceipt, which, lambda receipt: receiving.cancel(receipt, reason="No", by=SYSTEM))

    @rule(which=st.integers(0, 1), count=st.integers(1, 3))
    def sell(self, which: int, count: int) -> None:
        move = ledger.Move(self.goods[which].pk, self.floor, self.customer, count)
        with suppress(NexusError), transaction.atomic():
            ledger.post([move], document="RCP", reason=StockMove.Reason.SELL, by=SYSTEM)

    @invariant()
    def books_are_in_order(self) -> None:
        assert [*integrity.findings(), *stock_integrity.findings()] == []

    @invariant()
    def value_is_conserved(self) -> None:
        came = StockMove.objects.filter(source__kind=Place.Kind.SUPPLIER)
        went = StockMove.objects.filter(target__kind=Place.Kind.CUSTOMER)
        booked = GoodsReceipt.objects.filter(state=GoodsReceipt.State.BOOKED)
        assert value_of(StockLevel.objects.all()) == value_of(came) - value_of(went)
        assert value_of(came) == sum((receipt.total + receipt.charges for receipt in booked), Decimal(0))

    @invariant()
    def an_awaited_order_expects_what_is_open_and_no_other_does(self) -> None:
        for order in PurchaseOrder.objects.all():
            expected = order.invoices.filter(state=PurchaseInvoice.State.EXPECTED).values_list("units", flat=True)
            still_open = sum(line.still_open for line in order.lines.all())
            assert list(expected) == ([still_open] if order.is_awaited else [])

    def tried(self, table, which: int, act) -> None:
        rows = list(table.objects.order_by("pk"))
        with suppress(NexusError), transaction.atomic():
            act(rows[which % len(rows)])


def value_of(rows) -> Decimal:
    return rows.aggregate(worth=Sum("value", output_field=MoneyField()))["worth"] or Decimal(0)


@pytest.mark.django_db
def test_no_piece_and_no_kobo_is_lost_in_buying() -> None:
    run_state_machine_as_test(Buying, settings=settings(max_examples=8, stateful_step_count=20, deadline=None))
