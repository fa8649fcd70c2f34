"""Whatever was sold and however it comes back: never more than was paid, piece by piece as much as at once."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.actor import Actor
from apps.core.money import ZERO, money
from apps.inventory.ledger import InsufficientStock
from apps.pricing import totals
from apps.pricing.totals import Discount, LineInput, TaxInput, TicketInput
from apps.returns import completion, decisions, requests
from apps.returns.exchange import exchange
from apps.returns.models import Return
from apps.returns.refusals import WrongState
from apps.sales import checkout, orders, refunds
from apps.sales.models import Receipt, ReceiptLine
from apps.sales.orders import Order
from apps.sales.refusals import CreditLimitReached, PriceChanged
from apps.stores import company
from apps.stores.models import TaxRate
from tests.factories.credits import make_credit
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.returns import Damaged, Good, approved, as_credit, ask, in_cash, make_chief
from tests.factories.sales import Till, make_customer, make_till, message
from tests.factories.stores import make_company
from tests.returns.conftest import books, refused

prices = st.integers(1, 9_000_000).map(lambda kobo: Decimal(kobo) / 100)
percents = st.decimals(0, 100, places=2)
taxes = st.lists(
    st.builds(
        TaxInput,
        name=st.just("Tax"),
        kind=st.sampled_from(["percentage", "fixed"]),
        rate=st.decimals(0, 30, places=2),
        amount=st.integers(0, 50_000).map(lambda kobo: Decimal(kobo) / 100),
        is_inclusive=st.booleans(),
    ),
    max_size=3,
)
sold = st.lists(
    st.builds(
        LineInput,
        unit_price=prices,
        quantity=st.integers(1, 6),
        discount=st.none() | percents.map(lambda percent: Discount("percent", percent)),
        is_gift=st.booleans(),
        is_tax_exempt=st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@st.composite
def receipts(draw: Any) -> list[ReceiptLine]:
    """Lines of a receipt with discounts, points, taxes, gifts and cash rounding, as pricing reckons them."""
    lines = draw(sold)
    ticket = TicketInput(
        lines=lines, order_discount=draw(st.none() | percents.map(lambda part: Discount("percent", part)))
    )
    points = money(totals.total(ticket).net * draw(percents) / 100)
    ticket = TicketInput(
        lines=lines,
        order_discount=ticket.order_discount,
        points_discount=points,
        taxes=draw(taxes),
        delivery_fee=draw(st.sampled_from([ZERO, Decimal("1500.00")])),
        cash_rounding=draw(st.sampled_from([ZERO, Decimal("5.00"), Decimal("50.00")])),
        paid_otherwise=ZERO,
    )
    return [
        ReceiptLine(
            pk=key,
            quantity=line.quantity,
            net=figures.net,
            tax_included=figures.tax_included,
            tax_added=figures.tax_added,
            rounding=figures.rounding,
            cost=draw(prices),
        )
        for key, (line, figures) in enumerate(zip(lines, totals.total(ticket).lines, strict=True), start=1)
    ]


@given(receipts(), st.data())
def test_piece_by_piece_is_as_much_as_all_at_once_and_nothing_is_below_nothing(
    lines: list[ReceiptLine], given_data: st.DataObject
) -> None:
    for line in lines:
        whole = refunds.part_of(line, line.quantity, before=0)
        parts, before = [], 0
        while before < line.quantity:
            pieces = given_data.draw(st.integers(1, line.quantity - before))
            parts.append(refunds.part_of(line, pieces, before=before))
            before += pieces

        for name in ("refund", "net", "tax_included", "tax_added", "rounding", "cost"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
        assert all(part.refund == part.net + part.tax_added + part.rounding for part in parts)
        least = [min(part.refund, part.net - part.tax_included, part.tax_included, part.tax_added) for part in parts]
        assert min(least) >= 0
        assert (whole.net, whole.tax_included, whole.tax_added) == (line.net, line.tax_included, line.tax_added)
        assert whole.refund == refunds.paid_for(line)
        assert whole.refund == max(line.net + line.tax_added + line.rounding, ZERO) if line.net else whole.refund == 0


@given(receipts())
def test_a_gift_comes_back_at_nothing(lines: list[ReceiptLine]) -> None:
    assert all(refunds.paid_for(line) == 0 for line in lines if not line.net)


@pytest.mark.django_db
@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("seed", range(8))
def test_the_books_add_up_after_any_sales_returns_and_exchanges(seed: int) -> None:
    chance = Random(seed)
    make_company(cash_rounding=Decimal(chance.choice(["0.00", "5.00", "50.00"])))
    till = make_till()
    chief = make_chief(till)
    TaxRate.objects.create(name="Levy", rate=Decimal("1.25"), is_inclusive=bool(seed % 2))
    company.forget()
    goods = [make_goods(price=money(Decimal(chance.randint(1, 3_000_000)) / 100)) for _product in range(4)]
    for product in goods:
        stock(product, till.floor, 60, Decimal(chance.randint(1, 9_999_999)) / 100)

    sales = [receipt for _sale in range(6) if (receipt := sell_anything(till, goods, chance))]
    for receipt in sales:
        bring_all_back(receipt, till, chief, goods, chance)

    assert sales
    assert books() == []
    for receipt in sales:
        receipt.refresh_from_db()
        paid = sum(receipt.tenders.filter(amount__gt=0).values_list("amount", flat=True))
        back = -sum(receipt.tenders.filter(amount__lt=0).values_list("amount", flat=True))
        assert 0 <= back <= paid
        assert receipt.returned == sum(refunds.paid_for(line) for line in receipt.lines.all())
        assert not receipt.due or receipt.due <= receipt.delivery_fee


def sell_anything(till: Till, goods: list[Any], chance: Random) -> Receipt | None:
    """Paid in whole, in part, by credit or not at all, at the total that the server names."""
    customer = make_customer()
    lines = [(chance.choice(goods), chance.randint(1, 3), discount(chance)) for _line in range(chance.randint(1, 4))]
    body = message(till, *lines, total="0.01", paid={}, customer_id=customer.pk)
    body["order_discount"] = chance.choice([None, {"kind": "percent", "value": "3"}])
    body["delivery"] = chance.choice([None, {"kind": "pickup", "fee": "750.25"}])
    with pytest.raises(PriceChanged) as changed:
        checkout.sell(orders.from_json(body), by=till.actor)
    total = Decimal(changed.value.details["total"])
    body["total"] = str(total)
    credit = make_credit(str(max(money(total * Decimal("0.3")), Decimal("0.01"))), customer=customer)
    rest = money((total - credit.value) * chance.choice([Decimal("0.5"), Decimal(1)]))
    rows = [("credit", credit.value, credit.number), (chance.choice(["cash", "transfer"]), rest, "TRF")]
    told = [(till.methods[key].pk, str(amount), reference) for key, amount, reference in rows if amount]
    body["tenders"] = [{"method_id": key, "amount": amount, "reference": text} for key, amount, text in told]
    try:
        return checkout.sell(orders.from_json(body), by=till.actor)
    except (InsufficientStock, CreditLimitReached):
        return None


def bring_all_back(receipt: Receipt, till: Till, chief: Actor, goods: list[Any], chance: Random) -> None:
    """In any pieces and conditions, some asked for while others wait, some rejected and asked for again; each is paid
    back or pays for new goods, once."""
    waiting = []
    while free := [line for line in receipt.lines.all() if line.claimed < line.quantity]:
        line = chance.choice(free)
        row = (line.position, chance.randint(1, line.quantity - line.claimed), chance.choice([Good, Damaged]))
        asked = chance.choice([ask, approved])(receipt, till, row)
        if chance.random() < 0.2:
            decisions.reject(asked, by=Actor.system(), reason="Worn")
        else:
            waiting.append(asked)
    chance.shuffle(waiting)
    for brought in waiting:
        finish(brought, till, chief, chance.choice([None, None, *goods]), chance)
        assert list(brought.steps.order_by("pk").values_list("kind", flat=True)) == ["asked", "approved", "completed"]
    with pytest.raises(refunds.NothingLeftToReturn):
        ask(receipt, till)


def finish(brought: Return, till: Till, chief: Actor, new: Any, chance: Random) -> None:
    """Completed once: neither money nor other goods follow a second time."""
    way = chance.choice([in_cash, as_credit])(till)
    order = order_of(till, new, brought) if new else None
    if order:
        first, second = (exchange(brought, order, way, by=chief) for _again in range(2))
        assert (first, first[0].new_receipt) == (second, first[1])
    else:
        completion.finish(brought, way, by=chief)
    again = Return.objects.get(pk=brought.pk)
    with refused(WrongState):
        completion.complete(again, way, by=chief)
    other = order_of(till, new, brought, worth=Decimal("0.01")) if order else None
    if other:
        with refused(WrongState):
            exchange(again, other, way, by=chief)


def order_of(till: Till, new: Any, brought: Return, *, worth: Decimal | None = None) -> Order | None:
    """One piece that the goods pay for as far as they reach, the rest by transfer; nothing for goods worth nothing."""
    body = message(till, (new, 1), total="0.01", paid={}, customer_id=brought.customer_id, cashier_id=None)
    with pytest.raises(PriceChanged) as changed:
        checkout.sell(orders.from_json(body), by=till.actor)
    total = Decimal(changed.value.details["total"])
    used = min(requests.quote_asked(Return.objects.get(pk=brought.pk)).split.money if worth is None else worth, total)
    rows = [("exchange", used, ""), ("transfer", total - used, "TRF")]
    told = [(till.methods[key].pk, str(amount), reference) for key, amount, reference in rows if amount]
    body["tenders"] = [{"method_id": key, "amount": amount, "reference": text} for key, amount, text in told]
    level, _value = level_of(new, till.floor)
    return orders.from_json(body | {"total": str(total)}) if used and level else None


def discount(chance: Random) -> dict[str, Any]:
    return chance.choice([{}, {"discount": {"kind": "percent", "value": "7"}}, {"discount": None}])
