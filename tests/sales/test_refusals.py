"""What checkout refuses, each with a sentence, and nothing written."""

from decimal import Decimal
from typing import Any

import pytest

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.inventory.ledger import InsufficientStock
from apps.pricing.discounts import DiscountTooLarge
from apps.sales import checkout, orders, shifts
from apps.sales.refusals import (
    ArchivedProduct,
    BeyondLimit,
    CreditLimitReached,
    CustomerNeeded,
    KeyReused,
    MethodUnavailable,
    NoOpenShift,
    OldEnrolment,
    PriceChanged,
    ReferenceMissing,
    TooMuchPaid,
    UnknownCustomer,
    UnknownProduct,
    WrongCashier,
    WrongRegister,
)
from apps.stores import company
from apps.stores.models import Register
from apps.users import approvals, pins
from apps.users.approvals import ApprovalInvalid
from apps.users.models import User
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.sales import Till, actor_at, make_customer, make_till, message, sell
from tests.factories.stores import make_company
from tests.factories.users import make_md
from tests.sales.conftest import everything, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def off(percent: str) -> dict[str, Any]:
    return {"discount": {"kind": "percent", "value": percent}}


def test_more_than_the_stock_is_refused(till: Till, jeans: Product) -> None:
    with refused(InsufficientStock) as refusal:
        sell(till, (jeans, 11))

    assert refusal[0].sentence == "Only 10 Levi's Jeans 34 are left at Wuse II, shop floor."
    assert refusal[0].details == {"product_id": jeans.pk, "left": 10}


def test_more_than_the_stock_on_two_lines_is_refused(till: Till, jeans: Product) -> None:
    with refused(InsufficientStock):
        sell(till, (jeans, 6), (jeans, 5))


def test_a_line_discount_above_its_gross_is_refused(till: Till, jeans: Product) -> None:
    with refused(DiscountTooLarge):
        sell(till, (jeans, 1, {"discount": {"kind": "amount", "value": "24500.01"}}), total="0.00")


def test_an_order_discount_above_the_items_is_refused(till: Till, jeans: Product) -> None:
    with refused(DiscountTooLarge):
        sell(till, (jeans, 1), order_discount={"kind": "amount", "value": "30000.00"}, total="0.00")


def test_a_discount_above_the_limit_needs_an_approval(till: Till, jeans: Product) -> None:
    with refused(BeyondLimit) as refusal:
        sell(till, (jeans, 1, off("12")), total="21560.00")

    assert refusal[0].sentence == "12 % off is more than your 10 %: ask a manager for their PIN."
    assert refusal[0].details == {"action": "discount", "limit": "10", "percent": "12"}


def test_line_and_order_discounts_together_are_held_against_the_limit(till: Till, jeans: Product) -> None:
    with refused(BeyondLimit):
        sell(
            till,
            (jeans, 1, off("6")),
            order_discount={"kind": "percent", "value": "6"},
            total="21648.20",
        )


def test_an_approval_lifts_the_limit_once_and_names_both_people(till: Till, jeans: Product) -> None:
    chief = approver()
    body = message(till, (jeans, 1, off("12")), total="21560.00")
    token = grant(chief, till, action="discount", subject=body["key"], limit=Decimal("15"))
    body["approvals"] = [{"token": token, "action": "discount", "limit": "15"}]

    receipt = checkout.sell(orders.from_json(body), by=till.actor)

    assert receipt.line_discount == Decimal("2940.00")
    again = message(till, (jeans, 1, off("12")), total="21560.00", approvals=body["approvals"])
    with refused(ApprovalInvalid):
        checkout.sell(orders.from_json(again), by=till.actor)


def test_an_approval_of_less_does_not_cover_more(till: Till, jeans: Product) -> None:
    chief = approver()
    body = message(till, (jeans, 1, off("20")), total="19600.00")
    token = grant(chief, till, action="discount", subject=body["key"], limit=Decimal("15"))
    body["approvals"] = [{"token": token, "action": "discount", "limit": "20"}]

    with refused(ApprovalInvalid):
        checkout.sell(orders.from_json(body), by=till.actor)


def test_a_gift_needs_the_permission_or_an_approval(till: Till, jeans: Product) -> None:
    body = message(till, (jeans, 1), gift_reason="Opening party", total="0.00", paid={})
    with refused(BeyondLimit) as refusal:
        checkout.sell(orders.from_json(body), by=till.actor)
    assert refusal[0].details == {"action": "gift"}

    token = grant(approver(), till, action="gift", subject=body["key"], limit=None)
    body["approvals"] = [{"token": token, "action": "gift", "limit": ""}]
    assert checkout.sell(orders.from_json(body), by=till.actor).kind == "gift"


def test_an_unknown_product_is_refused(till: Till, jeans: Product) -> None:
    ghost = Product(pk=999_999, price=Decimal("100.00"))

    with refused(UnknownProduct) as refusal:
        sell(till, (jeans, 1), (ghost, 1))

    assert refusal[0].sentence == "Line 2 is no product of ours: take it off."


def test_an_archived_product_is_refused(till: Till, jeans: Product) -> None:
    Product.objects.filter(pk=jeans.pk).update(archived_at=clock.now())

    with refused(ArchivedProduct) as refusal:
        sell(till, (jeans, 1))

    assert refusal[0].sentence == (
        "Levi's Jeans 34 is archived and cannot be sold: take it off, or ask for it to be restored."
    )


def test_a_closed_shift_is_refused(till: Till, jeans: Product) -> None:
    shifts.close(till.shift, counted=Decimal("5000.00"), by=till.actor)

    with refused(NoOpenShift) as refusal:
        sell(till, (jeans, 1))

    assert refusal[0].sentence == "SHF-202603-001 was closed on 14 Mar, 12:00: open a new shift first."


def test_a_shift_that_never_was_is_refused(till: Till, jeans: Product) -> None:
    with refused(NoOpenShift):
        sell(till, (jeans, 1), shift_key="0198c5f0-0000-7000-8000-000000000001")


def test_a_payment_below_the_total_needs_a_customer(till: Till, jeans: Product) -> None:
    with refused(CustomerNeeded) as refusal:
        sell(till, (jeans, 1), paid={"cash": "20000.00"})

    assert refusal[0].sentence == ("₦4,500.00 is still open. Take the rest, or name the customer who will owe it.")


def test_a_part_payment_above_the_credit_limit_is_refused(till: Till, jeans: Product) -> None:
    make_company(credit_limit=Decimal("30000.00"))
    company.forget()
    customer = make_customer()
    sell(till, (jeans, 1), customer_id=customer.pk, paid={})

    with refused(CreditLimitReached) as refusal:
        sell(till, (jeans, 1), customer_id=customer.pk, paid={"cash": "10000.00"})

    subject = refusal[0].details.pop("subject")
    assert subject.endswith(f":{customer.pk}:14500.00")
    assert refusal[0].details == {"action": "debt", "due": "14500.00", "owed": "24500.00", "limit": "30000.00"}


def test_an_unknown_customer_is_refused(till: Till, jeans: Product) -> None:
    with refused(UnknownCustomer):
        sell(till, (jeans, 1), customer_id=4711)


def test_a_missing_reference_is_refused(till: Till, jeans: Product) -> None:
    body = message(till, (jeans, 1), paid={"transfer": "24500.00"})
    body["tenders"][0]["reference"] = ""

    with refused(ReferenceMissing) as refusal:
        checkout.sell(orders.from_json(body), by=till.actor)

    assert refusal[0].sentence == "Transfer needs its reference: type it before you finish."


def test_more_than_is_due_without_cash_is_refused(till: Till, jeans: Product) -> None:
    with refused(TooMuchPaid):
        sell(till, (jeans, 1), paid={"transfer": "25000.00"})


def test_cash_beside_a_full_transfer_is_refused(till: Till, jeans: Product) -> None:
    with refused(TooMuchPaid):
        sell(till, (jeans, 1), paid={"transfer": "24500.00", "cash": "1000.00"})


def test_a_method_that_is_off_is_refused(till: Till, jeans: Product) -> None:
    till.methods["card"].is_active = False
    till.methods["card"].save()

    with refused(MethodUnavailable) as refusal:
        sell(till, (jeans, 1), paid={"card": "24500.00"})

    assert refusal[0].sentence == "Card cannot be used now: choose another way to pay."


def test_a_tampered_price_is_refused_with_the_right_one(till: Till, jeans: Product) -> None:
    with refused(PriceChanged) as refusal:
        sell(till, (jeans, 1, {"unit_price": "245.00"}))

    assert refusal[0].details == {
        "lines": [{"product_id": jeans.pk, "unit_price": "24500.00"}],
        "total": "24500.00",
    }


def test_a_tampered_total_is_refused_with_the_right_one(till: Till, jeans: Product) -> None:
    with refused(PriceChanged) as refusal:
        sell(till, (jeans, 1), total="24000.00")

    assert refusal[0].details == {"lines": [], "total": "24500.00"}


def test_the_same_key_with_another_body_is_refused(till: Till, jeans: Product) -> None:
    first = sell(till, (jeans, 1))

    with refused(KeyReused) as refusal:
        sell(till, (jeans, 2), key=str(first.key))

    assert refusal[0].sentence == "This sale was changed after it became RCP-202603-001. Begin a new sale."


def test_another_register_of_the_shop_is_refused(till: Till, jeans: Product) -> None:
    second = Register.objects.create(shop=till.shop, code="AB1-2", name="Till 2", epoch=1)
    body = message(till, (jeans, 1))

    with refused(WrongRegister):
        checkout.sell(orders.from_json(body), by=actor_at(second, till.cashier))


def test_a_register_of_another_shop_is_refused(till: Till, jeans: Product) -> None:
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    body = message(till, (jeans, 1), cashier_id=other.cashier.pk)

    with refused(WrongRegister):
        checkout.sell(orders.from_json(body), by=other.actor)


def test_a_sale_of_somebody_else_is_refused(till: Till, jeans: Product) -> None:
    with refused(WrongCashier):
        sell(till, (jeans, 1), cashier_id=till.cashier.pk + 1)


def test_a_sale_sent_twice_is_one_receipt(till: Till, jeans: Product) -> None:
    order = orders.from_json(message(till, (jeans, 10), print=True))
    first = checkout.sell(order, by=till.actor)
    before = everything()

    again = checkout.sell(order, by=till.actor)

    assert again == first
    assert everything() == before
    assert level_of(jeans, till.floor)[0] == 0


def test_a_lost_reply_then_sent_as_offline_is_one_receipt(till: Till, jeans: Product) -> None:
    body = message(till, (jeans, 1))
    first = checkout.sell(orders.from_json(body), by=till.actor)

    again = checkout.sell(orders.from_json(body | {"is_offline": True}), by=till.actor)

    assert again == first
    assert level_of(jeans, till.floor)[0] == 9


def test_a_reserved_piece_is_not_sold(till: Till) -> None:
    shirt = make_goods("Polo", price=Decimal("10000.00"))
    stock(shirt, till.floor, 1)
    shirt.levels.update(reserved=1)

    with refused(InsufficientStock) as refusal:
        sell(till, (shirt, 1))

    assert refusal[0].sentence == "No Polo is left at Wuse II, shop floor."


def approver() -> User:
    chief = make_md()
    pins.set_pin(chief, "4821", by=Actor.system())
    return chief


def grant(chief: User, till: Till, **what: Any) -> str:
    return approvals.grant(chief, "4821", asked_by=till.cashier, register=till.register, **what)


def test_a_discount_raised_after_its_approval_goes_by_the_second_approval(till: Till, jeans: Product) -> None:
    chief = approver()
    body = message(till, (jeans, 1, off("20")), total="19600.00")
    asked = {"action": "discount", "subject": body["key"]}
    tokens = [grant(chief, till, limit=Decimal(limit), **asked) for limit in ("15", "20")]
    body["approvals"] = [{"token": token, "action": "discount", "limit": ""} for token in tokens]

    receipt = checkout.sell(orders.from_json(body), by=till.actor)

    assert receipt.line_discount == Decimal("4900.00")


def test_a_live_sale_of_an_older_enrolment_is_refused(till: Till, jeans: Product) -> None:
    Register.objects.filter(pk=till.register.pk).update(epoch=3)

    with refused(OldEnrolment):
        sell(till, (jeans, 1), epoch=2)

    assert sell(till, (jeans, 1), epoch=3).total == Decimal("24500.00")


def test_a_sale_that_was_booked_before_the_till_was_enrolled_anew_is_answered_again(till: Till, jeans: Product) -> None:
    body = message(till, (jeans, 1), epoch=1)
    first = checkout.sell(orders.from_json(body), by=till.actor)
    Register.objects.filter(pk=till.register.pk).update(epoch=2)
    before = everything()

    assert checkout.sell(orders.from_json(body), by=till.actor) == first
    assert everything() == before
