"""Cash is rounded when it settles the sale, and only then: at the counter, and by the vectors that the till replays.

``kiosk/static/kiosk/models`` holds the twin; ``tests/kiosk/js/payment.test.js`` replays ``payments.json`` there.
"""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from apps.catalog.models import Product
from apps.sales import payment, reckoning
from apps.sales.models import Tender
from apps.sales.orders import Order, OrderLine, TenderInput
from apps.sales.queries import Goods
from apps.sales.refusals import CustomerNeeded
from apps.sales.terms import Terms
from apps.stores import company
from apps.stores.models import Company, PaymentMethod, Place, Shop
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import Till, make_customer, sell
from tests.factories.stores import make_company
from tests.sales.conftest import refused
from tests.sales.make_payments import CARD, CASH, PAYMENTS, TRANSFER

KINDS = {CASH: PaymentMethod.Kind.CASH, TRANSFER: PaymentMethod.Kind.TRANSFER, CARD: PaymentMethod.Kind.CARD}
VECTORS = json.loads(PAYMENTS.read_text()) if PAYMENTS.exists() else []


def settled(case: dict[str, Any]) -> dict[str, Any]:
    """What the server makes of a case of payments.json."""
    shop, place = Shop(), Place()
    methods = {key: PaymentMethod(pk=key, kind=kind) for key, kind in KINDS.items()}
    terms = Terms(Company(cash_rounding=Decimal(case["cash_rounding"])), shop, place, place, place, methods, ())
    lines = tuple(OrderLine(key, 1, Decimal(price)) for key, price in enumerate(case["prices"]))
    goods = {
        line.product_id: Goods(
            line.product_id, "", "", line.unit_price, line.unit_price, is_tax_exempt=False, is_archived=False
        )
        for line in lines
    }
    tenders = tuple(TenderInput(row["method_id"], Decimal(row["amount"])) for row in case["tenders"])
    order = Order(key=UUID(int=1), shift_key=UUID(int=2), lines=lines, tenders=tenders)
    totals = reckoning.reckon(order, goods, terms)
    made = payment.divide(totals.total, tenders, methods)
    return {
        "total": str(totals.total),
        "rounding": str(totals.rounding),
        "shares": [str(line.rounding) for line in totals.lines],
        "change": str(made.change),
        "due": str(made.due),
    }


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_tenders_settle_as_the_vectors_say(case: dict[str, Any]) -> None:
    assert settled(case) == case["settled"]


@pytest.fixture
def shirt(till: Till) -> Product:
    """₦1,234.00 in a company that rounds cash to ₦100."""
    make_company(cash_rounding=Decimal("100.00"))
    company.forget()
    product = make_goods("Shirt", price=Decimal("1234.00"))
    stock(product, till.floor, 5)
    return product


@pytest.mark.django_db
@pytest.mark.parametrize(("handed_over", "change"), [("1210.00", "10.00"), ("1200.00", "0.00")])
def test_a_part_payment_that_reaches_the_rounded_total_settles_the_receipt(
    till: Till, shirt: Product, handed_over: str, change: str
) -> None:
    receipt = sell(till, (shirt, 1), customer_id=make_customer().pk, paid={"cash": handed_over})

    assert (receipt.total, receipt.rounding, receipt.due) == (Decimal("1200.00"), Decimal("-34.00"), Decimal("0.00"))
    assert receipt.change == Decimal(change)
    assert Tender.objects.get().amount == Decimal("1200.00")


@pytest.mark.django_db
def test_a_part_payment_below_it_leaves_the_unrounded_rest_due(till: Till, shirt: Product) -> None:
    receipt = sell(till, (shirt, 1), customer_id=make_customer().pk, paid={"cash": "1190.00"})

    assert (receipt.total, receipt.rounding, receipt.due) == (Decimal("1234.00"), Decimal("0.00"), Decimal("44.00"))


@pytest.mark.django_db
def test_a_rest_that_would_round_to_nothing_is_not_given_away(till: Till, shirt: Product) -> None:
    with refused(CustomerNeeded):
        sell(till, (shirt, 1), paid={"transfer": "1200.00"})
    receipt = sell(till, (shirt, 1), paid={"transfer": "1200.00", "cash": "34.00"})

    assert (receipt.total, receipt.due) == (Decimal("1234.00"), Decimal("0.00"))
