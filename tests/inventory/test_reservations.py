"""Pieces held back for a document stay where they are and nobody else takes them."""

import pytest

from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.inventory import reservations
from apps.inventory.models import Reservation, StockLevel
from tests.factories.inventory import make_goods, make_place, stock

ADA = Actor(user_id=None, name="Ada Obi")

pytestmark = pytest.mark.django_db


def test_reserving_holds_free_pieces(noon):
    jeans, floor = make_goods(), make_place("Wuse II")
    stock(jeans, floor, 3)

    reservations.reserve(jeans, floor, 2, document="PRE-202603-001", by=ADA)

    assert StockLevel.objects.values_list("quantity", "reserved").get() == (3, 2)
    assert Reservation.objects.values_list("quantity", "document", "at", "user_name", "ended_at").get() == (
        *(2, "PRE-202603-001", noon, "Ada Obi", None),
    )


def test_reserving_more_than_is_free_is_refused():
    jeans, floor = make_goods("Jeans"), make_place("Wuse II")
    stock(jeans, floor, 3)
    reservations.reserve(jeans, floor, 2, document="PRE-202603-001", by=ADA)

    with pytest.raises(reservations.NothingToReserve) as refusal:
        reservations.reserve(jeans, floor, 2, document="PRE-202603-002", by=ADA)

    assert refusal.value.sentence == "Wuse II has 1 free of Jeans, fewer than asked for."
    assert StockLevel.objects.get().reserved == 2
    assert Reservation.objects.count() == 1


def test_reserving_nothing_is_refused():
    jeans, floor = make_goods(), make_place()
    stock(jeans, floor, 3)

    with pytest.raises(InvalidInput):
        reservations.reserve(jeans, floor, 0, document="PRE-202603-001", by=ADA)

    assert not Reservation.objects.exists()


def test_releasing_gives_back_what_the_document_holds_once():
    jeans, floor = make_goods(), make_place()
    stock(jeans, floor, 3)
    reservations.reserve(jeans, floor, 2, document="PRE-202603-001", by=ADA)
    reservations.reserve(jeans, floor, 1, document="PRE-202603-002", by=ADA)

    answers = [reservations.release("PRE-202603-001", by=ADA) for _ in range(2)]

    assert answers == [2, 0]
    assert StockLevel.objects.get().reserved == 1
