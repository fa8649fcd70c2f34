"""Pre-orders are in order when each keeps its pieces and its money as its state says, and no number is missing."""

from collections import Counter as Tally
from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.core.models import Counter
from apps.core.money import ZERO, format_money
from apps.credits.models import Credit
from apps.inventory.models import Reservation
from apps.preorders.models import PreOrder

State = PreOrder.State


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    return [*_pieces_beside_state(), *_deposits_beside_state(), *_gaps()]


def _pieces_beside_state() -> Iterator[str]:
    """What has arrived is kept whole, nothing else keeps anything."""
    kept: Tally[str] = Tally()
    for document, pieces in Reservation.objects.filter(ended_at=None).values_list("document", "quantity"):
        kept[document] += pieces
    for preorder in PreOrder.objects.order_by("pk"):
        wanted = preorder.quantity if preorder.state == State.ARRIVED else 0
        if kept[preorder.number] != wanted:
            words = {"number": preorder, "kept": kept[preorder.number], "wanted": wanted}
            yield _("%(number)s keeps %(kept)s pieces, it should keep %(wanted)s") % words


def _deposits_beside_state() -> Iterator[str]:
    """Nobody's money lies with what was cancelled."""
    cancelled = PreOrder.objects.filter(state=State.CANCELLED).values("number")
    deposits = Credit.objects.filter(document__in=cancelled, purpose=Credit.Purpose.DEPOSIT, left__gt=ZERO)
    for deposit in deposits.order_by("pk"):
        words = {"number": deposit.document, "left": format_money(deposit.left)}
        yield _("%(number)s is cancelled, and %(left)s of its deposit is left") % words


def _gaps() -> Iterator[str]:
    """Every month's numbers run from 1 to its counter without a gap."""
    drawn = dict(Counter.objects.filter(series__startswith="PRE-").values_list("series", "value"))
    found = Tally(number.rpartition("-")[0] for number in PreOrder.objects.values_list("number", flat=True))
    for series in sorted(drawn.keys() | found.keys()):
        if drawn.get(series, 0) != found[series]:
            yield f"{series}: {found[series]} documents, {drawn.get(series, 0)} numbers drawn"
