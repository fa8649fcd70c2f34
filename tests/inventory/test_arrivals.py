"""What was sent is received by its destination; what is missing or too much stays open until an MD settles it."""

from decimal import Decimal

import pytest

from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import arrivals, integrity
from apps.inventory.arrivals import Settlement, Verdict
from apps.inventory.models import StockMove, Transfer
from apps.inventory.steps import WrongState
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.transfers import SYSTEM, Cities, make_cities, make_transfer
from tests.factories.users import make_cashier, make_manager

pytestmark = pytest.mark.django_db
State = Transfer.State


@pytest.fixture
def cities(noon: object) -> Cities:
    return make_cities()


def received(cities: Cities, arrived: int, sent: int = 4) -> Transfer:
    transfer = make_transfer(cities, sent, is_sent=True)
    return arrivals.receive(transfer, arrived={cities.jeans.pk: arrived}, by=SYSTEM)


def settle(transfer: Transfer, verdict: Verdict, pieces: int, cities: Cities) -> Transfer:
    return arrivals.settle(
        transfer, [Settlement(cities.jeans.pk, verdict, pieces)], by=SYSTEM, reason="Asked the driver"
    )


def pieces_of(cities: Cities) -> tuple[int, int, int]:
    """Here, on the road, there."""
    return tuple(level_of(cities.jeans, place)[0] for place in (cities.here, cities.road, cities.there))


def test_all_that_was_sent_arrives_and_the_transfer_is_completed(cities):
    transfer = received(cities, 4)

    assert (transfer.state, pieces_of(cities)) == (State.COMPLETED, (6, 0, 4))
    assert level_of(cities.jeans, cities.there) == (4, Decimal("400.00"))
    assert [step.kind for step in transfer.steps.all()] == ["prepared", "sent", "received", "completed"]
    assert integrity.findings() == []


def test_a_missing_piece_stays_on_the_road_until_it_is_settled(cities):
    transfer = received(cities, 3)

    assert (transfer.state, pieces_of(cities), transfer.lines.get().under_way) == (State.RECEIVED, (6, 1, 3), 1)


def test_a_missing_piece_that_is_found_comes_in(cities):
    transfer = settle(received(cities, 3), Verdict.FOUND, 1, cities)

    assert (transfer.state, pieces_of(cities)) == (State.COMPLETED, (6, 0, 4))
    assert integrity.findings() == []


def test_a_missing_piece_that_is_lost_is_written_off_at_its_value(cities):
    transfer = settle(received(cities, 3), Verdict.LOST, 1, cities)

    assert (transfer.state, pieces_of(cities)) == (State.COMPLETED, (6, 0, 3))
    written_off = StockMove.objects.get(reason=StockMove.Reason.WRITE_OFF)
    assert (written_off.quantity, written_off.value, written_off.document) == (1, Decimal("100.00"), transfer.number)
    assert integrity.findings() == []


def test_differences_are_settled_in_parts(cities):
    transfer = settle(received(cities, 1), Verdict.FOUND, 1, cities)
    assert (transfer.state, pieces_of(cities)) == (State.RECEIVED, (6, 2, 2))

    assert settle(transfer, Verdict.LOST, 2, cities).state == State.COMPLETED


def test_more_than_is_open_is_not_settled(cities):
    transfer = received(cities, 3)

    with pytest.raises(Conflict) as refusal:
        settle(transfer, Verdict.LOST, 2, cities)

    assert refusal.value.sentence == "Fewer pieces of Jeans are open by now."
    assert (Transfer.objects.get().state, pieces_of(cities)) == (State.RECEIVED, (6, 1, 3))


def test_a_piece_too_many_left_its_source_unbooked(cities):
    transfer = received(cities, 5)
    assert (transfer.state, pieces_of(cities), transfer.lines.get().open_surplus) == (State.RECEIVED, (6, 0, 4), 1)

    transfer = settle(transfer, Verdict.KEPT, 1, cities)

    assert (transfer.state, pieces_of(cities)) == (State.COMPLETED, (5, 0, 5))
    assert integrity.findings() == []


def test_a_piece_too_many_that_its_source_never_had_is_counted_in_at_cost(cities):
    transfer = settle(received(cities, 11, sent=10), Verdict.KEPT, 1, cities)

    assert (transfer.state, pieces_of(cities)) == (State.COMPLETED, (0, 0, 11))
    found = StockMove.objects.get(reason=StockMove.Reason.COUNT)
    assert (found.quantity, found.value) == (1, Decimal("100.00"))


def test_a_piece_counted_by_mistake_is_dropped(cities):
    transfer = settle(received(cities, 5), Verdict.DROPPED, 1, cities)

    assert (transfer.state, pieces_of(cities)) == (State.COMPLETED, (6, 0, 4))


def test_scans_count_in_and_receiving_books_them(cities):
    transfer = make_transfer(cities, 2, is_sent=True)
    for _scan in range(3):
        arrivals.count_in(transfer, cities.jeans, 1, by=SYSTEM)
    line = arrivals.count_in(transfer, cities.jeans, -1, by=SYSTEM)

    assert (line.counted, pieces_of(cities)) == (2, (8, 2, 0))
    assert arrivals.receive(transfer, by=SYSTEM).state == State.COMPLETED


def test_a_strange_product_in_the_box_is_more_than_was_sent(cities):
    transfer, cap = make_transfer(cities, 2, is_sent=True), make_goods("Cap")
    stock(cap, cities.here, 1)
    arrivals.count_in(transfer, cities.jeans, 2, by=SYSTEM)
    arrivals.count_in(transfer, cap, 1, by=SYSTEM)

    transfer = arrivals.receive(transfer, by=SYSTEM)

    assert (transfer.state, level_of(cap, cities.there)[0]) == (State.RECEIVED, 0)
    settled = arrivals.settle(transfer, [Settlement(cap.pk, Verdict.KEPT, 1)], by=SYSTEM, reason="In the box")
    assert (settled.state, level_of(cap, cities.there)[0], level_of(cap, cities.here)[0]) == (State.COMPLETED, 1, 0)


def test_fewer_than_none_are_not_counted_in(cities):
    transfer = make_transfer(cities, is_sent=True)

    with pytest.raises(InvalidInput):
        arrivals.count_in(transfer, cities.jeans, -1, by=SYSTEM)

    assert transfer.lines.get().counted == 0


def test_only_staff_of_the_destination_receive(cities):
    transfer = make_transfer(cities, is_sent=True)

    with pytest.raises(BeyondReach):
        arrivals.receive(transfer, by=actor_for(make_manager(cities.abuja)), arrived={cities.jeans.pk: 4})
    with pytest.raises(BeyondReach):
        arrivals.count_in(transfer, cities.jeans, 1, by=actor_for(make_manager(cities.abuja)))

    assert (Transfer.objects.get().state, pieces_of(cities)) == (State.IN_TRANSIT, (6, 4, 0))
    there = actor_for(make_cashier(cities.lagos))
    assert arrivals.receive(transfer, by=there, arrived={cities.jeans.pk: 4}).state == State.COMPLETED


def test_what_is_received_is_not_received_again(cities):
    transfer = received(cities, 3)

    with pytest.raises(WrongState) as refusal:
        arrivals.receive(transfer, by=SYSTEM, arrived={cities.jeans.pk: 1})

    assert refusal.value.sentence == "TR-ABLA-0001-0326 is received, with a difference already (Nexus)."
    assert pieces_of(cities) == (6, 1, 3)


def test_settling_says_how_one_knows(cities):
    transfer = received(cities, 3)

    with pytest.raises(InvalidInput):
        arrivals.settle(transfer, [Settlement(cities.jeans.pk, Verdict.LOST, 1)], by=SYSTEM, reason=" ")

    assert Transfer.objects.get().state == State.RECEIVED
