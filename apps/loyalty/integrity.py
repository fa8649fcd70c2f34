"""Points are in order when each lot is the sum of its entries, each account the sum of its lots, none earned twice."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from apps.loyalty.models import Account, PointEntry, PointLot


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    return [*_lots_beside_entries(), *_accounts_beside_lots(), *_accounts_beside_last_balance(), *_earned_twice()]


def _lots_beside_entries() -> Iterator[str]:
    made = _sum(PointEntry.objects.filter(lot=OuterRef("pk")), "lot", "points")
    for lot in PointLot.objects.annotate(made=made).select_related("account__customer").order_by("pk"):
        if lot.left != (lot.made or 0):
            words = {"name": lot.account, "lot": lot.pk, "left": lot.left, "made": lot.made or 0}
            yield _("%(name)s: lot %(lot)s has %(left)s points left, its entries make %(made)s") % words


def _accounts_beside_lots() -> Iterator[str]:
    lots = _sum(PointLot.objects.filter(account=OuterRef("pk")), "account", "left")
    entries = _sum(PointEntry.objects.filter(account=OuterRef("pk")), "account", "points")
    for account in Account.objects.annotate(lots_=lots, made=entries).select_related("customer").order_by("pk"):
        for source, found in ((_("lots"), account.lots_ or 0), (_("entries"), account.made or 0)):
            if account.points != found:
                words = {"name": account, "points": account.points, "source": source, "found": found}
                yield _("%(name)s has %(points)s points, their %(source)s make %(found)s") % words


def _accounts_beside_last_balance() -> Iterator[str]:
    last = PointEntry.objects.filter(account=OuterRef("pk")).order_by("-pk").values("balance")[:1]
    for account in Account.objects.annotate(last=Subquery(last)).select_related("customer").order_by("pk"):
        if account.points != (account.last or 0):
            words = {"name": account, "points": account.points, "last": account.last or 0}
            yield _("%(name)s has %(points)s points, the last entry says %(last)s") % words


def _earned_twice() -> Iterator[str]:
    earned = PointEntry.objects.filter(kind=PointEntry.Kind.EARN).order_by().values("document")
    for row in earned.annotate(times=Count("pk")).filter(times__gt=1):
        yield _("%(document)s earned points %(times)s times") % row


def _sum(rows: QuerySet[Any], by: str, column: str) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(sum=Sum(column)).values("sum"))
