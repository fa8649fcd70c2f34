"""What was odd about cash that moved stays to be looked at until somebody answers for it."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.sales import resolutions
from apps.sales.models import CashMove
from apps.users import reach, second_person

RIGHT = "sales.change_cashmove"


@transaction.atomic
def resolve(move: CashMove, *, by: Actor, resolution: str) -> CashMove:
    """Say what came of it; what is wrong with the cash itself is put right by a movement of its own.

    Refuses a movement of which nothing was odd, an empty answer, a second one, and one's own while somebody else could.
    """
    reach.refuse_beyond(by, move.shift.shop)
    if not move.doubt:
        raise InvalidInput(_("Nothing was odd about this movement: there is nothing to answer."))
    is_own = second_person.refuse_own(by, right=RIGHT, did=_who_moved(move), shop=move.shift.shop)
    resolutions.answer(CashMove.objects.filter(pk=move.pk), resolution, by=by)
    move.refresh_from_db()
    log.write(
        "sales.resolve_cash_move",
        by=by,
        subject="shift",
        key=move.shift_id,
        name=move.shift.number,
        shop_id=move.shift.shop_id,
        amount=str(move.amount),
        reason=move.reason,
        doubt=move.doubt,
        resolution=move.resolution,
        own=is_own,
    )
    return move


def _who_moved(move: CashMove) -> list[int]:
    return [move.user_id] if move.user_id else []
