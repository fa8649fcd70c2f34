"""The ledger's rules (DOMAIN 6): goods move, levels follow, value is conserved, the last piece goes once."""

from decimal import Decimal

import pytest

from apps.core.actor import Actor
from apps.core.models import Change
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import ledger, levels, reservations
from apps.inventory.models import Reservation, StockLevel, StockMove
from apps.stores.models import Place
from tests.factories.inventory import level_of, make_goods, make_place, make_shop, stock

SELL = StockMove.Reason.SELL
ADA = Actor(user_id=None, name="Ada Obi")

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor() -> Place:
    return make_place("Wuse II")


@pytest.fixture
def customer() -> Place:
    return make_place(kind=Place.Kind.CUSTOMER)


def sell(product, floor, customer, quantity, document="RCP-202603-001"):
    move = ledger.Move(product.pk, floor, customer, quantity, name=product.name)
    return ledger.post([move], document=document, reason=SELL, by=ADA)


def written():
    """Everything the ledger writes to, to compare before and after a refusal."""
    return [list(model.objects.order_by("pk").values()) for model in (StockLevel, StockMove, Reservation, Change)]


def test_sale_takes_pieces_with_their_part_of_the_value(floor, customer):
    jeans = make_goods()
    stock(jeans, floor, 3, Decimal("100.00"))

    taken = sell(jeans, floor, customer, 1)

    assert taken.values == (Decimal("33.33"),)
    assert level_of(jeans, floor) == (2, Decimal("66.67"))


def test_last_piece_takes_the_rest_of_the_value(floor, customer):
    jeans = make_goods()
    stock(jeans, floor, 3, Decimal("100.00"))

    values = [sell(jeans, floor, customer, 1).values[0] for _ in range(3)]

    assert values == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]
    assert level_of(jeans, floor) == (0, Decimal("0.00"))


def test_move_is_written_with_document_reason_and_person(floor, customer, noon):
    jeans = make_goods()
    stock(jeans, floor, 2)

    sell(jeans, floor, customer, 2)

    fields = ("source", "target", "quantity", "value", "reason", "document", "at", "business_date", "user_name")
    assert StockMove.objects.filter(reason=SELL).values_list(*fields).get() == (
        *(floor.pk, customer.pk, 2, Decimal("200.00"), "sell", "RCP-202603-001", noon, noon.date(), "Ada Obi"),
    )


def test_outside_places_keep_no_level(floor, customer):
    jeans = make_goods()
    stock(jeans, floor, 2)

    sell(jeans, floor, customer, 1)

    assert list(StockLevel.objects.values_list("place", flat=True)) == [floor.pk]


def test_transfer_carries_the_value_to_the_other_place(floor):
    jeans, warehouse = make_goods(), make_place("Wuse II warehouse", Place.Kind.WAREHOUSE, floor.shop)
    stock(jeans, floor, 3, Decimal("100.00"))

    ledger.post([ledger.Move(jeans.pk, floor, warehouse, 2)], document="IT-1", reason=StockMove.Reason.TRANSFER, by=ADA)

    assert level_of(jeans, floor) == (1, Decimal("33.33"))
    assert level_of(jeans, warehouse) == (2, Decimal("66.67"))


def test_returned_goods_bring_the_value_of_their_line(floor, customer):
    jeans = make_goods()
    stock(jeans, floor, 1, Decimal("80.00"))

    move = ledger.Move(jeans.pk, customer, floor, 1, Decimal("91.17"))
    ledger.post([move], document="RCP-1", reason=StockMove.Reason.VOID, by=ADA)

    assert level_of(jeans, floor) == (2, Decimal("171.17"))


def test_lines_of_the_same_product_are_added_up_before_they_are_refused(floor, customer):
    jeans = make_goods("Levi's Jeans 34")
    stock(jeans, floor, 3)
    before = written()
    lines = [ledger.Move(jeans.pk, floor, customer, 2, name=jeans.name) for _ in range(2)]

    with pytest.raises(ledger.InsufficientStock) as refusal:
        ledger.post(lines, document="RCP-1", reason=SELL, by=ADA)

    assert refusal.value.sentence == "Only 3 Levi's Jeans 34 are left at Wuse II."
    assert refusal.value.details == {"product_id": jeans.pk, "left": 3}
    assert written() == before


def test_lines_of_the_same_product_share_its_value(floor, customer):
    jeans = make_goods()
    stock(jeans, floor, 3, Decimal("100.00"))

    taken = ledger.take([ledger.Move(jeans.pk, floor, customer, 1), ledger.Move(jeans.pk, floor, customer, 2)])

    assert taken.values == (Decimal("33.33"), Decimal("66.67"))


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (0, "No Ankara gown is left at Wuse II."),
        (1, "Only 1 Ankara gown is left at Wuse II."),
        (2, "Only 2 Ankara gown are left at Wuse II."),
    ],
)
def test_refusal_names_the_product_and_what_is_left(floor, customer, held, sentence):
    gown = make_goods("Ankara gown")
    if held:
        stock(gown, floor, held)
    before = written()

    with pytest.raises(ledger.InsufficientStock) as refusal:
        ledger.post([ledger.Move(gown.pk, floor, customer, 3)], document="RCP-1", reason=SELL, by=ADA)

    assert (refusal.value.sentence, refusal.value.details) == (sentence, {"product_id": gown.pk, "left": held})
    assert written() == before


def test_one_short_line_refuses_the_whole(floor, customer):
    jeans, gown = make_goods(), make_goods()
    stock(jeans, floor, 5)
    before = written()

    with pytest.raises(ledger.InsufficientStock):
        ledger.post(
            [ledger.Move(jeans.pk, floor, customer, 1), ledger.Move(gown.pk, floor, customer, 1)],
            document="RCP-1",
            reason=SELL,
            by=ADA,
        )

    assert written() == before


@pytest.mark.parametrize("quantity", [0, -1])
def test_move_without_pieces_is_refused(floor, customer, quantity):
    jeans = make_goods()
    stock(jeans, floor, 5)
    before = written()

    with pytest.raises(InvalidInput):
        sell(jeans, floor, customer, quantity)

    assert written() == before


def test_reserved_pieces_are_not_sold_to_others(floor, customer):
    jeans = make_goods("Jeans")
    stock(jeans, floor, 3)
    reservations.reserve(jeans, floor, 2, document="PRE-202603-001", by=ADA)
    before = written()

    with pytest.raises(ledger.InsufficientStock) as refusal:
        sell(jeans, floor, customer, 2)

    assert refusal.value.details["left"] == 1
    assert written() == before


def test_document_takes_the_pieces_reserved_for_it(floor, customer):
    jeans = make_goods()
    stock(jeans, floor, 3)
    reservations.reserve(jeans, floor, 2, document="PRE-202603-001", by=ADA)

    ledger.take([ledger.Move(jeans.pk, floor, customer, 3)], consuming="PRE-202603-001")

    assert StockLevel.objects.values_list("quantity", "reserved").get() == (0, 0)
    assert Reservation.objects.get().ended_at is not None


def test_document_that_takes_fewer_keeps_the_rest_reserved(floor, customer):
    jeans = make_goods()
    stock(jeans, floor, 3)
    reservations.reserve(jeans, floor, 2, document="PRE-202603-001", by=ADA)

    ledger.take([ledger.Move(jeans.pk, floor, customer, 1)], consuming="PRE-202603-001")

    assert StockLevel.objects.values_list("quantity", "reserved").get() == (2, 1)
    assert Reservation.objects.filter(ended_at=None).values_list("quantity", flat=True).get() == 1
    assert Reservation.objects.exclude(ended_at=None).values_list("quantity", flat=True).get() == 1


def test_tills_of_the_shops_that_changed_are_told(floor):
    jeans, other = make_goods(), make_place("Ikeja", shop=make_shop("Ikeja", "Lagos", "LA"))
    stock(jeans, floor, 3)
    Change.objects.all().delete()

    ledger.post([ledger.Move(jeans.pk, floor, other, 1)], document="TR-1", reason=StockMove.Reason.TRANSFER, by=ADA)

    told = set(Change.objects.values_list("kind", "key", "shop_id"))
    assert told == {("level", str(jeans.pk), floor.shop_id), ("level", str(jeans.pk), other.shop_id)}


@pytest.mark.parametrize("lines", [1, 5, 40])
def test_sale_costs_the_same_statements_however_many_lines(lines, floor, customer, django_assert_num_queries):
    products = [make_goods() for _ in range(lines)]
    for product in products:
        stock(product, floor, 2)
    moves = [ledger.Move(product.pk, floor, customer, 1) for product in products]

    with django_assert_num_queries(2):  # read, swap
        taken = ledger.take(moves)
    with django_assert_num_queries(2):  # moves, changes
        taken.write(document="RCP-1", reason=SELL, by=ADA)

    assert set(StockLevel.objects.values_list("quantity", flat=True)) == {1}


def test_thousand_products_arrive_in_one_act(floor):
    supplier = make_place(kind=Place.Kind.SUPPLIER)
    goods = [make_goods() for _ in range(levels.ROWS_A_STATEMENT * 2 + 1)]
    moves = [ledger.Move(product.pk, supplier, floor, 1, Decimal("7.00")) for product in goods]

    ledger.post(moves, document="INV001/2026", reason=StockMove.Reason.OPENING, by=ADA)

    assert StockLevel.objects.filter(quantity=1, value=Decimal("7.00")).count() == len(goods)


def test_changed_level_is_read_again(floor, customer, monkeypatch):
    """Somebody sells a piece between reading and writing; the second try sees it."""
    jeans = make_goods()
    stock(jeans, floor, 3, Decimal("300.00"))
    true_condition, meddled = levels.still_as_read, []

    def meddle(level: levels.Level) -> dict[str, int]:
        if not meddled:
            meddled.append(StockLevel.objects.update(quantity=2, value=Decimal("150.00")))
        return true_condition(level)

    monkeypatch.setattr(levels, "still_as_read", meddle)

    taken = ledger.take([ledger.Move(jeans.pk, floor, customer, 1)])

    assert taken.values == (Decimal("75.00"),)
    assert level_of(jeans, floor) == (1, Decimal("75.00"))


def test_level_that_keeps_changing_is_a_conflict(floor, customer, monkeypatch):
    jeans = make_goods()
    stock(jeans, floor, 3)
    monkeypatch.setattr(levels, "still_as_read", lambda level: {"id": level.row.pk, "quantity": 99})
    before = written()

    with pytest.raises(Conflict):
        sell(jeans, floor, customer, 1)

    assert written() == before


def test_half_written_swap_is_undone_with_its_act(floor, customer, monkeypatch):
    goods = [make_goods(), make_goods()]
    for product in goods:
        stock(product, floor, 3)
    monkeypatch.setattr(levels, "still_as_read", lambda level: {"id": level.row.pk, "product_id": goods[0].pk})
    before = written()

    with pytest.raises(Conflict):
        ledger.post(
            [ledger.Move(product.pk, floor, customer, 1) for product in goods],
            document="RCP-1",
            reason=SELL,
            by=ADA,
        )

    assert written() == before
