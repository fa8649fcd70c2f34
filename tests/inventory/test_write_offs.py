"""Goods that nobody will sell leave the books: at once up to the limit, above it when somebody else says yes."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.core.refusals import Conflict, InvalidInput
from apps.inventory import integrity, write_offs
from apps.inventory.ledger import InsufficientStock
from apps.inventory.models import StockMove, WriteOff
from apps.inventory.reservations import NothingToReserve
from apps.inventory.steps import WrongState
from apps.inventory.write_offs import Loss
from apps.stores import company, places
from apps.stores.models import Place
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from apps.users.second_person import OwnWork
from tests.factories.counts import SYSTEM, make_write_off, sell
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_manager, make_md

pytestmark = pytest.mark.django_db
State = WriteOff.State


@pytest.fixture
def shop(noon: object):
    make_company(write_off_limit=Decimal("300.00"))
    company.forget()
    return make_shop(name="Wuse II")


@pytest.fixture
def floor(shop):
    return places.floor_of(shop)


@pytest.fixture
def jeans(floor):
    """Ten, at ₦100.00."""
    product = make_goods("Jeans")
    stock(product, floor, 10)
    return product


def waiting(floor: Place, jeans: object, *, by=SYSTEM) -> WriteOff:
    return write_offs.submit(make_write_off(floor, {jeans: 4}, by=by), by=by)


def test_up_to_the_limit_it_is_booked_at_once(floor, jeans):
    write_off = write_offs.submit(make_write_off(floor, {jeans: 3}), by=SYSTEM)

    assert (write_off.number, write_off.state) == ("WOF-202603-001", State.BOOKED)
    assert level_of(jeans, floor) == (7, Decimal("700.00"))
    move = StockMove.objects.latest("pk")
    assert (move.reason, move.target.kind, move.value, move.document, move.note) == (
        *("write_off", "loss", Decimal("300.00")),
        *(write_off.number, "damaged"),
    )
    assert [(line.quantity, line.value) for line in write_off.lines.all()] == [(3, Decimal("300.00"))]
    assert integrity.findings() == []


def test_above_the_limit_its_pieces_are_held_until_it_is_approved(floor, jeans):
    write_off = waiting(floor, jeans)

    assert (write_off.state, level_of(jeans, floor)[0]) == (State.WAITING, 10)
    with pytest.raises(InsufficientStock):
        sell(jeans, floor, 7)
    write_offs.approve(write_off, by=SYSTEM, note="Burnt")
    assert (write_off.state, level_of(jeans, floor)) == (State.BOOKED, (6, Decimal("600.00")))
    assert StockMove.objects.latest("pk").note == "damaged: Burnt"
    assert integrity.findings() == []


def test_a_rejected_one_frees_its_pieces(floor, jeans):
    write_off = write_offs.reject(waiting(floor, jeans), by=SYSTEM, reason="They can be mended")

    sell(jeans, floor, 10)

    assert write_off.state == State.REJECTED
    assert integrity.findings() == []


def test_it_is_called_back_while_it_is_filled_or_waits(floor, jeans):
    for write_off in (make_write_off(floor, {jeans: 1}), waiting(floor, jeans)):
        assert write_offs.cancel(write_off, by=SYSTEM, reason="A mistake").state == State.CANCELLED

    sell(jeans, floor, 10)
    assert integrity.findings() == []


def test_scans_add_up_and_typed_pieces_replace(floor, jeans):
    write_off, cap = make_write_off(floor, {jeans: 1}), make_goods("Cap")
    write_offs.put(write_off, {jeans.pk: 1, cap.pk: 2}, by=SYSTEM)
    assert {line.product_id: line.quantity for line in write_off.lines.all()} == {jeans.pk: 2, cap.pk: 2}

    write_offs.change(write_off, {jeans.pk: 5, cap.pk: 0}, by=SYSTEM)
    assert {line.product_id: line.value for line in write_off.lines.all()} == {jeans.pk: Decimal("500.00")}


@pytest.mark.parametrize("pieces", [-1, 100_001])
def test_nonsense_is_not_put_on_it(floor, jeans, pieces):
    write_off = make_write_off(floor)

    with pytest.raises(InvalidInput):
        write_offs.put(write_off, {jeans.pk: pieces}, by=SYSTEM)

    assert not write_off.lines.exists()


def test_an_empty_one_is_not_booked(floor):
    with pytest.raises(InvalidInput):
        write_offs.submit(make_write_off(floor), by=SYSTEM)

    assert WriteOff.objects.get().state == State.PENDING


@pytest.mark.parametrize(("limit", "refused"), [("300.00", NothingToReserve), ("9999.00", InsufficientStock)])
def test_more_than_there_is_is_not_written_off(floor, jeans, limit, refused):
    make_company(write_off_limit=Decimal(limit))
    company.forget()

    with pytest.raises(refused):
        write_offs.submit(make_write_off(floor, {jeans: 11}), by=SYSTEM)

    assert (WriteOff.objects.get().state, level_of(jeans, floor)[0]) == (State.PENDING, 10)
    assert integrity.findings() == []


def test_only_floor_and_warehouse_lose_goods(shop):
    road = places.transit_of(shop.location)

    with pytest.raises(InvalidInput) as refusal:
        make_write_off(road)

    assert refusal.value.sentence == "On the way to Abuja is neither a shop floor nor a warehouse."
    assert not WriteOff.objects.exists()


def test_the_same_form_is_one_write_off(floor):
    loss = Loss(place=floor, reason=WriteOff.Reason.STOLEN, key=uuid4())
    first = write_offs.prepare(loss, by=SYSTEM)

    assert write_offs.prepare(loss, by=SYSTEM) == first
    with pytest.raises(Conflict):
        write_offs.prepare(Loss(place=floor, reason=WriteOff.Reason.SAMPLE, key=loss.key), by=SYSTEM)
    assert WriteOff.objects.count() == 1


def test_each_step_is_taken_once(floor, jeans):
    write_off = write_offs.approve(waiting(floor, jeans), by=SYSTEM)

    for act in (
        lambda: write_offs.approve(write_off, by=SYSTEM),
        lambda: write_offs.reject(write_off, by=SYSTEM, reason="x"),
        lambda: write_offs.cancel(write_off, by=SYSTEM, reason="x"),
        lambda: write_offs.submit(write_off, by=SYSTEM),
        lambda: write_offs.put(write_off, {jeans.pk: 1}, by=SYSTEM),
    ):
        with pytest.raises(WrongState):
            act()

    assert level_of(jeans, floor)[0] == 6


def test_nobody_approves_their_own_while_another_may(shop, floor, jeans):
    mine, other = make_md(shop, first_name="Bisi"), make_md(shop)
    write_off = waiting(floor, jeans, by=actor_for(mine))

    with pytest.raises(OwnWork):
        write_offs.approve(write_off, by=actor_for(mine))

    assert (WriteOff.objects.get().state, level_of(jeans, floor)[0]) == (State.WAITING, 10)
    assert write_offs.approve(write_off, by=actor_for(other)).is_self_approved is False


def test_a_lone_md_approves_their_own_marked_so(shop, floor, jeans):
    alone = actor_for(make_md(shop))

    write_offs.approve(waiting(floor, jeans, by=alone), by=alone)

    assert (WriteOff.objects.get().state, WriteOff.objects.get().is_self_approved) == (State.BOOKED, True)


def test_a_stranger_does_nothing_with_it(shop, floor, jeans):
    stranger, write_off = actor_for(make_manager(make_shop())), waiting(floor, jeans)

    for act in (
        lambda: make_write_off(floor, by=stranger),
        lambda: write_offs.approve(write_off, by=stranger),
        lambda: write_offs.reject(write_off, by=stranger, reason="x"),
    ):
        with pytest.raises(BeyondReach):
            act()

    assert WriteOff.objects.get().state == State.WAITING


def test_each_step_is_written_down(shop, floor, jeans):
    ada = actor_for(make_md(shop), address="10.0.0.7")
    write_offs.approve(waiting(floor, jeans, by=ada), by=ada, note="Seen")

    write_off = WriteOff.objects.get()
    steps = [(step.kind, step.pieces, step.user_name, step.note) for step in write_off.steps.all()]
    assert steps == [
        ("prepared", 0, "Ada Obi", ""),
        ("asked", 4, "Ada Obi", ""),
        ("approved", 4, "Ada Obi", "Seen"),
    ]
    entries = AuditEntry.objects.filter(subject="writeoff").order_by("pk").values_list("act", "address")
    acts = ("prepare_write_off", "ask_write_off", "approve_write_off")
    assert list(entries) == [(f"inventory.{act}", "10.0.0.7") for act in acts]
