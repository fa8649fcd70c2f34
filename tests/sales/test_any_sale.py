"""Whatever is sold, the books add up: lines, taxes, tenders, due, rounding, stock."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from apps.core.money import money
from apps.inventory import integrity as stock_integrity
from apps.inventory.ledger import InsufficientStock
from apps.sales import checkout, integrity, orders
from apps.sales.refusals import CreditLimitReached, PriceChanged
from apps.stores import company
from apps.stores.models import TaxRate
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import Till, make_customer, make_till, message
from tests.factories.stores import make_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.mark.parametrize("seed", range(6))
def test_the_books_add_up_after_any_sales(seed: int) -> None:
    chance = Random(seed)
    make_company(cash_rounding=Decimal(chance.choice(["0.00", "5.00", "50.00"])))
    till = make_till()
    TaxRate.objects.create(name="Levy", rate=Decimal("1.25"), is_inclusive=bool(seed % 2))
    company.forget()
    goods = [make_goods(price=money(Decimal(chance.randint(1, 3_000_000)) / 100)) for _product in range(6)]
    for product in goods:
        stock(product, till.floor, 15, Decimal(chance.randint(1, 9_999_999)) / 100)

    done = [sell_anything(till, goods, chance) for _sale in range(12)]

    assert any(done)
    assert integrity.problems() == []
    assert stock_integrity.findings() == []


def sell_anything(till: Till, goods: list[Any], chance: Random) -> bool:
    """A sale of whatever comes; at first with a wrong total, then with the one that the server names."""
    lines = [(chance.choice(goods), chance.randint(1, 3), discount(chance)) for _line in range(chance.randint(1, 5))]
    body = message(till, *lines, total="0.01", paid={}, customer_id=make_customer().pk)
    body["order_discount"] = chance.choice([None, {"kind": "percent", "value": "3"}])
    body["delivery"] = chance.choice([None, {"kind": "pickup", "fee": "750.25"}])
    with pytest.raises(PriceChanged) as told:
        checkout.sell(orders.from_json(body), by=till.actor)
    body["total"] = told.value.details["total"]
    method = chance.choice(["cash", "transfer"])
    amount = money(Decimal(body["total"]) * chance.choice([Decimal("0.5"), Decimal(1)]))
    body["tenders"] = [{"method_id": till.methods[method].pk, "amount": str(amount), "reference": "TRF"}]
    try:
        checkout.sell(orders.from_json(body), by=till.actor)
    except (InsufficientStock, CreditLimitReached):
        return False
    return True


def discount(chance: Random) -> dict[str, Any]:
    return chance.choice([{}, {"discount": {"kind": "percent", "value": "7"}}, {"discount": None}])
