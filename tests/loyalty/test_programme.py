"""What points come to, by the rule of the trade; the till's twin is held to the same vectors."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.loyalty import programme
from apps.loyalty.models import Programme, Tier

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())
By = Programme.EarnsBy


def rules(**changes: str | int) -> Programme:
    """As the vectors hold them."""
    amounts = {name: Decimal(value) for name, value in changes.items() if isinstance(value, str) and name != "earns_by"}
    return Programme(pk=1, **{**changes, **amounts})


def tier(multiplier: str) -> Tier:
    return Tier(name="Gold", multiplier=Decimal(multiplier))


@pytest.mark.parametrize(
    ("spend", "rate", "multiplier", "points"),
    [
        ("999.99", "10", "2", 0),  # no whole unit
        ("1000.00", "10", "1", 10),
        ("23275.00", "10", "1.25", 287),  # 23 units × 10 × 1.25 = 287.5
        ("5000.00", "0.30", "1.5", 2),  # 2.25
        ("0.00", "10", "1", 0),
        ("-1.00", "10", "1", 0),
    ],
)
def test_points_are_floor_of_the_units_times_rate_times_multiplier_floored(
    spend: str, rate: str, multiplier: str, points: int
) -> None:
    assert programme.to_earn(rules(unit="1000.00", rate=rate), tier(multiplier), Decimal(spend)) == points


@pytest.mark.parametrize(("by", "points"), [(By.SPEND, 40), (By.TRANSACTION, 7), (By.BOTH, 47)])
def test_points_are_earned_by_spend_by_purchase_or_both(by: By, points: int) -> None:
    told = rules(earns_by=by, points_per_purchase=7)

    assert programme.to_earn(told, tier("2"), Decimal("2500.00")) == points
    assert programme.to_earn(told, tier("2"), Decimal("0.00")) == 0


def test_without_a_tier_the_multiplier_is_one() -> None:
    assert programme.to_earn(rules(), None, Decimal("2500.00")) == 20


@pytest.mark.parametrize(
    ("goods", "left", "most"),
    [("24500.00", 99_999, 12_250), ("24500.00", 300, 300), ("1.99", 500, 1), ("0.00", 500, 0)],
)
def test_at_most_a_share_of_the_goods_is_redeemed(goods: str, left: int, most: int) -> None:
    assert programme.most(rules(point_value="1.00", most_percent="50"), Decimal(goods), left) == most


@given(
    goods=st.integers(0, 10**9), percent=st.integers(0, 10_000), value=st.integers(1, 10**6), left=st.integers(0, 10**9)
)
def test_what_is_redeemed_is_never_worth_more_than_the_goods(goods: int, percent: int, value: int, left: int) -> None:
    told = rules(point_value=str(Decimal(value) / 100), most_percent=str(Decimal(percent) / 100))
    amount = Decimal(goods) / 100

    most = programme.most(told, amount, left)

    assert 0 <= most <= left
    assert programme.worth(told, most) <= amount


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 14), 12, date(2027, 3, 14)),
        (date(2028, 2, 29), -12, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_later_keep_to_the_month(day: date, months: int, later: date) -> None:
    assert programme.months_later(day, months) == later


def test_points_that_never_end_have_no_last_day() -> None:
    assert programme.last_day(rules(expiry_months=0), date(2026, 3, 14)) is None


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_say_what_the_server_reckons(vector: dict[str, object]) -> None:
    told = rules(**vector["rules"])  # type: ignore[arg-type]

    assert programme.to_earn(told, tier(str(vector["multiplier"])), Decimal(str(vector["spend"]))) == vector["earns"]
    assert programme.most(told, Decimal(str(vector["goods"])), int(str(vector["left"]))) == vector["most"]
    assert str(programme.worth(told, int(str(vector["most"])))) == vector["worth"]
