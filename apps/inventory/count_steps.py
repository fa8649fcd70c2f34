"""What the steps of a count share: who took them is written down, and goods are in one open count at a time."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.inventory.levels import End
from apps.inventory.models import CountLine, CountStep, StockCount

Kind = CountStep.Kind
ACTS = {
    Kind.STARTED: "inventory.start_count",
    Kind.COUNTED: "inventory.finish_count",
    Kind.RECOUNT: "inventory.count_again",
    Kind.APPROVED: "inventory.approve_count",
    Kind.COMPLETED: "inventory.complete_count",
    Kind.CANCELLED: "inventory.cancel_count",
}


class CountedAlready(Conflict):
    """Another open count holds the same goods."""

    code = "counted_already"


def note(count: StockCount, kind: CountStep.Kind, by: Actor, *, pieces: int = 0, note: str = "") -> None:
    CountStep.objects.create(
        count=count,
        kind=kind,
        at=clock.now(),
        user_id=by.user_id,
        user_name=by.name,
        pieces=pieces,
        note=note[:200],
    )
    log.write(ACTS[kind], by=by, subject="stockcount", key=count.pk, name=count.number, shop_id=count.shop_id,
              where=count.where, pieces=pieces, note=note, is_self_approved=count.is_self_approved)  # fmt: skip


def close(count: StockCount) -> None:
    """Its goods may be counted by another from now on."""
    count.lines.update(is_open=False)


def counted_already(ends: Iterable[End]) -> CountedAlready:
    """The refusal that names the open count which holds one of these products at these places."""
    wanted = set(ends)
    held = CountLine.objects.filter(is_open=True, place__in={place for _product, place in wanted})
    found = held.values_list("product_id", "place_id", "count__number")
    number = next((number for product, place, number in found.iterator() if (product, place) in wanted), "")
    return CountedAlready(
        _("%(count)s counts the same goods: finish or cancel it first.") % {"count": number or _("Another count")}
    )
