"""Money: rounding, reading, writing and sharing out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.money import ZERO, format_money, from_kobo, money, parse_money, percentage, share, to_kobo

amounts = st.integers(-(10**13), 10**13).map(from_kobo)
weights = st.lists(st.integers(0, 10**10).map(from_kobo), min_size=1, max_size=60).filter(any)


@given(amounts, weights)
def test_share_adds_up_to_the_amount(amount: Decimal, over: list[Decimal]) -> None:
    parts = share(amount, over)

    assert sum(parts) == amount
    assert parts == [money(part) for part in parts]


@given(amounts, weights)
def test_share_stays_within_a_kobo_of_the_exact_part(amount: Decimal, over: list[Decimal]) -> None:
    parts = share(amount, over)

    exact = [amount * weight / sum(over) for weight in over]
    assert all(abs(part - wanted) <= Decimal("0.01") for part, wanted in zip(parts, exact, strict=True))


@given(amounts)
def test_kobo_and_back_is_the_same_amount(amount: Decimal) -> None:
    assert from_kobo(to_kobo(amount)) == amount


@given(amounts)
def test_what_is_written_for_people_is_read_back(amount: Decimal) -> None:
    assert parse_money(format_money(amount).replace("−", "-")) == amount


def test_share_of_nothing_over_nothing_is_nothing() -> None:
    assert share(ZERO, [ZERO, ZERO]) == [ZERO, ZERO]


def test_share_of_something_over_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to share"):
        share(Decimal(5), [ZERO])


@pytest.mark.parametrize(("given_value", "rounded"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("1.004", "1.00")])
def test_money_rounds_half_away_from_zero(given_value: str, rounded: str) -> None:
    assert str(money(given_value)) == rounded


def test_percentage_is_rounded_once() -> None:
    assert percentage(Decimal("33.33"), Decimal("7.5")) == Decimal("2.50")


def test_a_fraction_of_a_kobo_is_refused() -> None:
    with pytest.raises(ValueError, match="fraction of a kobo"):
        to_kobo(Decimal("0.001"))


@pytest.mark.parametrize("text", ["", "abc", "1.005", "NaN", "Infinity", "₦"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        parse_money(text)


@pytest.mark.parametrize("text", ["₦1,234.50", "NGN 1234.5", " 1 234.50"])
def test_amounts_are_read_as_people_type_them(text: str) -> None:
    assert parse_money(text) == Decimal("1234.50")
