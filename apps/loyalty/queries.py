"""Reads of loyalty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from apps.core import clock
from apps.core.fields import MoneyField
from apps.loyalty.accounts import spend_from
from apps.loyalty.models import Account, PointEntry, PointLot, Tier

Kind = PointEntry.Kind


@dataclass(frozen=True, slots=True)
class OfDocument:
    """What a document did with points, and how many the customer had after it."""

    earned: int
    redeemed: int
    balance: int

    @classmethod
    def told(cls, entries: Iterable[PointEntry]) -> "OfDocument | None":
        """From entries of the document that are at hand, in their order."""
        rows = list(entries)
        if not rows:
            return None
        earned = sum(row.points for row in rows if row.kind == Kind.EARN)
        redeemed = -sum(row.points for row in rows if row.kind == Kind.REDEEM)
        return cls(earned, redeemed, rows[-1].balance)


def of_document(number: str) -> OfDocument | None:
    """As it was when the document was written or settled; ``None`` when it moved no points."""
    return OfDocument.told(PointEntry.objects.filter(document=number, restores="").order_by("pk"))


def with_spend(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """With ``spend_12``, what counts for the tier today, and ``good_until``, the day on which the next points end."""
    counted = PointEntry.objects.filter(account=OuterRef("pk"), spent_on__gt=spend_from(clock.today()))
    spend = counted.order_by().values("account").annotate(sum=Sum("spend", output_field=MoneyField())).values("sum")
    lots = PointLot.objects.filter(account=OuterRef("pk"), left__gt=0, expires_on__gte=clock.today())
    ends = lots.order_by("expires_on").values("expires_on")[:1]
    return accounts.annotate(spend_12=Subquery(spend, output_field=MoneyField()), good_until=Subquery(ends))


def next_tier(account: Account) -> Tier | None:
    """The tier above the customer's own."""
    above = Q(least_spend__gt=account.tier.least_spend) if account.tier else Q()
    return Tier.objects.filter(above).order_by("least_spend").first()


def ending_first(account: Account) -> tuple[int, date] | None:
    """How many points end on the next day on which any do."""
    today = clock.today()
    lots = PointLot.objects.filter(account=account, left__gt=0, expires_on__gte=today)
    row = lots.order_by("expires_on").values("expires_on").annotate(sum=Sum("left")).order_by("expires_on").first()
    return (int(row["sum"]), row["expires_on"]) if row and row["expires_on"] else None


def accounts_of(customer_ids: Iterable[int]) -> dict[int, Account]:
    """The accounts of these customers, by customer, with ``usable``: the points that are good today."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today())
    lots = PointLot.objects.filter(good, account=OuterRef("pk")).order_by().values("account")
    usable = Subquery(lots.annotate(sum=Sum("left")).values("sum"))
    found = Account.objects.select_related("tier").filter(customer__in=list(customer_ids)).annotate(usable=usable)
    return {account.customer_id: account for account in found}


def with_members(tiers: QuerySet[Tier]) -> QuerySet[Tier]:
    """With ``member_count``."""
    return tiers.annotate(member_count=Count("accounts"))
