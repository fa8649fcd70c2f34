"""Points pay a part of the goods, as a discount: never below the minimum, never more than the share, never twice."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.money import ZERO, format_money
from apps.loyalty import ledger, programme
from apps.loyalty.ledger import Changed, Told
from apps.loyalty.models import Account, PointEntry, Programme
from apps.loyalty.refusals import PointsUnusable


@dataclass(frozen=True, slots=True)
class Preview:
    """What a customer could redeem on goods: ``points`` of theirs are good, a sale takes from ``least`` to ``most``.

    ``most`` is 0 when nothing can be redeemed; ``sentence`` then says why.
    """

    points: int
    least: int
    most: int
    value: Decimal
    sentence: str = ""


def preview(rules: Programme, account: Account | None, goods: Decimal) -> Preview:
    """For goods that come to ``goods`` after their discounts. Reads, and writes nothing."""
    if account is None or not rules.is_active:
        return Preview(0, rules.least_points, 0, ZERO, _why_none(rules, account))
    left = ledger.usable(account.pk)
    most = programme.most(rules, goods, left)
    if most < max(rules.least_points, 1):
        return Preview(left, rules.least_points, 0, ZERO, _too_little(rules, left))
    return Preview(left, rules.least_points, most, programme.worth(rules, most))


def refuse_beyond(rules: Programme, account: Account | None, points: int, goods: Decimal) -> None:
    """PointsUnusable unless so many points may be redeemed on these goods, saying what is possible."""
    can = preview(rules, account, goods)
    if not can.most:
        raise PointsUnusable(can.sentence, left=can.points, most=0)
    if points < rules.least_points:
        sentence = _("At least %(least)s points are redeemed at once: take more, or none.")
        raise PointsUnusable(sentence % {"least": f"{rules.least_points:,}"}, left=can.points, most=can.most)
    if points > can.most:
        words = {"most": f"{can.most:,}", "value": format_money(can.value)}
        sentence = ngettext(
            "This sale takes %(most)s point at most, worth %(value)s.",
            "This sale takes %(most)s points at most, worth %(value)s.",
            can.most,
        )
        raise PointsUnusable(sentence % words, left=can.points, most=can.most)


def take(account: Account, points: int) -> Changed:
    """Inside the sale's transaction; ``write`` follows, with the sale's number."""
    return ledger.take(account.pk, points, kind=PointEntry.Kind.REDEEM)


def told(document: str, value: Decimal) -> Told:
    """What the entries of a redemption say: ``value`` is what it took off the total."""
    return Told(document=document, value=value)


def _why_none(rules: Programme, account: Account | None) -> str:
    if not rules.is_active:
        return _("The loyalty programme does not run: take the points off the sale.")
    return _("Only a customer who takes part can redeem points: enrol them, or take the points off the sale.")


def _too_little(rules: Programme, left: int) -> str:
    if left < max(rules.least_points, 1):
        return _("There are %(left)s points; at least %(least)s are redeemed at once.") % {
            "left": f"{left:,}",
            "least": f"{max(rules.least_points, 1):,}",
        }
    return _("This sale is too small to redeem points: they pay %(percent)s %% of the goods at most.") % {
        "percent": f"{rules.most_percent.normalize():f}"
    }
