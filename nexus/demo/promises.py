"""The demo's pre-orders: one is late, one is here, some are awaited; most customers left something."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from apps.core import clock
from apps.core.money import ZERO
from apps.inventory.models import StockLevel
from apps.preorders import arriving, placing
from apps.preorders.placing import Wish
from apps.sales.orders import TenderInput
from apps.stores.models import PaymentMethod

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Plan:
    """Taken ``days_ago``, awaited ``within`` so many days; ``is_here``: a product of the floor, kept at once."""

    days_ago: int
    shop: str
    what: str
    pieces: int
    price: str
    within: int
    deposit: str = ""
    is_here: bool = False


PLANS = (
    Plan(16, "wuse", "Aso oke set, wine and gold, for a wedding", 4, "85000.00", 12, "150000.00"),
    Plan(9, "ikeja", "White senator, size XXL", 1, "48000.00", 6, "20000.00"),
    Plan(5, "wuse", "School blazers, navy, sizes 8 to 12", 12, "18500.00", 20, "60000.00"),
    Plan(2, "lekki", "Linen two-piece, sage", 2, "39500.00", 14),
    Plan(1, "wuse", "", 1, "", 3, "5000.00", is_here=True),
    Plan(1, "ikeja", "", 1, "", 3, "5000.00", is_here=True),
)


def take(desks: Sequence[Any], day: date, until: datetime) -> None:
    """Those of the day, an hour after the shops opened; ``desks`` are those of ``trading``."""
    for number, plan in enumerate(PLANS):
        desk = next((desk for desk in desks if desk.code == plan.shop), None)
        if desk and (until.date() - day).days == plan.days_ago and desk.shift.opened_at + AN_HOUR < until:
            with clock.at(desk.shift.opened_at + AN_HOUR):
                _take(desk, plan, number)


def _take(desk: Any, plan: Plan, number: int) -> None:
    floor = StockLevel.objects.filter(place__shop=desk.shift.shop, place__kind="floor", quantity__gt=2)
    level = floor.select_related("product").order_by("-quantity", "pk").first() if plan.is_here else None
    product = level.product if level else None
    deposit = Decimal(plan.deposit or 0)
    cash = desk.methods[PaymentMethod.Kind.CASH]
    wish = Wish(
        shop=desk.shift.shop,
        customer=desk.market.customers[number],
        key=uuid.uuid5(desk.shift.key, str(number)),
        what=plan.what,
        product=product,
        quantity=plan.pieces,
        unit_price=product.price if product else Decimal(plan.price),
        expected_on=clock.today() + timedelta(days=plan.within),
        deposit=deposit,
        tenders=[TenderInput(cash.pk, deposit)] if deposit > ZERO else [],
    )
    preorder = placing.place(wish, by=desk.by)
    if product:
        arriving.set_aside(preorder, product, by=desk.by)
