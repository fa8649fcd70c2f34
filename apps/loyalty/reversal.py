"""What a return or a void undoes of a sale's points: those it took come back, those it earned go.

Called by whoever undoes, inside their transaction:

    done = reversal.reverse("RCP-202611-007", spend=net, value=points_discount, document="RET-202611-002", by=by)
    refund -= done.short_value

- ``spend`` is what the goods that come back now had cost after all discounts, their added tax included; ``value`` the
  share of the points that lay on them (``ReceiptLine.points_discount``, for so many of its pieces). Both of this step
  alone: what earlier steps undid is known from their entries, and rounding is of the running total, so that piece by
  piece equals the whole.
- Of the points that it earned, those already spent cannot go: ``short`` says how many, ``short_value`` what they are
  worth today, which the refund deducts.
- Nothing happens, and zeros are answered, when the sale neither earned nor took points.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import ngettext

from apps.core import clock
from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.core.money import ZERO, format_money
from apps.loyalty import ledger, programme
from apps.loyalty.ledger import Changed, Told
from apps.loyalty.models import Account, PointEntry
from apps.loyalty.refusals import PointsSpent

Kind = PointEntry.Kind


@dataclass(frozen=True, slots=True)
class Reversed:
    """Points that came back to the customer, that went, and that should have gone but were spent."""

    given_back: int = 0
    taken_back: int = 0
    short: int = 0
    short_value: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a document's points so far; amounts and points all zero or more.

    ``suspended`` is the part of ``spend_back`` that is due again, see ``suspension``.
    """

    account_id: int
    redeemed: int
    value: Decimal
    given_back: int
    value_back: Decimal
    earned: int
    spend: Decimal
    spend_back: Decimal
    suspended: Decimal
    spent_on: date | None  # empty before it earned

    @property
    def standing(self) -> Decimal:
        """The spend whose points are earned."""
        return self.spend - self.spend_back

    def points_of(self, spend: Decimal, *, undone: Decimal) -> int:
        """Of what it earned, what belongs to ``spend`` after so much of it is undone."""
        return _due(self.earned, self.spend, undone + spend) - _due(self.earned, self.spend, undone)

    def points_to_give(self, value: Decimal) -> int:
        """Of what it took, what goes back with so much of their value."""
        now = min(value, self.value - self.value_back)
        return _due(self.redeemed, self.value, self.value_back + now) - self.given_back


def reverse(
    sold_at: str, *, spend: Decimal | None = None, value: Decimal | None = None, document: str, by: Actor
) -> Reversed:
    """Undo a part of what ``sold_at`` did with points, or (without amounts) all that is left of it.

    ``document`` is what undoes it: a return's number, of a void the receipt's own.
    """
    story = story_of(sold_at)
    if story is None:
        return Reversed()
    given = _give_back(story, sold_at, value, document, by)
    wanted, taken = _take_back(story, sold_at, spend, document, by)
    short = wanted - taken
    return Reversed(given, taken, short, programme.worth(programme.current(), short) if short else ZERO)


def shortage(sold_at: str, *, spend: Decimal, value: Decimal) -> Decimal:
    """What ``reverse`` would answer as ``short_value`` now; nothing is written."""
    story = story_of(sold_at)
    if story is None or story.spent_on is None:
        return ZERO
    wanted = story.points_of(min(spend, story.standing), undone=story.spend_back)
    held = Account.objects.values_list("points", flat=True).get(pk=story.account_id)
    short = max(wanted - held - story.points_to_give(value), 0)
    return programme.worth(programme.current(), short) if short else ZERO


def reverse_whole(sold_at: str, *, document: str, by: Actor) -> Reversed:
    """For a void, which gives all the money back: PointsSpent when points that it earned are spent already."""
    done = reverse(sold_at, document=document, by=by)
    if done.short:
        sentence = ngettext(
            "%(count)s point that this sale earned is spent already: void the sale that took it first, or take the "
            "goods back as a return, which deducts %(value)s.",
            "%(count)s points that this sale earned are spent already: void the sale that took them first, or take "
            "the goods back as a return, which deducts %(value)s.",
            done.short,
        )
        words = {"count": f"{done.short:,}", "value": format_money(done.short_value)}
        raise PointsSpent(sentence % words, short=done.short, value=str(done.short_value))
    return done


def _give_back(story: Story, sold_at: str, value: Decimal | None, document: str, by: Actor) -> int:
    left = story.value - story.value_back
    now = left if value is None else min(value, left)
    points = story.points_to_give(now)
    if not now and not points:
        return 0
    expires_on = programme.last_day(programme.current(), clock.today())
    back = ledger.give_back(story.account_id, sold_at, points, expires_on=expires_on)
    back.write(Told(document, sold_at, value=-now), by=by)
    return back.points


def _take_back(story: Story, sold_at: str, spend: Decimal | None, document: str, by: Actor) -> tuple[int, int]:
    """How many points should go, and how many went; none before the sale earned."""
    now = story.standing if spend is None else min(spend, story.standing)
    if not now or story.spent_on is None:
        return 0, 0
    wanted = story.points_of(now, undone=story.spend_back)
    taken: Changed = ledger.take_back(story.account_id, wanted, earned_at=sold_at)
    taken.write(Told(document, sold_at, spend=-now, spent_on=story.spent_on), by=by)
    return wanted, -taken.points


def _due(points: int, whole: Decimal, undone: Decimal) -> int:
    """Of ``points`` that belong to ``whole``, those that belong to what is undone of it, rounded half up."""
    if not whole:
        return 0
    return int((points * undone / whole).to_integral_value(ROUND_HALF_UP))


def story_of(sold_at: str) -> Story | None:
    """``None`` when it neither earned nor took points."""
    own = PointEntry.objects.filter(document=sold_at, restores="")
    first = own.first()
    if first is None:
        return None
    redeemed = _sums(own.filter(kind=Kind.REDEEM))
    given_back = _sums(PointEntry.objects.filter(kind=Kind.GIVE_BACK, restores=sold_at))
    entry = own.filter(kind=Kind.EARN).first()
    again = own.filter(kind=Kind.GIVE_BACK)
    undone = PointEntry.objects.filter(kind=Kind.TAKE_BACK, restores=sold_at)
    earned_again, latest = _sums(again)[1], again.first() or entry
    return Story(
        account_id=first.account_id,
        redeemed=-redeemed[0],
        value=redeemed[2],
        given_back=given_back[0],
        value_back=-given_back[2],
        earned=entry.points if entry else 0,
        spend=entry.spend if entry else ZERO,
        spend_back=-_sums(undone)[1] - earned_again,
        suspended=-_sums(undone.filter(document=sold_at))[1] - earned_again,
        spent_on=latest.spent_on if latest else None,
    )


def _sums(entries: QuerySet[PointEntry]) -> tuple[int, Decimal, Decimal]:
    """Points, spend and value."""
    amounts = {name: Sum(name, output_field=MoneyField()) for name in ("spend", "value")}
    sums = entries.order_by().aggregate(points=Sum("points"), **amounts)
    return int(sums["points"] or 0), sums["spend"] or ZERO, sums["value"] or ZERO
