"""The last piece goes once, however many take it at the same moment; and the control shows what holds it."""

import random
from threading import Barrier, local

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.inventory import integrity, ledger, levels
from apps.inventory.levels import Level
from apps.inventory.models import StockLevel, StockMove
from apps.stores.models import Place
from tests.databases import in_threads
from tests.factories.inventory import level_of, make_goods, make_place, stock

TILLS = 16
ADA = Actor(user_id=None, name="Ada Obi")

pytestmark = pytest.mark.usefixtures("real_database")


@pytest.fixture
def last_piece(real_database: None) -> tuple[Product, Place, Place]:
    """Goods of which one piece is left, the floor where it lies, and the customer."""
    goods, floor = make_goods("Jeans"), make_place("Wuse II")
    stock(goods, floor, 1)
    return goods, floor, make_place(kind=Place.Kind.CUSTOMER)


@pytest.fixture
def all_read_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is locked, and nobody writes before everybody has read: only the comparison is left to hold the piece."""
    together, this_thread, as_it_is = Barrier(TILLS), local(), levels.still_as_read

    def waiting(level: Level) -> dict[str, int]:
        if not hasattr(this_thread, "has_waited"):
            this_thread.has_waited = True
            together.wait(30)
        return as_it_is(level)

    monkeypatch.setattr(levels, "locked", lambda rows: rows)
    monkeypatch.setattr(levels, "still_as_read", waiting)


def take_without_transaction(goods: Product, floor: Place, customer: Place) -> ledger.Taken:
    """Each statement stands for itself, so that no database puts the takers in a row."""
    taken = ledger.take([ledger.Move(goods.pk, floor, customer, 1, name=goods.name)])
    taken.write(document="RCP-1", reason=StockMove.Reason.SELL, by=ADA)
    return taken


def sell(goods: Product, floor: Place, customer: Place) -> ledger.Taken:
    move = ledger.Move(goods.pk, floor, customer, 1, name=goods.name)
    return ledger.post([move], document="RCP-1", reason=StockMove.Reason.SELL, by=ADA)


def test_last_piece_sells_once(last_piece):
    outcomes = in_threads([lambda: sell(*last_piece)] * TILLS)

    goods, floor, _customer = last_piece
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InsufficientStock"] * (TILLS - 1) + ["Taken"]
    assert level_of(goods, floor)[0] == 0
    assert StockMove.objects.filter(reason=StockMove.Reason.SELL).count() == 1
    assert integrity.findings() == []


def test_comparison_alone_lets_the_last_piece_go_once(last_piece, all_read_first):
    outcomes = in_threads([lambda: take_without_transaction(*last_piece)] * TILLS)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InsufficientStock"] * (TILLS - 1) + ["Taken"]
    assert integrity.findings() == []


def test_control_without_the_comparison_sells_it_again_and_again(last_piece, monkeypatch, all_read_first):
    waiting = levels.still_as_read
    monkeypatch.setattr(levels, "still_as_read", lambda level: waiting(level) and {"id": level.row.pk})

    outcomes = in_threads([lambda: take_without_transaction(*last_piece)] * TILLS)

    assert [type(outcome).__name__ for outcome in outcomes] == ["Taken"] * TILLS
    assert integrity.findings() != []


def test_sales_of_the_same_goods_in_any_order_wait_and_never_deadlock(real_database):
    floor, customer = make_place("Wuse II"), make_place(kind=Place.Kind.CUSTOMER)
    goods = [make_goods() for _ in range(6)]
    for product in goods:
        stock(product, floor, TILLS)

    def sell_all(seed: int) -> ledger.Taken:
        order = random.Random(seed).sample(goods, len(goods))
        moves = [ledger.Move(product.pk, floor, customer, 1) for product in order]
        return ledger.post(moves, document=f"RCP-{seed}", reason=StockMove.Reason.SELL, by=ADA)

    outcomes = in_threads([lambda seed=seed: sell_all(seed) for seed in range(TILLS)])

    assert {type(outcome).__name__ for outcome in outcomes} == {"Taken"}
    assert set(StockLevel.objects.values_list("quantity", "value")) == {(0, 0)}
    assert integrity.findings() == []


def test_first_goods_of_a_place_arrive_from_many_at_once(real_database):
    """The missing level is made once, and nobody's pieces are lost."""
    goods, floor, supplier = make_goods(), make_place("Wuse II"), make_place(kind=Place.Kind.SUPPLIER)

    def receive() -> ledger.Taken:
        move = ledger.Move(goods.pk, supplier, floor, 1, goods.cost)
        return ledger.post([move], document="GRN-1", reason=StockMove.Reason.RECEIVE, by=ADA)

    outcomes = in_threads([receive] * TILLS)

    assert {type(outcome).__name__ for outcome in outcomes} == {"Taken"}
    assert level_of(goods, floor) == (TILLS, goods.cost * TILLS)
