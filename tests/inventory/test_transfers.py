"""Goods go from place to place as pending, in transit, received, completed or cancelled, and no piece is forgotten."""

from dataclasses import replace
from decimal import Decimal

import pytest

from apps.audit.models import AuditEntry
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import integrity, transfers
from apps.inventory.ledger import InsufficientStock
from apps.inventory.models import StockMove, Transfer, TransferStep
from apps.inventory.steps import WrongState
from apps.stores import places
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from tests.factories.inventory import level_of, make_goods
from tests.factories.stores import make_shop
from tests.factories.transfers import SYSTEM, Cities, make_cities, make_transfer, wish
from tests.factories.users import make_manager, make_md

pytestmark = pytest.mark.django_db
State = Transfer.State


@pytest.fixture
def cities(noon: object) -> Cities:
    return make_cities()


def steps_of(transfer: Transfer) -> list[tuple[str, int, str]]:
    return [(step.kind, step.pieces, step.user_name) for step in transfer.steps.all()]


def test_between_cities_the_number_names_both(cities):
    assert make_transfer(cities).number == "TR-ABLA-0001-0326"
    assert make_transfer(cities).number == "TR-ABLA-0002-0326"


def test_within_a_city_between_shops_it_is_still_a_location_transfer(cities):
    back = wish(cities, source=places.warehouse_of(cities.abuja), target=cities.here)

    assert transfers.prepare(replace(back, source=cities.there, target=cities.here), by=SYSTEM).number[:7] == "TR-LAAB"


def test_within_a_shop_goods_move_in_one_step(cities):
    warehouse = places.warehouse_of(cities.abuja)
    transfer = transfers.dispatch(transfers.prepare(wish(cities, 4, target=warehouse), by=SYSTEM), by=SYSTEM)

    assert (transfer.number, transfer.state) == ("IT-STWA-0001-0326", State.COMPLETED)
    assert (level_of(cities.jeans, cities.here)[0], level_of(cities.jeans, warehouse)[0]) == (6, 4)
    assert steps_of(transfer) == [("prepared", 4, "Nexus"), ("completed", 4, "Nexus")]
    assert integrity.findings() == []


def test_scans_add_up_on_a_pending_transfer_and_other_ways_say_how_many(cities):
    transfer, cap = make_transfer(cities, 2), make_goods("Cap")

    assert transfers.put(transfer, {cities.jeans.pk: 1, cap.pk: 1}, adds_up=True, by=SYSTEM) == 1
    assert transfers.put(transfer, {cities.jeans.pk: 7}, by=SYSTEM) == 0

    assert {line.product_id: line.asked for line in transfer.lines.all()} == {cities.jeans.pk: 7, cap.pk: 1}


def test_a_shop_that_wants_two_steps_sends_and_receives(cities):
    cities.abuja.moves_in_two_steps = True
    cities.abuja.save()

    transfer = transfers.prepare(wish(cities, target=places.warehouse_of(cities.abuja)), by=SYSTEM)
    transfers.dispatch(transfer, by=SYSTEM)

    assert (transfer.number, transfer.state) == ("IT-STWA-0001-0326", State.IN_TRANSIT)
    assert level_of(cities.jeans, places.transit_of(cities.abuja.location))[0] == 4


def test_a_pending_transfer_moves_nothing(cities):
    transfer = make_transfer(cities)

    assert (transfer.state, level_of(cities.jeans, cities.here)[0]) == (State.PENDING, 10)
    assert not StockMove.objects.filter(document=transfer.number).exists()


def test_dispatch_takes_the_goods_into_transit_with_their_value(cities):
    transfer = make_transfer(cities, 4, is_sent=True)

    assert transfer.state == State.IN_TRANSIT
    assert level_of(cities.jeans, cities.here) == (6, Decimal("600.00"))
    assert level_of(cities.jeans, cities.road) == (4, Decimal("400.00"))
    assert [line.sent for line in transfer.lines.all()] == [4]
    assert integrity.findings() == []


def test_fewer_than_asked_may_be_picked(cities):
    transfer = transfers.dispatch(make_transfer(cities, 4), picked={cities.jeans.pk: 3}, by=SYSTEM)

    line = transfer.lines.get()
    assert (line.asked, line.sent, level_of(cities.jeans, cities.road)[0]) == (4, 3, 3)


@pytest.mark.parametrize("picked", [{}, {0: 1}, "none of them", "less than none"])
def test_an_empty_or_strange_box_is_not_sent(cities, picked):
    boxes = {"none of them": {cities.jeans.pk: 0}, "less than none": {cities.jeans.pk: -1}}
    transfer = make_transfer(cities)

    with pytest.raises(InvalidInput):
        transfers.dispatch(transfer, picked=boxes.get(str(picked), picked), by=SYSTEM)

    assert (Transfer.objects.get().state, level_of(cities.jeans, cities.here)[0]) == (State.PENDING, 10)


def test_more_than_there_is_is_not_sent(cities):
    transfer = make_transfer(cities, 11)

    with pytest.raises(InsufficientStock) as refusal:
        transfers.dispatch(transfer, by=SYSTEM)

    assert refusal.value.sentence == "Only 10 Jeans are left at Wuse II, shop floor."
    assert (Transfer.objects.get().state, level_of(cities.jeans, cities.here)[0]) == (State.PENDING, 10)


def test_what_is_sent_is_not_sent_twice(cities):
    transfer = make_transfer(cities, is_sent=True)

    with pytest.raises(WrongState) as refusal:
        transfers.dispatch(transfer, by=SYSTEM)

    assert refusal.value.sentence == "TR-ABLA-0001-0326 is in transit already (Nexus)."
    assert level_of(cities.jeans, cities.road)[0] == 4


def test_lines_change_while_it_is_pending_and_not_later(cities):
    transfer, cap = make_transfer(cities), make_goods("Cap")
    transfers.change(transfer, {cities.jeans.pk: 2, cap.pk: 1}, by=SYSTEM)
    assert [(line.product.name, line.asked) for line in transfer.lines.all()] == [("Cap", 1), ("Jeans", 2)]

    transfers.change(transfer, {cities.jeans.pk: 2, cap.pk: 0}, by=SYSTEM)
    transfers.dispatch(transfer, by=SYSTEM)
    with pytest.raises(WrongState):
        transfers.change(transfer, {cap.pk: 1}, by=SYSTEM)

    assert [line.sent for line in transfer.lines.all()] == [2]


def test_cancelled_before_it_is_received_the_goods_come_back(cities):
    transfer = transfers.cancel(make_transfer(cities, is_sent=True), reason="The van broke down", by=SYSTEM)

    assert transfer.state == State.CANCELLED
    assert level_of(cities.jeans, cities.here) == (10, Decimal("1000.00"))
    assert level_of(cities.jeans, cities.road) == (0, Decimal("0.00"))
    assert integrity.findings() == []


def test_a_cancelled_one_cannot_be_sent_or_cancelled_again(cities):
    transfer = transfers.cancel(make_transfer(cities), reason="A mistake", by=SYSTEM)

    for act in (
        lambda: transfers.dispatch(transfer, by=SYSTEM),
        lambda: transfers.cancel(transfer, reason="x", by=SYSTEM),
    ):
        with pytest.raises(WrongState):
            act()


def test_cancelling_says_why(cities):
    with pytest.raises(InvalidInput):
        transfers.cancel(make_transfer(cities), reason=" ", by=SYSTEM)

    assert Transfer.objects.get().state == State.PENDING


def test_the_same_form_is_one_transfer(cities):
    wanted = wish(cities)
    first = transfers.prepare(wanted, by=SYSTEM)

    assert transfers.prepare(wanted, by=SYSTEM) == first
    with pytest.raises(Conflict):
        transfers.prepare(replace(wanted, pieces={cities.jeans.pk: 5}), by=SYSTEM)
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pieces": {1: -1}}, "Between 0 and 100,000 pieces of each product, please."),
        ({"target": "here"}, "Choose two different places."),
        ({"target": "road"}, "On the way to Lagos is neither a shop floor nor a warehouse."),
    ],
)
def test_nonsense_is_refused(cities, changes, sentence):
    named = {"here": cities.here, "road": cities.road}
    changes = {key: named.get(value, value) if isinstance(value, str) else value for key, value in changes.items()}

    with pytest.raises(InvalidInput) as refusal:
        transfers.prepare(wish(cities, **changes), by=SYSTEM)

    assert refusal.value.sentence == sentence
    assert not Transfer.objects.exists()


def test_a_closed_shop_takes_part_in_nothing(cities):
    cities.lagos.is_active = False
    cities.lagos.save()

    with pytest.raises(InvalidInput) as refusal:
        transfers.prepare(wish(cities), by=SYSTEM)

    assert refusal.value.sentence == "Ikeja is closed: goods cannot go from or to it."


def test_staff_of_either_end_prepare_and_only_those_of_the_source_send(cities):
    there, stranger = actor_for(make_manager(cities.lagos)), actor_for(make_manager(make_shop()))
    transfer = transfers.prepare(wish(cities), by=there)

    with pytest.raises(BeyondReach):
        transfers.dispatch(transfer, by=there)
    with pytest.raises(BeyondReach):
        transfers.prepare(wish(cities), by=stranger)

    assert (Transfer.objects.count(), Transfer.objects.get().state) == (1, State.PENDING)
    assert transfers.dispatch(transfer, by=actor_for(make_md(cities.lagos))).state == State.IN_TRANSIT


def test_what_is_under_way_is_called_back_by_its_source_only(cities):
    transfer = make_transfer(cities, is_sent=True)

    with pytest.raises(BeyondReach):
        transfers.cancel(transfer, reason="We do not want it", by=actor_for(make_manager(cities.lagos)))

    assert Transfer.objects.get().state == State.IN_TRANSIT


def test_each_step_is_written_down(cities):
    ada = Actor(user_id=None, name="Ada Obi", address="10.0.0.7")
    transfer = transfers.prepare(wish(cities, note="For the weekend"), by=ada)
    transfers.dispatch(transfer, by=ada)

    assert steps_of(transfer) == [("prepared", 4, "Ada Obi"), ("sent", 4, "Ada Obi")]
    entries = AuditEntry.objects.filter(subject="transfer").order_by("pk").values_list("act", "subject_name", "address")
    assert list(entries) == [
        ("inventory.prepare_transfer", transfer.number, "10.0.0.7"),
        ("inventory.dispatch_transfer", transfer.number, "10.0.0.7"),
    ]
    assert TransferStep.objects.first().note == "For the weekend"
