"""Pre-orders for tests."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from apps.core import clock
from apps.core.actor import Actor
from apps.preorders import arriving, deposits, placing
from apps.preorders.arriving import Arrival
from apps.preorders.models import PreOrder
from apps.preorders.placing import Wish
from apps.sales.models import Receipt
from apps.sales.orders import TenderInput
from tests.factories.catalog import make_new
from tests.factories.customers import make_customer
from tests.factories.sales import Till, message


def make_preorder(
    till: Till, *, paid: Mapping[str, str] | None = None, by: Actor | None = None, **told: Any
) -> PreOrder:
    """Two red agbadas at ₦30,000, expected in ten days; ``paid`` is the deposit, by method."""
    return placing.place(wish_of(till, paid=paid, **told), by=by or till.actor)


def wish_of(till: Till, *, paid: Mapping[str, str] | None = None, **told: Any) -> Wish:
    wish: dict[str, Any] = {
        "shop": till.shop,
        "customer": told.pop("customer", None) or make_customer(),
        "key": uuid4(),
        "what": "Red agbada",
        "quantity": 2,
        "unit_price": Decimal("30000.00"),
        "expected_on": clock.today() + timedelta(days=10),
        "deposit": sum((Decimal(amount) for amount in (paid or {}).values()), Decimal("0.00")),
        "tenders": tenders_of(till, paid or {}),
    }
    return Wish(**wish | told)


def tenders_of(till: Till, paid: Mapping[str, str]) -> tuple[TenderInput, ...]:
    return tuple(
        TenderInput(till.methods[key].pk, Decimal(amount), "TRF 77" if key == "transfer" else "")
        for key, amount in paid.items()
    )


def leave(till: Till, preorder: PreOrder, amount: str, *, method: str = "cash") -> Receipt:
    """A further deposit."""
    return deposits.take(preorder, Decimal(amount), tenders_of(till, {method: amount}), key=uuid4(), by=till.actor)


def arrival(**changes: Any) -> Arrival:
    """Two pieces of a new product that sells at ₦30,000 and cost ₦18,000."""
    new = None if "product" in changes else make_new(cost=Decimal("18000.00"), price=Decimal("30000.00"))
    return Arrival(**{"pieces": 2, "unit_cost": Decimal("18000.00"), "new": new} | changes)


def arrived(till: Till, **told: Any) -> PreOrder:
    """One that is here, as a new product."""
    return arriving.convert(make_preorder(till, **told), arrival(), by=till.actor)


def pick_up(till: Till, preorder: PreOrder, *tenders: tuple[str, str, str], **changes: Any) -> dict[str, Any]:
    """The message that picks it up: its pieces at the agreed price; each tender is a method, an amount, a reference."""
    assert preorder.product
    agreed = {"agreed_price": str(min(preorder.unit_price, preorder.product.price))}
    lines = [(preorder.product, preorder.quantity, agreed)]
    total = str(min(preorder.unit_price, preorder.product.price) * preorder.quantity)
    body = message(till, *lines, customer_id=preorder.customer_id, total=total, preorder=preorder.number)
    rows = [(till.methods[key].pk, amount, reference) for key, amount, reference in tenders or [("cash", total, "")]]
    body["tenders"] = [{"method_id": key, "amount": amount, "reference": told} for key, amount, told in rows]
    return body | changes
