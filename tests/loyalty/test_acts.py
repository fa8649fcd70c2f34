"""Enrolling, adjusting, tiers and expiry: refusals write nothing, nights run twice unharmed."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.loyalty import accounts, adjusting, expiry, integrity, tasks
from apps.loyalty.models import Account, PointEntry
from apps.loyalty.refusals import AlreadyEnrolled, PointsUnusable
from tests.factories.customers import make_customer
from tests.factories.loyalty import give, make_account, make_programme, make_tiers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BY = Actor.system()


def acts() -> list[str]:
    return list(AuditEntry.objects.filter(act__startswith="loyalty.").order_by("pk").values_list("act", flat=True))


def test_a_customer_takes_part_from_the_lowest_tier_on() -> None:
    make_programme()
    make_tiers()

    account = accounts.enrol(make_customer(), by=BY)

    assert (str(account.tier), account.tier_since, account.points) == ("Bronze", clock.today(), 0)
    assert acts() == ["loyalty.enrol"]


def test_nobody_is_enrolled_twice_or_while_no_programme_runs() -> None:
    account = make_account()

    with pytest.raises(AlreadyEnrolled, match="takes part already"):
        accounts.enrol(account.customer, by=BY)
    make_programme(is_active=False)
    with pytest.raises(PointsUnusable, match="does not run"):
        accounts.enrol(make_customer(), by=BY)

    assert (Account.objects.count(), acts()) == (1, ["loyalty.enrol"])


def test_points_are_adjusted_with_a_reason_and_written_down() -> None:
    account = make_account(100)

    adjusting.adjust(account, 50, reason="Birthday", by=BY)
    adjusting.adjust(account, -120, reason="Typed twice", by=BY)

    assert (account.points, integrity.findings()) == (30, [])
    entry = PointEntry.objects.latest("pk")
    assert (entry.kind, entry.note, entry.balance) == ("adjust", "Typed twice", 30)
    told = AuditEntry.objects.filter(act="loyalty.adjust").latest("pk")
    assert json.loads(told.facts)["points"] == -120


@pytest.mark.parametrize(
    ("points", "reason", "sentence"),
    [
        (0, "Birthday", "how many"),
        (10, " ", "Say why"),
        (10**10, "Birthday", "more points"),
        (-101, "Error", "only 100"),
    ],
)
def test_an_adjustment_that_makes_no_sense_writes_nothing(points: int, reason: str, sentence: str) -> None:
    account = make_account(100)
    before = PointEntry.objects.count()

    with pytest.raises((InvalidInput, PointsUnusable), match=sentence):
        adjusting.adjust(account, points, reason=reason, by=BY)

    account.refresh_from_db()
    assert (account.points, PointEntry.objects.count(), "loyalty.adjust" in acts()) == (100, before, False)


@pytest.mark.parametrize(
    ("spend", "tier"), [("199999.99", "Bronze"), ("200000.00", "Silver"), ("500000", "Gold"), ("5000000", "Platinum")]
)
def test_the_tier_is_that_of_the_spend_of_twelve_months(spend: str, tier: str) -> None:
    account = make_account()
    give(account, 1, spend=spend)

    accounts.place_in_tiers(by=BY)
    moved = accounts.place_in_tiers(by=BY)

    account.refresh_from_db()
    assert (str(account.tier), moved) == (tier, 0)


def test_a_spend_of_more_than_twelve_months_ago_no_longer_counts() -> None:
    account = make_account(tier="Gold")
    year_ago = clock.today().replace(year=clock.today().year - 1)
    give(account, 1, spend="400000", spent_on=year_ago)
    give(account, 1, spend="300000", spent_on=year_ago + timedelta(days=1))

    moved = accounts.place_in_tiers(by=BY)

    account.refresh_from_db()
    assert (str(account.tier), account.tier_since, moved) == ("Silver", clock.today(), 1)
    assert acts()[-1] == "loyalty.tier"


def test_points_end_after_their_last_day_oldest_first_and_once() -> None:
    account = make_account()
    today = clock.today()
    for points, until in ((30, today - timedelta(days=1)), (50, today), (20, None)):
        give(account, points, until=until)

    ended = [expiry.expire_due(by=BY) for _again in range(2)]

    account.refresh_from_db()
    assert (ended, account.points, integrity.findings()) == ([30, 0], 70, [])
    assert account.entries.values_list("kind", "points").first() == ("expire", -30)


def test_the_night_does_both() -> None:
    account = make_account()
    give(account, 30, until=clock.today() - timedelta(days=1), spend="250000")

    tasks.expire_points.call_local()
    tasks.place_in_tiers.call_local()

    account.refresh_from_db()
    assert (account.points, str(account.tier)) == (0, "Silver")


def test_a_new_last_day_is_that_of_the_programme() -> None:
    make_programme(expiry_months=6)
    account = make_account()

    adjusting.adjust(account, 5, reason="Birthday", by=BY)

    assert account.lots.get().expires_on == clock.today().replace(month=9)
    assert account.lots.get().points == 5
    assert Decimal(account.points) == 5


@pytest.mark.parametrize("has_both", [True, False])
def test_two_customers_who_are_one_person_have_one_account(has_both: bool) -> None:
    gone = make_account(70, tier="Silver")
    stays = make_account(30).customer if has_both else make_customer()

    accounts.merge(stays.pk, gone.customer_id, by=BY)
    accounts.merge(stays.pk, gone.customer_id, by=BY)

    account = Account.objects.get()
    assert (account.customer, account.points) == (stays, 100 if has_both else 70)
    assert (account.lots.count(), integrity.findings()) == (2 if has_both else 1, [])
