"""A finished sale is booked exactly once, whatever the server thinks of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.inventory.models import StockMove
from apps.sales import checkout, orders, shifts
from apps.sales.models import Receipt, SaleException, Tender
from apps.sales.refusals import NoOpenShift, UnknownProduct
from apps.stores.models import Register
from apps.users import approvals, pins
from tests.conftest import NOON
from tests.factories.inventory import level_of
from tests.factories.sales import Till, actor_at, message
from tests.factories.users import make_md
from tests.sales.conftest import everything, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def book(till: Till, *lines: Any, **changes: Any) -> Receipt:
    more = {"is_offline": True, "provisional_number": "AB1-1-000017"} | changes
    return checkout.sell(orders.from_json(message(till, *lines, **more)), by=till.actor)


def findings() -> list[tuple[str, str]]:
    return list(SaleException.objects.order_by("pk").values_list("kind", "sentence"))


def test_an_ordinary_offline_sale_is_a_receipt_without_exceptions(till: Till, jeans: Product) -> None:
    receipt = book(till, (jeans, 2), paid={"cash": "50000.00"})

    assert (receipt.number, receipt.provisional_number) == ("RCP-202603-001", "AB1-1-000017")
    assert (receipt.was_offline, receipt.total, receipt.change) == (True, Decimal("49000.00"), Decimal("1000.00"))
    assert findings() == []
    assert level_of(jeans, till.floor)[0] == 8


def test_missing_goods_are_booked_in_and_levels_stay_at_zero(till: Till, jeans: Product) -> None:
    receipt = book(till, (jeans, 12))

    assert level_of(jeans, till.floor) == (0, Decimal("0.00"))
    moves = StockMove.objects.filter(document=receipt.number).order_by("pk")
    assert list(moves.values_list("reason", "quantity", "value")) == [
        ("count", 2, Decimal("30000.00")),
        ("sell", 12, Decimal("180000.00")),
    ]
    assert findings() == [("missing_goods", "2 × Levi's Jeans 34 was missing at Wuse II, shop floor.")]


def test_an_archived_product_is_noted(till: Till, jeans: Product) -> None:
    Product.objects.update(archived_at=clock.now())

    book(till, (jeans, 1))

    assert findings() == [("archived", "Levi's Jeans 34 is archived.")]


def test_a_closed_shift_keeps_its_sale(till: Till, jeans: Product) -> None:
    shifts.close(till.shift, counted=Decimal("5000.00"), by=till.actor)

    receipt = book(till, (jeans, 1))

    assert receipt.shift == till.shift
    assert findings() == [("closed_shift", "SHF-202603-001 was closed before it arrived.")]


def test_a_shift_that_never_arrived_gives_way_to_the_last_one(till: Till, jeans: Product) -> None:
    receipt = book(till, (jeans, 1), shift_key="0198c5f0-0000-7000-8000-000000000001")

    assert receipt.shift == till.shift
    assert [kind for kind, _sentence in findings()] == ["closed_shift"]


def test_an_older_enrolment_is_noted(till: Till, jeans: Product) -> None:
    Register.objects.filter(pk=till.register.pk).update(epoch=3)

    book(till, (jeans, 1), epoch=2)

    assert findings() == [("old_enrolment", "It was made under an older enrolment of the till.")]


def test_an_older_price_stands_without_remark(till: Till, jeans: Product) -> None:
    jeans.price = Decimal("26000.00")
    jeans.save()

    receipt = book(till, (jeans, 1, {"unit_price": "24500.00"}), total="24500.00")

    assert receipt.total == Decimal("24500.00")
    assert findings() == []


def test_a_price_that_was_never_issued_stands_and_is_noted(till: Till, jeans: Product) -> None:
    receipt = book(till, (jeans, 1, {"unit_price": "20000.00"}), total="20000.00")

    assert (receipt.total, receipt.due) == (Decimal("20000.00"), Decimal("0.00"))
    assert findings() == [("unknown_price", "Levi's Jeans 34 never cost ₦20,000.00.")]


def test_a_total_that_differs_stands_as_it_was_paid(till: Till, jeans: Product) -> None:
    receipt = book(till, (jeans, 2), total="48990.00")

    assert (receipt.total, receipt.rounding, receipt.due) == (
        Decimal("48990.00"),
        Decimal("-10.00"),
        Decimal("0.00"),
    )
    assert findings() == [("total", "The till took ₦48,990.00, the server reckons ₦49,000.00.")]


def test_what_was_not_paid_is_due_and_noted(till: Till, jeans: Product) -> None:
    receipt = book(till, (jeans, 1), paid={"cash": "20000.00"})

    assert receipt.due == Decimal("4500.00")
    assert [kind for kind, _sentence in findings()] == ["unpaid"]


def test_a_discount_beyond_the_limit_is_noted(till: Till, jeans: Product) -> None:
    book(till, (jeans, 1, {"discount": {"kind": "percent", "value": "20"}}), total="19600.00")

    assert findings() == [("beyond_limit", "Cashier-Ab1 gave 20 % off without the server.")]


def test_a_discount_that_was_approved_before_the_line_broke_is_not_noted(till: Till, jeans: Product) -> None:
    chief = make_md()
    pins.set_pin(chief, "4821", by=Actor.system())
    key = str(uuid4())
    token = approvals.grant(
        *(chief, "4821"),
        action="discount",
        subject=key,
        limit=Decimal(20),
        asked_by=till.cashier,
        register=till.register,
    )

    book(
        till,
        (jeans, 1, {"discount": {"kind": "percent", "value": "20"}}),
        total="19600.00",
        key=key,
        approvals=[{"token": token, "action": "discount", "limit": "20"}],
    )

    assert findings() == []
    assert AuditEntry.objects.get(act="sales.checkout").approver_name == "Ada Obi"


def test_the_day_is_that_of_the_sale_and_the_month_that_of_arrival(till: Till, jeans: Product) -> None:
    before = NOON + timedelta(hours=1)
    with clock.at(NOON + timedelta(days=20)):
        receipt = book(till, (jeans, 1), sold_at=before.isoformat())

    assert receipt.number == "RCP-202604-001"
    assert str(receipt.business_date) == "2026-03-14"
    assert Tender.objects.get().at == before


def test_days_are_cut_at_midnight_in_lagos(till: Till, jeans: Product) -> None:
    just_after_midnight = "2026-03-15T00:30:00+01:00"  # still the 14th in Greenwich
    with clock.at(NOON + timedelta(days=1)):
        receipt = book(till, (jeans, 1), sold_at=just_after_midnight)

    assert str(receipt.business_date) == "2026-03-15"


def test_a_clock_that_runs_ahead_is_held_back(till: Till, jeans: Product) -> None:
    receipt = book(till, (jeans, 1), sold_at=(NOON + timedelta(days=400)).isoformat())

    assert receipt.sold_at == NOON


def test_an_offline_sale_sent_twice_is_booked_once(till: Till, jeans: Product) -> None:
    body = message(till, (jeans, 12), is_offline=True)
    first = checkout.sell(orders.from_json(body), by=till.actor)
    before = everything()

    assert checkout.sell(orders.from_json(body), by=till.actor) == first
    assert everything() == before


def test_the_cashier_of_the_sale_stands_not_who_sends_it(till: Till, jeans: Product) -> None:
    sender = actor_at(till.register, till.cashier)
    other = type(till.cashier).objects.create_user("amaka", first_name="Amaka")

    receipt = checkout.sell(
        orders.from_json(message(till, (jeans, 1), is_offline=True, cashier_id=other.pk)), by=sender
    )

    assert (receipt.cashier, receipt.cashier_name) == (other, "Amaka")


def test_a_product_that_never_was_is_refused(till: Till, jeans: Product) -> None:
    with refused(UnknownProduct):
        book(till, (Product(pk=4711, price=Decimal(1)), 1))


def test_a_till_that_never_had_a_shift_is_refused(till: Till, jeans: Product) -> None:
    bare = Register.objects.create(shop=till.shop, code="AB1-9", name="Till 9", epoch=1)
    body = message(till, (jeans, 1), is_offline=True, shift_key="0198c5f0-0000-7000-8000-000000000001")

    with refused(NoOpenShift):
        checkout.sell(orders.from_json(body), by=actor_at(bare, till.cashier))


@pytest.mark.parametrize(("seconds", "expected"), [(-31, []), (-30, ["not_offline"]), (30, ["not_offline"]), (31, [])])
def test_a_sale_made_while_the_server_heard_of_the_till_is_noted(
    till: Till, jeans: Product, seconds: int, expected: list[str]
) -> None:
    Register.objects.filter(pk=till.register.pk).update(seen_at=NOON + timedelta(seconds=seconds))

    receipt = book(till, (jeans, 1))

    assert receipt.total == Decimal("24500.00")
    assert [kind for kind, _sentence in findings()] == expected


def test_a_sale_that_was_booked_online_is_not_booked_again_when_it_comes_as_offline(till: Till, jeans: Product) -> None:
    body = message(till, (jeans, 10))
    first = checkout.sell(orders.from_json(body), by=till.actor)
    shifts.close(till.shift, counted=Decimal("250000.00"), by=till.actor)
    before = everything()

    again = checkout.sell(orders.from_json(body | {"is_offline": True, "provisional_number": "AB1-1-7"}), by=till.actor)

    assert again == first
    assert everything() == before


def test_naming_somebody_with_more_rights_as_cashier_is_noted(till: Till, jeans: Product) -> None:
    chief = make_md()

    book(till, (jeans, 1, {"discount": {"kind": "percent", "value": "20"}}), total="19600.00", cashier_id=chief.pk)

    assert findings() == [("beyond_limit", "Ada Obi gave 20 % off without the server.")]
