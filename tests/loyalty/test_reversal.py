"""What a return undoes of a sale's points: pro rata, piece by piece as the whole, and never below zero."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.loyalty import accounts, earning, integrity, ledger, programme, redemption, reversal
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account, PointEntry
from apps.loyalty.reversal import Reversed
from tests.factories.loyalty import make_account, make_programme

BY = Actor.system()


@dataclass(frozen=True)
class Sold:
    number: str
    spend: Decimal
    value: Decimal


def sell(account: Account, number: str, spend: str, *, points: int = 0) -> Sold:
    """A sale that earns on ``spend`` and took ``points``, each worth a naira."""
    if points:
        redemption.take(account, points).write(redemption.told(number, Decimal(points)), by=BY)
    earning.settle(programme.current(), account, Decimal(spend)).write(number, by=BY)
    account.refresh_from_db()
    return Sold(number, Decimal(spend), Decimal(points))


def undo(sold: Sold, spend: str | None, value: str | None, number: str = "RET-1") -> Reversed:
    amounts = {"spend": Decimal(spend) if spend else ZERO, "value": Decimal(value) if value else ZERO}
    return reversal.reverse(sold.number, **amounts, document=number, by=BY)


@pytest.mark.django_db
def test_points_go_back_when_goods_go_back_pro_rata() -> None:
    account = make_account(1000)
    sold = sell(account, "RCP-1", "20000.00", points=500)

    done = undo(sold, "5000.00", "125.00")

    account.refresh_from_db()
    assert done == Reversed(given_back=125, taken_back=50)
    assert (account.points, integrity.findings()) == (1000 - 500 + 200 + 125 - 50, [])
    assert list(account.entries.order_by("-pk").values_list("kind", "document", "restores", "spend", "value"))[:2] == [
        ("take_back", "RET-1", "RCP-1", Decimal("-5000.00"), ZERO),
        ("give_back", "RET-1", "RCP-1", ZERO, Decimal("-125.00")),
    ]


@pytest.mark.django_db
def test_earned_points_that_are_spent_are_answered_with_their_value() -> None:
    make_programme(point_value=Decimal("2.50"))
    account = make_account()
    sold = sell(account, "RCP-1", "20000.00")
    ledger.take(account.pk, 170, kind=PointEntry.Kind.REDEEM).write(Told("RCP-2"), by=BY)

    done = undo(sold, "20000.00", None)

    account.refresh_from_db()
    assert done == Reversed(taken_back=30, short=170, short_value=Decimal("425.00"))
    assert (account.points, integrity.findings()) == (0, [])


@pytest.mark.django_db
def test_a_sale_without_points_has_nothing_to_undo() -> None:
    assert reversal.reverse("RCP-1", document="RET-1", by=BY) == Reversed()
    assert PointEntry.objects.count() == 0


@pytest.mark.django_db
def test_what_is_undone_twice_is_undone_once() -> None:
    account = make_account(1000)
    sold = sell(account, "RCP-1", "20000.00", points=500)

    first, second = undo(sold, "20000.00", "500.00"), undo(sold, "20000.00", "500.00", "RET-2")

    assert (first, second) == (Reversed(500, 200), Reversed())


@pytest.mark.django_db
def test_before_it_earned_only_the_spent_points_go_back_and_the_rest_earns_later() -> None:
    account = make_account(1000)
    redemption.take(account, 500).write(redemption.told("RCP-1", Decimal(500)), by=BY)
    sold = Sold("RCP-1", Decimal("20000.00"), Decimal(500))

    done = undo(sold, "5000.00", "125.00")
    for _again in range(2):
        earning.settle_later(programme.current(), account, "RCP-1", Decimal("15000.00"), by=BY)

    account.refresh_from_db()
    assert (done, account.points, integrity.findings()) == (Reversed(given_back=125), 1000 - 375 + 150, [])


@pytest.mark.django_db
def test_a_returned_spend_no_longer_counts_for_the_tier() -> None:
    account = make_account()
    sold = sell(account, "RCP-1", "600000.00")
    accounts.place_in_tiers(by=BY)
    account.refresh_from_db()
    before = account.tier

    undo(sold, "200000.00", None)
    accounts.place_in_tiers(by=BY)

    account.refresh_from_db()
    assert [str(before), str(account.tier)] == ["Gold", "Silver"]


class TestPieces(TestCase):
    @settings(max_examples=25)
    @given(
        spend=st.integers(1, 10**8),
        points=st.integers(0, 5000),
        cuts=st.lists(st.integers(1, 99), min_size=1, max_size=4),
    )
    def test_piece_by_piece_equals_the_whole(self, spend: int, points: int, cuts: list[int]) -> None:
        make_programme(unit=Decimal("10.00"), rate=Decimal("0.70"))
        account = make_account(5000)
        sold = sell(account, "RCP-1", str(Decimal(spend) / 100), points=points)
        given_back = taken_back = 0
        left_spend, left_value = sold.spend, sold.value
        for place, cut in enumerate(cuts):
            part_spend, part_value = (round(left * cut / 100, 2) for left in (left_spend, left_value))
            done = undo(sold, str(part_spend), str(part_value), f"RET-{place}")
            left_spend, left_value = left_spend - part_spend, left_value - part_value
            given_back, taken_back = given_back + done.given_back, taken_back + done.taken_back
        rest = reversal.reverse("RCP-1", document="RET-9", by=BY)

        account.refresh_from_db()
        assert (account.points, integrity.findings()) == (5000, [])
        assert given_back + rest.given_back == points
        earned = account.entries.get(kind="earn").points
        assert taken_back + rest.taken_back == earned


class TestSequences(TestCase):
    @settings(max_examples=25)
    @given(
        steps=st.lists(
            st.tuples(st.sampled_from(["sell", "redeem", "return", "expire", "adjust"]), st.integers(1, 60_000)),
            max_size=14,
        )
    )
    def test_whatever_happens_entries_make_the_level_and_it_is_never_below_zero(
        self, steps: list[tuple[str, int]]
    ) -> None:
        make_programme(expiry_months=0)
        account = make_account(300)
        sales: list[Sold] = []
        for number, (step, size) in enumerate(steps):
            left = ledger.usable(account.pk)
            if step == "sell":
                sales.append(sell(account, f"RCP-{number}", f"{size}.00", points=min(left, size % 500)))
            elif step == "return" and sales:
                sold = sales[size % len(sales)]
                undo(sold, str(min(sold.spend, Decimal(size))), str(min(sold.value, Decimal(size))), f"RET-{number}")
            elif step == "adjust":
                ledger.add(account.pk, size % 50, kind=PointEntry.Kind.ADJUST, expires_on=None).write(Told(), by=BY)
            elif step == "redeem" and left:
                ledger.take(account.pk, min(left, size), kind=PointEntry.Kind.REDEEM).write(Told("X"), by=BY)

        account.refresh_from_db()
        assert account.points == sum(account.entries.values_list("points", flat=True)) >= 0
        assert integrity.findings() == []
