"""A sale as the till asks for it, read strictly from its message; nothing is believed before checkout checks it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.refusals import InvalidInput
from apps.loyalty.programme import MOST_POINTS
from apps.pricing.totals import MOST_PIECES
from apps.sales.reading import Body

MOST_LINES = 500
MOST_TENDERS = 20
# What may differ when the same sale is sent again: how it travelled, not what was sold.
UNHASHED = frozenset({
    *("is_offline", "print", "approvals", "sold_at", "provisional_number", "catalogue_version", "removed", "epoch"),
    "cashier_id",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class DiscountInput:
    """``kind`` is ``amount`` (naira) or ``percent``."""

    kind: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class OrderLine:
    product_id: int
    quantity: int
    unit_price: Decimal
    discount: DiscountInput | None = None
    agreed_price: Decimal | None = None  # a piece
    gift_reason: str = ""


@dataclass(frozen=True, slots=True)
class TenderInput:
    """``amount`` is what was handed over, before change."""

    method_id: int
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryInput:
    kind: str
    address: str = ""
    phone: str = ""
    due_on: date | None = None
    fee: Decimal = Decimal("0.00")
    courier: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalInput:
    """An approver's token for one action, up to a limit (percent for a discount)."""

    token: str
    action: str
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    product_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """``total`` is what the till showed; ``epoch`` the enrolment under which it was made, 0 when it did not say."""

    key: UUID
    shift_key: UUID
    lines: tuple[OrderLine, ...]
    tenders: tuple[TenderInput, ...] = ()
    total: Decimal | None = None
    body_hash: str = ""
    provisional_number: str = ""
    sold_at: datetime | None = None
    catalogue_version: int = 0
    is_offline: bool = False
    epoch: int = 0
    cashier_id: int | None = None
    customer_id: int | None = None
    order_discount: DiscountInput | None = None
    points: int = 0
    gift_reason: str = ""
    delivery: DeliveryInput | None = None
    note: str = ""
    due_on: date | None = None
    removed: tuple[Removed, ...] = ()
    approvals: tuple[ApprovalInput, ...] = ()
    is_printed: bool = field(default=False)
    preorder: str = ""  # whose reserved pieces are picked up; said by the till, checked by who wraps checkout
    promised_discount: Decimal = Decimal("0.00")  # agreed on when it was ordered, so no limit counts it; never sent


def from_json(values: Mapping[str, Any]) -> Order:
    """Read a ``sell`` message; InvalidInput names the first value that is wrong."""
    body = Body(values)
    lines = tuple(_line(row) for row in body.each("lines", most=MOST_LINES))
    if not lines:
        raise InvalidInput(_("There is nothing to sell: add a product first."), field="lines")
    return Order(
        key=body.key("key"),
        shift_key=body.key("shift_key"),
        lines=lines,
        tenders=tender_inputs(body),
        total=body.amount("total"),
        body_hash=hash_of(values),
        provisional_number=body.text("provisional_number", most=30),
        sold_at=body.moment("sold_at") if body.has("sold_at") else None,
        catalogue_version=body.whole("catalogue_version") if body.has("catalogue_version") else 0,
        is_offline=body.flag("is_offline"),
        epoch=body.whole("epoch") if body.has("epoch") else 0,
        cashier_id=body.whole("cashier_id", least=1) if body.has("cashier_id") else None,
        customer_id=body.whole("customer_id", least=1) if body.has("customer_id") else None,
        order_discount=_discount(body, "order_discount"),
        points=body.whole("points", most=MOST_POINTS) if body.has("points") else 0,
        gift_reason=body.text("gift_reason"),
        delivery=_delivery(body.within("delivery")) if body.has("delivery") else None,
        note=body.text("note", most=300),
        due_on=body.day("due_on") if body.has("due_on") else None,
        removed=tuple(_removed(row) for row in body.each("removed", most=MOST_LINES)),
        approvals=tuple(_approval(row) for row in body.each("approvals", most=10)),
        is_printed=body.flag("print"),
        preorder=body.text("preorder", most=24),
    )


def tender_inputs(body: Body) -> tuple[TenderInput, ...]:
    return tuple(
        TenderInput(row.whole("method_id", least=1), row.amount("amount"), row.text("reference", most=80))
        for row in body.each("tenders", most=MOST_TENDERS)
    )


def hash_of(values: Mapping[str, Any]) -> str:
    """SHA-256 of what was agreed: the same however often and by whichever way the sale is sent."""
    agreed = {name: value for name, value in values.items() if name not in UNHASHED}
    return hashlib.sha256(json.dumps(agreed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _line(row: Body) -> OrderLine:
    return OrderLine(
        product_id=row.whole("product_id", least=1),
        quantity=row.whole("quantity", least=1, most=MOST_PIECES),
        unit_price=row.amount("unit_price"),
        discount=_discount(row, "discount"),
        agreed_price=row.amount("agreed_price") if row.has("agreed_price") else None,
        gift_reason=row.text("gift_reason"),
    )


def _discount(body: Body, name: str) -> DiscountInput | None:
    if not body.has(name):
        return None
    row = body.within(name)
    discount = DiscountInput(row.choice("kind", ("amount", "percent")), row.amount("value"))
    if discount.kind == "percent" and discount.value > 100:
        raise row.refused("value", _("must be at most 100 percent"))
    return discount if discount.value else None


def _delivery(row: Body) -> DeliveryInput:
    delivery = DeliveryInput(
        kind=row.choice("kind", ("pickup", "delivery")),
        address=row.text("address", most=500),
        phone=row.text("phone", most=40),
        due_on=row.day("due_on") if row.has("due_on") else None,
        fee=row.amount("fee") if row.has("fee") else Decimal("0.00"),
        courier=row.text("courier", most=80),
        note=row.text("note", most=300),
    )
    if delivery.kind == "delivery" and not delivery.address:
        raise row.refused("address", _("is missing: where shall the goods be brought"))
    return delivery


def _removed(row: Body) -> Removed:
    return Removed(row.whole("product_id", least=1), row.whole("quantity", least=1))


def _approval(row: Body) -> ApprovalInput:
    return ApprovalInput(row.text("token", most=100), row.text("action", most=40), row.text("limit", most=40))
