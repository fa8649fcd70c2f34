"""What a receipt earned goes when it is due again, such as after a transfer that never came, and comes back once it is
paid.

Points that are spent already stay, with the spend that they stand for: they are not earned a second time, and when the
goods come back they go as those of any return. What comes back counts for the tier on the day of its payment.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import money
from apps.loyalty import ledger, programme, reversal
from apps.loyalty.ledger import Told
from apps.loyalty.models import PointEntry


def suspend(document: str, *, by: Actor) -> None:
    """Take what it earned and is there; nothing when it earned nothing."""
    story = reversal.story_of(document)
    if story is None or story.spent_on is None or not story.standing:
        return
    wanted = story.points_of(story.standing, undone=story.spend_back)
    taken = ledger.take_back(story.account_id, wanted, earned_at=document)
    went = -taken.points
    spend = story.standing if went == wanted else money(story.standing * went / wanted)
    if spend:
        told = Told(document, document, spend=-spend, spent_on=story.spent_on, note=_("Due again"))
        taken.write(told, by=by)


def resume(document: str, spend: Decimal, *, by: Actor) -> None:
    """It is paid: what was suspended of ``spend``, what goods that were not returned cost, is earned again."""
    story = reversal.story_of(document)
    again = min(spend - story.standing, story.suspended) if story else Decimal(0)
    if story is None or again <= 0:
        return
    points = story.points_of(again, undone=story.spend_back - again)
    expires_on = programme.last_day(programme.current(), clock.today())
    back = ledger.add(story.account_id, points, kind=PointEntry.Kind.GIVE_BACK, expires_on=expires_on)
    back.write(Told(document, spend=again, note=_("Paid after it was due again")), by=by)
