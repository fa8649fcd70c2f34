"""A void undoes a sale within its shift."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.inventory.models import StockMove
from apps.sales import instalments, integrity, shifts, terms, voids
from apps.sales.models import Receipt, Tender, Void
from apps.sales.orders import ApprovalInput, TenderInput
from apps.sales.refusals import AlreadyVoid, BeyondLimit, NoOpenShift, WrongRegister
from apps.stores.models import Register
from apps.users import approvals, pins
from tests.factories.inventory import level_of
from tests.factories.sales import Till, actor_at, make_cashier, make_customer, make_till, sell
from tests.factories.users import make_md
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def chief(till: Till) -> Actor:
    return actor_at(till.register, make_cashier("chief", till.shop, permissions=("sell", "void_receipt")))


def test_a_void_brings_goods_tenders_and_debt_back_and_keeps_the_number(
    till: Till, jeans: Product, chief: Actor
) -> None:
    customer = make_customer()
    receipt = sell(till, (jeans, 2), customer_id=customer.pk, paid={"cash": "10000.00", "transfer": "20000.00"})

    record = voids.void(receipt, by=chief, reason="Wrong size")

    receipt.refresh_from_db()
    assert (receipt.number, receipt.due, record.reason) == ("RCP-202603-001", Decimal("0.00"), "Wrong size")
    assert level_of(jeans, till.floor) == (10, Decimal("150000.00"))
    assert list(Tender.objects.values_list("method_name", "amount")) == [
        ("Cash", Decimal("10000.00")),
        ("Transfer", Decimal("20000.00")),
        ("Cash", Decimal("-10000.00")),
        ("Transfer", Decimal("-20000.00")),
    ]
    assert shifts.expected_cash(till.shift) == Decimal("5000.00")


def test_goods_come_back_at_the_cost_frozen_on_the_line(till: Till, jeans: Product, chief: Actor) -> None:
    receipt = sell(till, (jeans, 2))
    Product.objects.update(cost=Decimal("99000.00"))

    voids.void(receipt, by=chief, reason="Wrong size")

    assert StockMove.objects.get(reason=StockMove.Reason.VOID).value == Decimal("30000.00")


def test_a_second_void_is_refused(till: Till, jeans: Product, chief: Actor) -> None:
    receipt = sell(till, (jeans, 1))
    voids.void(receipt, by=chief, reason="Wrong size")

    with refused(AlreadyVoid) as refusal:
        voids.void(receipt, by=chief, reason="Again")

    assert refusal[0].sentence == "RCP-202603-001 is void already."


def test_a_void_after_the_shift_is_refused(till: Till, jeans: Product, chief: Actor) -> None:
    receipt = sell(till, (jeans, 1))
    shifts.close(till.shift, counted=Decimal("29500.00"), by=till.actor)

    with refused(NoOpenShift) as refusal:
        voids.void(receipt, by=chief, reason="Wrong size")

    assert refusal[0].sentence == (
        "RCP-202603-001 belongs to SHF-202603-001, which is closed: take the goods back as a return."
    )


def test_a_void_without_a_reason_is_refused(till: Till, jeans: Product, chief: Actor) -> None:
    receipt = sell(till, (jeans, 1))

    with refused(InvalidInput):
        voids.void(receipt, by=chief, reason="  ")


def test_a_cashier_needs_an_approval_which_is_on_record(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1))
    with refused(BeyondLimit):
        voids.void(receipt, by=till.actor, reason="Wrong size")

    ada = make_md()
    pins.set_pin(ada, "4821", by=Actor.system())
    token = approvals.grant(
        ada, "4821", action="void", subject=receipt.number, limit=None, asked_by=till.cashier, register=till.register
    )
    voids.void(receipt, by=till.actor, reason="Wrong size", approval=ApprovalInput(token, "void"))

    record = Void.objects.get()
    assert (record.user_name, record.approver_name) == ("Cashier-Ab1", "Ada Obi")


def test_a_void_receipt_is_no_number_lost(till: Till, jeans: Product, chief: Actor) -> None:
    voids.void(sell(till, (jeans, 1)), by=chief, reason="Wrong size")

    assert sell(till, (jeans, 1)).number == "RCP-202603-002"
    assert Receipt.objects.count() == 2


def test_a_void_gives_an_instalment_of_another_till_back_from_its_own_drawer(
    till: Till, jeans: Product, chief: Actor
) -> None:
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    receipt = sell(till, (jeans, 1), customer_id=make_customer().pk, paid={"cash": "10000.00"})
    instalments.pay(receipt, [TenderInput(till.methods["cash"].pk, Decimal("4500.00"))], key=uuid4(), by=other.actor)

    voids.void(receipt, by=chief, reason="Wrong size")

    receipt.refresh_from_db()
    assert receipt.due == Decimal("0.00")
    assert shifts.expected_cash(till.shift) == Decimal("500.00")
    assert shifts.expected_cash(other.shift) == Decimal("9500.00")
    assert integrity.problems() == []


def test_a_void_at_another_till_is_refused(till: Till, jeans: Product, chief: Actor) -> None:
    receipt = sell(till, (jeans, 1))
    other = Register.objects.create(shop=till.shop, code="AB1-2", name="Till 2", epoch=1)

    with refused(WrongRegister):
        voids.void(receipt, by=replace(chief, register_id=other.pk), reason="Wrong size")


def test_a_void_payment_that_was_awaited_is_awaited_no_more(till: Till, jeans: Product, chief: Actor) -> None:
    type(till.methods["transfer"]).objects.filter(key="transfer").update(awaits_confirmation=True)
    terms._remembered.clear()
    receipt = sell(till, (jeans, 1), paid={"transfer": "24500.00"})

    voids.void(receipt, by=chief, reason="Wrong size")

    assert list(Tender.objects.values_list("state", "amount")) == [
        ("awaited", Decimal("24500.00")),
        ("awaited", Decimal("-24500.00")),
    ]
