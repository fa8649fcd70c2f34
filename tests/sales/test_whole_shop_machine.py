"""Two cities order, receive, send, count, write off, sell and undo in whatever order: no piece, no kobo is lost."""

from collections import Counter
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import Sum
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from apps.catalog.models import Product
from apps.core.money import ZERO
from apps.inventory.models import StockLevel, StockMove, Transfer
from apps.purchasing import by_hand, integrity, orders, receiving
from apps.purchasing.by_hand import Bill, BillLine
from apps.purchasing.invoice_tax import Tax
from apps.purchasing.models import GoodsReceipt, PurchaseOrder, Supplier
from apps.purchasing.orders import Wanted
from apps.purchasing.receiving import Charges, Counted
from apps.sales import integrity as sales_integrity
from apps.sales import shifts, voids
from apps.sales.models import Receipt, ReceiptLine
from apps.stores import places
from apps.stores.models import Place, Register, Shop
from apps.users.models import User
from tests.factories import sales
from tests.factories.purchasing import begin_receipt, make_order, make_supplier
from tests.factories.sales import Till
from tests.factories.transfers import SYSTEM
from tests.inventory.test_transfer_machine import Road

pieces = st.integers(0, 5)
some = st.integers(1, 4)
which = st.integers(0, 9)
amounts = st.integers(0, 99_999).map(lambda kobo: Decimal(kobo).scaleb(-2))


class TwoCities(Road):
    """``Road`` sends, counts and writes off; here its goods are bought as well, and sold at real tills."""

    @initialize()
    def open_shops(self) -> None:
        super().open_shops()
        self.supplier: Supplier = make_supplier()
        self.tills = [_till(shop) for shop in (self.cities.abuja, self.cities.lagos)]
        self.md = User.objects.create_superuser("md-of-two-cities")

    # Buying.

    @rule(is_there=st.booleans(), count=some)
    def order(self, is_there: bool, count: int) -> None:
        make_order({self.cities.jeans: count}, shop=self.shop(is_there), supplier=self.supplier)

    @precondition(lambda self: PurchaseOrder.objects.exists())
    @rule(which=which, count=pieces, cost=amounts)
    def change_order(self, which: int, count: int, cost: Decimal) -> None:
        wanted = [Wanted(self.jeans, count, cost)]
        self.tried(lambda order: orders.change(order, wanted, by=SYSTEM), which, self.all_of(PurchaseOrder))

    @precondition(lambda self: PurchaseOrder.objects.exists())
    @rule(which=which)
    def cancel_order(self, which: int) -> None:
        self.tried(lambda order: orders.cancel(order, reason="No", by=SYSTEM), which, self.all_of(PurchaseOrder))

    @precondition(lambda self: PurchaseOrder.objects.exists())
    @rule(which=which, count=some, cost=amounts, freight=amounts)
    def receive_part_of_an_order(self, which: int, count: int, cost: Decimal, freight: Decimal) -> None:
        def act(order: PurchaseOrder) -> None:
            self.book(begin_receipt(order), count, cost, freight)

        self.tried(act, which, self.all_of(PurchaseOrder))

    @rule(is_there=st.booleans(), count=some, cost=amounts, freight=amounts)
    def receive_without_order(self, is_there: bool, count: int, cost: Decimal, freight: Decimal) -> None:
        self.book(begin_receipt(shop=self.shop(is_there)), count, cost, freight)

    @rule(is_there=st.booleans(), count=some, cost=amounts, rate=st.sampled_from(["0", "7.5", "33.333"]),
          is_included=st.booleans(), brings_goods=st.booleans())  # fmt: skip
    def write_a_bill(
        self, is_there: bool, count: int, cost: Decimal, rate: str, is_included: bool, brings_goods: bool
    ) -> None:
        shop = self.shop(is_there)
        lines = [BillLine(count, cost, self.jeans), BillLine(1, cost, called="Transport")]
        bill = Bill(
            shop=shop,
            key=uuid4(),
            lines=lines,
            place=places.floor_of(shop) if brings_goods else None,
            tax=Tax(Decimal(rate), is_included=is_included),
        )
        by_hand.write(bill, by=SYSTEM, is_another=True)

    # Selling.

    @rule(is_there=st.booleans(), count=st.integers(1, 3))
    def sell(self, is_there: bool, count: int) -> None:
        till = self.tills[is_there]
        jeans = Product.objects.get(pk=self.jeans)
        self.tried(lambda _shop: sales.sell(till, (jeans, count)), 0, [till.shop])

    @precondition(lambda self: Receipt.objects.exists())
    @rule(which=which)
    def undo_a_sale(self, which: int) -> None:
        def act(receipt: Receipt) -> None:
            voids.void(receipt, by=sales.actor_at(receipt.shift.register, self.md), reason="Wrong size")

        self.tried(act, which, self.all_of(Receipt))

    # What always holds.

    @invariant()
    def the_books_of_buying_and_selling_are_in_order(self) -> None:
        assert [*integrity.findings(), *sales_integrity.problems()] == []

    @invariant()
    def every_level_is_the_sum_of_its_moves_in_pieces_and_kobo(self) -> None:
        counted: Counter[tuple[int, int]] = Counter()
        worth: dict[tuple[int, int], Decimal] = {}
        for move in StockMove.objects.all():
            for place, sign in ((move.source_id, -1), (move.target_id, 1)):
                counted[move.product_id, place] += sign * move.quantity
                worth[move.product_id, place] = worth.get((move.product_id, place), ZERO) + sign * move.value
        for level in StockLevel.objects.all():
            end = (level.product_id, level.place_id)
            assert (level.quantity, level.value) == (counted[end], worth.get(end, ZERO))
            assert 0 <= level.reserved <= level.quantity
            assert level.quantity or not level.value

    @invariant()
    def what_is_on_the_road_was_sent_and_neither_received_nor_given_up(self) -> None:
        under_way: Counter[int] = Counter()
        for transfer in Transfer.objects.exclude(state=Transfer.State.CANCELLED):
            city = transfer.target.shop.location_id
            under_way[city] += sum(line.sent - line.received - line.found - line.lost for line in transfer.lines.all())
        on_the_road = StockLevel.objects.filter(place__kind=Place.Kind.TRANSIT)
        for city, lying in on_the_road.values_list("place__location", "quantity"):
            assert lying == under_way[city]

    @invariant()
    def customers_have_what_was_sold_and_not_undone(self) -> None:
        given = StockMove.objects.filter(target=self.customer).aggregate(pieces=Sum("quantity"))["pieces"] or 0
        back = StockMove.objects.filter(source=self.customer).aggregate(pieces=Sum("quantity"))["pieces"] or 0
        standing = ReceiptLine.objects.filter(receipt__void__isnull=True)
        assert given - back == (standing.aggregate(pieces=Sum("quantity"))["pieces"] or 0)

    def shop(self, is_there: bool) -> Shop:
        return self.cities.lagos if is_there else self.cities.abuja

    def book(self, receipt: GoodsReceipt, count: int, cost: Decimal, freight: Decimal) -> None:
        def act(begun: GoodsReceipt) -> None:
            receiving.count_in(begun, {self.jeans: count}, by=SYSTEM)
            told = {self.jeans: Counted(count, cost)}
            receiving.change(begun, told, charges=Charges(freight=freight), by=SYSTEM)
            receiving.book(begun, is_another=True, by=SYSTEM)

        self.tried(act, 0, [receipt])

    @staticmethod
    def all_of(table) -> list:
        return list(table.objects.order_by("pk"))


def _till(shop: Shop) -> Till:
    register = Register.objects.create(shop=shop, code=f"{shop.code}-9", name="Till", epoch=1)
    cashier = sales.make_cashier(f"cashier-{shop.pk}", shop)
    actor = sales.actor_at(register, cashier)
    shift = shifts.open_shift(register, key=uuid4(), opening_float=Decimal("5000.00"), by=actor)
    return Till(shop, places.floor_of(shop), register, cashier, actor, shift, sales.make_methods())


@pytest.mark.django_db
def test_two_cities_lose_no_piece_and_no_kobo() -> None:
    """Told at once when it fails; the long run then finds the shortest story."""
    brief = settings(max_examples=6, stateful_step_count=25, deadline=None, phases=[Phase.generate])
    run_state_machine_as_test(TwoCities, settings=brief)


@pytest.mark.prove
@pytest.mark.timeout(7200)
@pytest.mark.django_db
def test_two_cities_lose_no_piece_and_no_kobo_in_hundreds_of_stories() -> None:
    run_state_machine_as_test(TwoCities, settings=settings(max_examples=400, stateful_step_count=50, deadline=None))
