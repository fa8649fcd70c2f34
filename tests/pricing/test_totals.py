"""The rules of DOMAIN 2 about a receipt's total: examples by hand, the vectors, and properties of any ticket."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.money import ZERO, money
from apps.pricing.discounts import DiscountTooLarge, NegativeAmount, TooMuch
from apps.pricing.totals import Discount, LineInput, TaxInput, TicketInput, total
from tests.pricing.as_json import text_of, ticket_of
from tests.pricing.make_vectors import VECTORS, vectors

VAT = TaxInput("VAT", rate=Decimal("7.5"))
REPLAYED = json.loads(VECTORS.read_text())


def naira(text: str) -> Decimal:
    return Decimal(text)


def line(price: str, quantity: int = 1, **changes: object) -> LineInput:
    return LineInput(naira(price), quantity, **changes)


def percent(value: str) -> Discount:
    return Discount("percent", naira(value))


def amount(value: str) -> Discount:
    return Discount("amount", naira(value))


def of(lines: list, name: str) -> list[str]:
    return [str(getattr(one, name)) for one in lines]


@pytest.mark.parametrize("row", REPLAYED, ids=[row["name"] for row in REPLAYED])
def test_vector_comes_to_the_same_total_here_and_at_the_till(row):
    if "refused" in row:
        with pytest.raises((NegativeAmount, DiscountTooLarge, TooMuch)) as refusal:
            total(ticket_of(row["ticket"]))
        assert {"code": refusal.value.code, "details": refusal.value.details} == row["refused"]
    else:
        assert text_of(total(ticket_of(row["ticket"]))) == row["totals"]


def test_vectors_are_those_of_the_script():
    assert vectors() == REPLAYED


def test_line_discount_comes_before_order_discount():
    ticket = TicketInput([line("1000.00", discount=percent("10")), line("100.00")], order_discount=percent("10"))

    totals = total(ticket)

    assert (totals.line_discount, totals.subtotal, totals.order_discount, totals.net) == (
        *(naira("100.00"), naira("1000.00"), naira("100.00"), naira("900.00")),
    )


def test_order_discount_is_shared_by_rounding_the_running_total():
    totals = total(TicketInput([line("10.00")] * 3, order_discount=amount("10.00")))

    assert of(totals.lines, "order_discount") == ["3.33", "3.34", "3.33"]


def test_order_discount_leaves_the_delivery_fee_alone():
    totals = total(TicketInput([line("1000.00")], order_discount=percent("100"), delivery_fee=naira("500.00")))

    assert (totals.net, totals.total) == (ZERO, naira("500.00"))


def test_gift_line_is_nothing_and_keeps_its_value():
    totals = total(TicketInput([line("7000.00", is_gift=True), line("3000.00")], taxes=[VAT]))

    assert (totals.gross, totals.gift_value, totals.total) == (naira("10000.00"), naira("7000.00"), naira("3000.00"))
    assert totals.lines[0].taxes == []


def test_price_agreed_becomes_a_discount():
    totals = total(TicketInput([line("24500.00", 3, agreed_price=naira("24000.00"))]))

    assert (totals.line_discount, totals.total) == (naira("1500.00"), naira("72000.00"))


def test_points_are_a_discount_after_the_order_discount():
    ticket = TicketInput([line("1000.00")], order_discount=percent("50"), points_discount=naira("500.00"))

    assert total(ticket).total == ZERO


def test_inclusive_tax_is_computed_once_a_receipt_and_then_shared():
    totals = total(TicketInput([line("0.50")] * 3, taxes=[VAT]))

    assert totals.tax_included == naira("0.10")  # 1.50 − round(1.50 / 1.075), where three times 0.03 would be 0.09
    assert of(totals.lines, "tax_included") == ["0.03", "0.04", "0.03"]


def test_inclusive_taxes_share_what_prices_contain_by_rate():
    levy = TaxInput("Levy", rate=Decimal("2.5"))

    totals = total(TicketInput([line("1100.00")], taxes=[VAT, levy]))

    assert of(totals.lines[0].taxes, "amount") == ["75.00", "25.00"]
    assert of(totals.lines[0].taxes, "base") == ["1000.00", "1000.00"]


def test_exclusive_tax_is_added_on_the_net_without_inclusive_tax():
    added = TaxInput("Sales tax", rate=Decimal(5), is_inclusive=False)

    totals = total(TicketInput([line("1075.00")], taxes=[VAT, added]))

    assert (totals.tax_included, totals.tax_added, totals.total) == (naira("75.00"), naira("50.00"), naira("1125.00"))


def test_fixed_tax_is_charged_once_a_receipt():
    bag = TaxInput("Bag", kind="fixed", amount=naira("50.00"), is_inclusive=False)

    totals = total(TicketInput([line("100.00"), line("300.00")], taxes=[bag]))

    assert of(totals.lines, "tax_added") == ["12.50", "37.50"]


def test_fixed_tax_is_not_charged_on_a_gift():
    bag = TaxInput("Bag", kind="fixed", amount=naira("50.00"), is_inclusive=False)

    assert total(TicketInput([line("100.00", is_gift=True)], taxes=[bag])).total == ZERO


def test_exempt_category_bears_no_tax():
    totals = total(TicketInput([line("1075.00"), line("500.00", is_tax_exempt=True)], taxes=[VAT]))

    assert of(totals.lines, "tax_included") == ["75.00", "0.00"]


@pytest.mark.parametrize(
    ("price", "paid_otherwise", "rounding"),
    [("1012.49", "0.00", "-2.49"), ("1012.50", "0.00", "2.50"), ("1012.49", "1000.00", "-2.49"), ("9.99", None, "0")],
)
def test_only_what_cash_settles_is_rounded(price, paid_otherwise, rounding):
    paid = None if paid_otherwise is None else naira(paid_otherwise)

    totals = total(TicketInput([line(price)], cash_rounding=naira("5.00"), paid_otherwise=paid))

    assert totals.rounding == naira(rounding)
    assert totals.total == naira(price) + naira(rounding)


def test_discount_percent_is_of_what_is_sold_not_of_gifts():
    lines = [line("1000.00", discount=amount("100.00")), line("9000.00", is_gift=True)]

    assert total(TicketInput(lines, order_discount=amount("50.00"))).discount_percent == naira("15.00")


@pytest.mark.parametrize(
    ("line_given", "refusal", "sentence"),
    [
        (line("10.00", 0), NegativeAmount, "A line needs at least one piece."),
        (line("-1.00"), NegativeAmount, "A price cannot be negative."),
        (
            *(line("10.00", discount=amount("10.01")), DiscountTooLarge),
            "The discount of ₦10.01 is more than the ₦10.00 it is taken off.",
        ),
        (line("10.00", discount=amount("-1")), NegativeAmount, "A discount cannot be negative."),
        (line("10.00", agreed_price=naira("11.00")), NegativeAmount, "An agreed price cannot be above the price."),
    ],
)
def test_line_that_no_rule_admits_is_refused_by_its_place(line_given, refusal, sentence):
    with pytest.raises(refusal) as refused:
        total(TicketInput([line("5.00"), line_given]))

    assert (refused.value.sentence, refused.value.details["line"]) == (sentence, 1)


prices = st.integers(0, 5_000_000).map(lambda kobo: Decimal(kobo).scaleb(-2))
percents = st.integers(0, 10_000).map(lambda part: Discount("percent", Decimal(part).scaleb(-2)))
rates = st.sampled_from(["0", "2", "5", "7.5", "12.345", "100"]).map(Decimal)
fees = st.integers(0, 50_000).map(lambda kobo: Decimal(kobo).scaleb(-2))
taxes = st.builds(TaxInput, st.just("tax"), st.sampled_from(["percentage", "fixed"]), rates, fees, st.booleans())
lines = st.builds(LineInput, prices, st.integers(1, 50), st.none() | percents, st.none(), st.booleans(), st.booleans())
tickets = st.builds(
    TicketInput,
    st.lists(lines, min_size=1, max_size=12),
    st.none() | percents,
    st.just(ZERO),
    st.lists(taxes, max_size=4),
    prices,
    st.sampled_from(["0.00", "0.50", "5.00", "50.00"]).map(Decimal),
    st.none() | prices,
)


@given(tickets)
def test_lines_add_up_to_the_receipt(ticket):
    totals = total(ticket)

    of_lines = sum((one.net + one.tax_added + one.rounding for one in totals.lines), ZERO)
    assert of_lines + totals.delivery_fee == totals.total
    assert sum((one.rounding for one in totals.lines), ZERO) == totals.rounding


@given(tickets)
def test_nothing_is_negative_and_no_net_is_above_its_gross(ticket):
    totals = total(ticket)

    assert totals.total >= 0
    for one in totals.lines:
        assert min(one.discount, one.gift_value, one.order_discount, one.net, one.tax_added) >= 0
        assert one.net <= one.gross
        assert all(tax.amount >= 0 for tax in one.taxes)


@given(st.lists(prices, min_size=1, max_size=12), rates)
def test_inclusive_tax_is_what_its_formula_says(given_prices, rate):
    totals = total(TicketInput([LineInput(price, 1) for price in given_prices], taxes=[TaxInput("VAT", rate=rate)]))

    assert totals.tax_included == totals.net - money(totals.net / (1 + rate / 100))
    assert all(tax.base + tax.amount == one.net and tax.base >= 0 for one in totals.lines for tax in one.taxes)


@given(tickets)
def test_amounts_have_no_fraction_of_a_kobo(ticket):
    totals = total(ticket)

    assert all(value == money(value) for one in totals.lines for value in (one.net, one.tax_included, one.tax_added))
    assert totals.total == money(totals.total)
