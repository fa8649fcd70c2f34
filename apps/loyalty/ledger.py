"""Points change by entries of their lots and never go below zero. This module is the only writer of accounts' points,
lots and entries.

Every change updates the account's row first, which holds it until the act is done: what is read of the lots after
that is nobody else's. What ends first is spent first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO, share
from apps.loyalty.models import Account, PointEntry, PointLot
from apps.loyalty.refusals import PointsUnusable

Kind = PointEntry.Kind
AT_ONCE = 500  # keys in one statement; a database takes 2,000 parameters at most
Part = tuple[PointLot, int]
END_FIRST = (F("expires_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class Told:
    """What entries say besides their points; ``spend`` and ``value`` have the sign of what they do."""

    document: str = ""
    restores: str = ""
    spend: Decimal = ZERO
    value: Decimal = ZERO
    spent_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """Points that were added to lots (negative: taken), and the balance after them; to be written down.

    ``fresh`` are new points, whose lot is written with their entry.
    """

    account_id: int
    kind: PointEntry.Kind
    balance: int
    parts: Sequence[Part] = ()
    fresh: int = 0
    expires_on: date | None = None

    @property
    def points(self) -> int:
        return sum(points for _lot, points in self.parts) + self.fresh

    def write(self, told: Told, *, by: Actor) -> list[PointEntry]:
        """The entries, oldest lot first; one without a lot when no points moved."""
        rows: list[tuple[PointLot | None, int]] = [*self.parts]
        if self.fresh:
            rows.append((_lot(self, told), self.fresh))
        return PointEntry.objects.bulk_create(_entries(self, rows or [(None, 0)], told, by))


def take(account_id: int, points: int, *, kind: PointEntry.Kind) -> Changed:
    """Take exactly so many points that are good today, what ends first before the rest; ``write`` follows.

    PointsUnusable when there are fewer, saying how many there are.
    """
    if not _lower(account_id, points):
        raise _too_few(account_id)
    parts = _oldest_first(usable_lots(account_id), points)
    if sum(taken for _lot, taken in parts) != points:
        raise _too_few(account_id)
    _lower_lots(parts)
    return Changed(account_id, kind, _balance(account_id), [(lot, -taken) for lot, taken in parts])


def take_back(account_id: int, points: int, *, earned_at: str) -> Changed:
    """Take up to so many points, those that a document earned before others, expired or not; ``write`` follows."""
    _hold(account_id)
    lots = PointLot.objects.filter(account_id=account_id, left__gt=0)
    own, others = lots.filter(document=earned_at), lots.exclude(document=earned_at)
    parts = _oldest_first(own, points)
    parts += _oldest_first(others, points - sum(taken for _lot, taken in parts))
    taken = sum(taken for _lot, taken in parts)
    if taken and not _lower(account_id, taken):
        raise _too_few(account_id)
    _lower_lots(parts)
    return Changed(account_id, Kind.TAKE_BACK, _balance(account_id), [(lot, -taken) for lot, taken in parts])


def add(account_id: int, points: int, *, kind: PointEntry.Kind, expires_on: date | None) -> Changed:
    """New points (0 or more), good until ``expires_on``; ``write`` follows."""
    Account.objects.filter(pk=account_id).update(points=F("points") + points)
    return Changed(account_id, kind, _balance(account_id), fresh=points, expires_on=expires_on)


def give_back(account_id: int, spent_at: str, points: int, *, expires_on: date | None) -> Changed:
    """Return so many of the points that ``spent_at`` took, to their lots, what was taken last first; ``write`` follows.

    What has ended meanwhile comes back as new points, good until ``expires_on``.
    """
    _hold(account_id)
    parts, fresh, rest = [], 0, points
    for lot, held in reversed(_held_of_lots(spent_at)):
        part = min(rest, held)
        rest -= part
        if part and lot.expires_on is not None and lot.expires_on < clock.today():
            fresh += part
        elif part:
            parts.append((lot, part))
            PointLot.objects.filter(pk=lot.pk).update(left=F("left") + part)
    back = points - rest
    Account.objects.filter(pk=account_id).update(points=F("points") + back)
    return Changed(account_id, Kind.GIVE_BACK, _balance(account_id), parts, fresh, expires_on)


def end(account_id: int, *, before: date | None = None) -> Changed | None:
    """Take what is left of lots whose last day was before a day, or of all that is left; ``None`` when nothing is."""
    _hold(account_id)
    due = Q(expires_on__lt=before) if before else Q()
    lots = list(PointLot.objects.filter(due, account_id=account_id, left__gt=0))
    if not lots:
        return None
    parts = [(lot, lot.left) for lot in lots]
    if not _lower(account_id, sum(lot.left for lot in lots)):
        raise _too_few(account_id)
    _lower_lots(parts)
    return Changed(account_id, Kind.EXPIRE, _balance(account_id), [(lot, -taken) for lot, taken in parts])


def merge(stays: int, goes: int, *, note: str, by: Actor) -> None:
    """Two accounts, by key, become the first: lots and entries name it from now on, and an entry says so."""
    for account_id in sorted((stays, goes)):
        _hold(account_id)
    points = _balance(goes)
    for table in (PointLot, PointEntry):
        table._default_manager.filter(account_id=goes).update(account_id=stays)
    Account.objects.filter(pk=goes).delete()
    Account.objects.filter(pk=stays).update(points=F("points") + points)
    Changed(stays, Kind.ADJUST, _balance(stays)).write(Told(note=note), by=by)


def usable_lots(account_id: int) -> QuerySet[PointLot]:
    """What can be spent today, what ends first first."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today())
    return PointLot.objects.filter(good, account_id=account_id, left__gt=0)


def usable(account_id: int) -> int:
    """How many points can be spent today."""
    return int(usable_lots(account_id).order_by().aggregate(sum=Sum("left"))["sum"] or 0)


def _hold(account_id: int) -> None:
    """Nobody else changes the account or its lots until the act is done."""
    Account.objects.filter(pk=account_id).update(points=F("points"))


def _lower(account_id: int, points: int) -> bool:
    enough = Account.objects.filter(pk=account_id, points__gte=points)
    return bool(enough.update(points=F("points") - points))


def _oldest_first(lots: QuerySet[PointLot], wanted: int) -> list[Part]:
    """What of which lot makes up so many points, or all there are."""
    parts: list[Part] = []
    for lot in lots.order_by(*END_FIRST) if wanted > 0 else ():
        parts.append((lot, min(lot.left, wanted)))
        wanted -= parts[-1][1]
        if not wanted:
            break
    return parts


def _lower_lots(parts: Sequence[Part]) -> None:
    """All but the last lot of a row are emptied whole, in few statements however many there are."""
    emptied = [lot.pk for lot, taken in parts if taken == lot.left]
    for start in range(0, len(emptied), AT_ONCE):
        PointLot.objects.filter(pk__in=emptied[start : start + AT_ONCE]).update(left=0)
    for lot, taken in parts:
        if taken != lot.left and not PointLot.objects.filter(pk=lot.pk, left__gte=taken).update(left=F("left") - taken):
            raise _too_few(lot.account_id)


def _held_of_lots(spent_at: str) -> list[Part]:
    """What a document still holds of each lot, in the order in which it took from them."""
    held: dict[PointLot, int] = {}
    entries = PointEntry.objects.filter(
        Q(kind=Kind.REDEEM, document=spent_at) | Q(kind=Kind.GIVE_BACK, restores=spent_at), lot__isnull=False
    )
    fresh = 0
    for entry in entries.select_related("lot").order_by("pk"):
        if entry.lot is None or (entry.kind == Kind.GIVE_BACK and entry.lot not in held):
            fresh += entry.points  # came back as new points
        else:
            held[entry.lot] = held.get(entry.lot, 0) - entry.points
    return [(lot, points) for lot, points in _less(held.items(), fresh) if points > 0]


def _less(held: Iterable[Part], fresh: int) -> Iterable[Part]:
    """Without what came back as new points, which is taken off what was spent last."""
    rows = list(held)
    for place in range(len(rows) - 1, -1, -1):
        lot, points = rows[place]
        part = min(points, fresh)
        rows[place], fresh = (lot, points - part), fresh - part
    return rows


def _balance(account_id: int) -> int:
    return Account.objects.values_list("points", flat=True).get(pk=account_id)


def _lot(changed: Changed, told: Told) -> PointLot:
    return PointLot.objects.create(
        account_id=changed.account_id,
        points=changed.fresh,
        left=changed.fresh,
        expires_on=changed.expires_on,
        document=told.document,
        at=clock.now(),
    )


def _entries(
    changed: Changed, rows: Sequence[tuple[PointLot | None, int]], told: Told, by: Actor
) -> Iterable[PointEntry]:
    """A document's spend stands on the first entry; its value is shared over them, so that the parts add up."""
    weights = [Decimal(abs(points)) for _lot, points in rows]
    values = share(told.value, weights if any(weights) else [Decimal(1) for _row in rows])
    balance = changed.balance - changed.points
    for place, ((lot, points), value) in enumerate(zip(rows, values, strict=True)):
        balance += points
        yield PointEntry(
            account_id=changed.account_id,
            lot=lot,
            kind=changed.kind,
            points=points,
            balance=balance,
            document=told.document,
            restores=told.restores,
            spend=ZERO if place else told.spend,
            value=value,
            spent_on=told.spent_on or clock.today(),
            note=told.note[:200],
            at=clock.now(),
            user_id=by.user_id,
            user_name=by.name,
        )


def _too_few(account_id: int) -> PointsUnusable:
    left = usable(account_id)
    name = Account.objects.values_list("customer__name", flat=True).get(pk=account_id)
    sentence = ngettext(
        "%(name)s has only %(left)s point to spend: take fewer.",
        "%(name)s has only %(left)s points to spend: take fewer.",
        left,
    )
    if not left:
        sentence = _("%(name)s has no points to spend: take them off the sale.")
    return PointsUnusable(sentence % {"name": name, "left": f"{left:,}"}, left=left)
