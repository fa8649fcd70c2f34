"""Around the sale: parking, the drawer, reprints, deliveries, exceptions."""

import json
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.refusals import Conflict, InvalidInput
from apps.printing.models import PrintJob
from apps.sales import deliveries, drawer, exceptions, parking, reprints, shifts
from apps.sales.models import Delivery, ParkedSale, Receipt, SaleException
from apps.sales.refusals import AlreadyDelivered, BeyondLimit, NoOpenShift, NotParked
from apps.stores.models import Register
from tests.factories.sales import Till, actor_at, make_cashier, make_till, sell
from tests.sales.conftest import everything, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

CART = {"lines": [{"product_id": 7, "quantity": 2}]}


def test_a_parked_cart_comes_back_as_it_was(till: Till) -> None:
    key = uuid4()
    parking.park(CART, key=key, units=2, name="Blue shirt lady", by=till.actor)

    assert [str(parked) for parked in parking.parked_in(till.shop.pk)] == ["Blue shirt lady"]
    assert parking.resume(key, taken_key=uuid4(), by=till.actor) == CART
    assert not parking.parked_in(till.shop.pk).exists()


def test_parking_twice_with_one_key_is_one_parked_sale(till: Till) -> None:
    key = uuid4()
    parking.park(CART, key=key, units=2, by=till.actor)

    parking.park(CART, key=key, units=2, by=till.actor)

    assert ParkedSale.objects.count() == 1


def test_only_one_till_takes_a_parked_sale_up(till: Till) -> None:
    key = uuid4()
    parking.park(CART, key=key, units=2, by=till.actor)
    parking.resume(key, taken_key=uuid4(), by=till.actor)

    with refused(NotParked) as refusal:
        parking.resume(key, taken_key=uuid4(), by=till.actor)

    assert refusal[0].sentence == "This sale is no longer parked: somebody took it up or dropped it."


def test_the_register_that_took_a_parked_sale_up_gets_the_same_cart_again(till: Till) -> None:
    key, taken_key = uuid4(), uuid4()
    parking.park(CART, key=key, units=2, by=till.actor)
    parking.resume(key, taken_key=taken_key, by=till.actor)
    before = everything()

    assert parking.resume(key, taken_key=taken_key, by=till.actor) == CART
    assert everything() == before


def test_another_register_does_not_get_it_even_by_the_same_key(till: Till) -> None:
    second = Register.objects.create(shop=till.shop, code="AB1-2", name="Till 2", epoch=1)
    key, taken_key = uuid4(), uuid4()
    parking.park(CART, key=key, units=2, by=till.actor)
    parking.resume(key, taken_key=taken_key, by=till.actor)

    with refused(NotParked):
        parking.resume(key, taken_key=taken_key, by=actor_at(second, till.cashier))


def test_a_dropped_sale_is_taken_up_by_nobody(till: Till) -> None:
    key = uuid4()
    parking.park(CART, key=key, units=2, by=till.actor)
    parking.drop(key, by=till.actor)

    with refused(NotParked):
        parking.resume(key, taken_key=uuid4(), by=till.actor)


def test_a_parked_sale_stays_in_its_shop(till: Till) -> None:
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    key = uuid4()
    parking.park(CART, key=key, units=2, by=till.actor)

    with refused(NotParked):
        parking.resume(key, taken_key=uuid4(), by=other.actor)


def test_an_empty_cart_is_not_parked(till: Till) -> None:
    with refused(InvalidInput):
        parking.park({}, key=uuid4(), units=0, by=till.actor)


def test_what_was_in_a_dropped_cart_stays_on_record(till: Till) -> None:
    key = uuid4()
    parking.park(CART, key=key, units=2, by=till.actor)

    parking.drop(key, by=till.actor)

    entry = AuditEntry.objects.get(act="sales.drop_parked")
    assert json.loads(entry.facts)["lines"] == [[7, 2]]


def test_the_drawer_opens_for_those_who_may_and_is_on_record(till: Till) -> None:
    chief = actor_at(till.register, make_cashier("chief", till.shop, permissions=("sell", "open_drawer")))

    drawer.open_drawer(till.shift, by=chief, reason="Change for the taxi")

    assert '"kind":"drawer"' in PrintJob.objects.get().document
    entry = AuditEntry.objects.get(act="sales.open_drawer")
    assert json.loads(entry.facts) == {"reason": "Change for the taxi"}


def test_the_drawer_stays_shut_without_the_right_a_reason_or_a_shift(till: Till) -> None:
    chief = actor_at(till.register, make_cashier("chief", till.shop, permissions=("sell", "open_drawer")))

    with refused(BeyondLimit):
        drawer.open_drawer(till.shift, by=till.actor, reason="Change")
    with refused(InvalidInput):
        drawer.open_drawer(till.shift, by=chief, reason=" ")
    closed = shifts.close(till.shift, counted=till.shift.opening_float, by=till.actor)
    with refused(NoOpenShift):
        drawer.open_drawer(closed, by=chief, reason="Change")


def test_a_reprint_is_marked_copy_and_counted(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1), print=True)

    job = reprints.reprint(receipt, by=till.actor)

    assert '"text":"COPY"' in job.document
    assert Receipt.objects.get().printed_copies == 2


def test_a_receipt_never_printed_before_is_no_copy(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1))

    job = reprints.reprint(receipt, by=till.actor)

    assert '"text":"COPY"' not in job.document


def test_a_delivery_is_delivered_once(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1), delivery={"kind": "pickup"})
    delivery = deliveries.mark_delivered(Delivery.objects.get(), by=till.actor)
    assert delivery.delivered_by_name == "Cashier-Ab1"

    with refused(AlreadyDelivered):
        deliveries.mark_delivered(delivery, by=till.actor)


def test_an_exception_is_resolved_once_with_an_answer(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 11), is_offline=True)
    exception = SaleException.objects.get()

    with refused(InvalidInput):
        exceptions.resolve(exception, by=till.actor, resolution="")
    exceptions.resolve(exception, by=till.actor, resolution="Counted: one was behind the shelf")
    with refused(Conflict):
        exceptions.resolve(exception, by=till.actor, resolution="Again")
