"""The till's message is read strictly."""

from copy import deepcopy
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from apps.core.refusals import InvalidInput
from apps.sales import orders
from apps.sales.orders import DeliveryInput, DiscountInput, OrderLine, Removed, TenderInput

KEY = "0198c5f0-0000-7000-8000-000000000001"
MESSAGE: dict[str, Any] = {
    "key": KEY,
    "provisional_number": "AB1-1-000017",
    "sold_at": "2026-03-14T12:00:00+01:00",
    "shift_key": KEY,
    "catalogue_version": 12,
    "is_offline": False,
    "cashier_id": 3,
    "customer_id": None,
    "lines": [
        {
            "product_id": 7,
            "quantity": 2,
            "unit_price": "24500.00",
            "discount": {"kind": "percent", "value": "10"},
            "agreed_price": None,
            "gift_reason": "",
        }
    ],
    "order_discount": None,
    "gift_reason": "",
    "delivery": {"kind": "pickup", "fee": "500.00", "due_on": "2026-03-15"},
    "tenders": [{"method_id": 1, "amount": "50000.00", "reference": ""}],
    "total": "44600.00",
    "note": "",
    "due_on": None,
    "removed": [{"product_id": 9, "quantity": 1}],
    "approvals": [],
    "print": True,
}


def test_a_message_becomes_an_order() -> None:
    order = orders.from_json(MESSAGE)

    assert order.key == UUID(KEY)
    assert order.lines == (OrderLine(7, 2, Decimal("24500.00"), DiscountInput("percent", Decimal("10.00"))),)
    assert order.tenders == (TenderInput(1, Decimal("50000.00")),)
    assert order.delivery is not None
    assert (order.delivery.kind, order.delivery.fee) == ("pickup", Decimal("500.00"))
    assert order.removed == (Removed(9, 1),)
    assert order.is_printed


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("key",), "seventeen", "Key must be a key (UUID)."),
        (("total",), 44600.0, 'Total must be an amount written as text, such as "24500.00".'),
        (("total",), "-1.00", 'Total must be an amount written as text, such as "24500.00".'),
        (("total",), "1e3", 'Total must be an amount written as text, such as "24500.00".'),
        (("lines",), [], "There is nothing to sell: add a product first."),
        (("lines",), {}, "There is nothing to sell: add a product first."),
        (("lines",), "all", "Lines must be a list of at most 500."),
        (("lines", 0, "quantity"), 0, "Lines 1 quantity must be from 1 to 10000."),
        (("lines", 0, "quantity"), -2, "Lines 1 quantity must be from 1 to 10000."),
        (("lines", 0, "quantity"), 1.5, "Lines 1 quantity must be a whole number."),
        (("lines", 0, "quantity"), True, "Lines 1 quantity must be a whole number."),
        (("lines", 0, "unit_price"), None, 'Lines 1 unit price must be an amount written as text, such as "24500.00".'),
        (("lines", 0, "discount", "kind"), "all", "Lines 1 discount kind must be one of: amount, percent."),
        (("lines", 0, "discount", "value"), "120", "Lines 1 discount value must be at most 100 percent."),
        (("tenders", 0, "amount"), 50000, 'Tenders 1 amount must be an amount written as text, such as "24500.00".'),
        (("tenders", 0), 5, "tenders 1 must be an object."),
        (("delivery", "kind"), "delivery", "Delivery address is missing: where shall the goods be brought."),
        (("sold_at",), "2026-03-14T12:00:00", "Sold at must name its time zone."),
        (("note",), "x" * 301, "Note must be text of at most 300 characters."),
        (("print",), "yes", "Print must be true or false."),
    ],
)
def test_a_bad_value_is_refused_by_its_name(path: tuple[Any, ...], value: Any, sentence: str) -> None:
    message = deepcopy(MESSAGE)
    place: Any = message
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(InvalidInput) as refusal:
        orders.from_json(message)

    assert refusal.value.sentence == sentence


def test_the_hash_is_of_what_was_agreed_not_of_how_it_travelled() -> None:
    sent_again = MESSAGE | {"is_offline": True, "print": False, "sold_at": "2026-03-14T12:00:09+01:00"}
    other = MESSAGE | {"total": "44600.01"}

    assert orders.hash_of(sent_again) == orders.hash_of(MESSAGE)
    assert orders.hash_of(other) != orders.hash_of(MESSAGE)


def test_a_delivery_defaults_to_no_fee() -> None:
    order = orders.from_json(MESSAGE | {"delivery": {"kind": "pickup"}})

    assert order.delivery == DeliveryInput("pickup")
