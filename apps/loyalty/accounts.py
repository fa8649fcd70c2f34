"""A customer takes part from the day on which somebody enrols them, and stands in the tier of what they spend."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import changes, clock
from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.customers.models import Customer
from apps.loyalty import ledger, programme
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account, PointEntry, Tier
from apps.loyalty.refusals import AlreadyEnrolled, PointsUnusable

TIER_MONTHS = 12


def enrol(customer: Customer, *, by: Actor) -> Account:
    """Refuses AlreadyEnrolled, and PointsUnusable while no programme runs."""
    try:
        return _enrol(customer, by)
    except IntegrityError:
        raise _already(customer) from None


@transaction.atomic
def _enrol(customer: Customer, by: Actor) -> Account:
    if not programme.current().is_active:
        raise PointsUnusable(_("The loyalty programme does not run: an MD switches it on in the back office."))
    if Account.objects.filter(customer=customer).exists():
        raise _already(customer)
    tier = tier_for(list(Tier.objects.order_by("least_spend")), ZERO)
    account = Account.objects.create(
        customer=customer,
        tier=tier,
        tier_since=clock.today() if tier else None,
        enrolled_at=clock.now(),
        enrolled_by_name=by.name,
    )
    changes.record(changes.CUSTOMER, [customer.pk])
    log.write("loyalty.enrol", by=by, subject="customer", key=customer.pk, sealed={"name": customer.name})
    return account


@transaction.atomic
def merge(stays: int, goes: int, *, by: Actor) -> None:
    """The account of the customer ``goes`` becomes that of ``stays`` (both by key), who may have one already.

    Of two accounts the better tier and the earlier day of enrolment stay, until the night reckons the tier anew.
    """
    kept, gone = of(stays), of(goes)
    if gone is None:
        return
    if kept is None:
        Account.objects.filter(pk=gone.pk).update(customer_id=stays)
        return
    note = _("The points of two customers who are one person")
    ledger.merge(kept.pk, gone.pk, note=note, by=by)
    better, first = max(gone, kept, key=_standing), min(kept, gone, key=lambda account: account.enrolled_at)
    Account.objects.filter(pk=kept.pk).update(
        tier=better.tier,
        tier_since=better.tier_since,
        enrolled_at=first.enrolled_at,
        enrolled_by_name=first.enrolled_by_name,
    )
    kept.refresh_from_db()
    log.write("loyalty.merge", by=by, subject="customer", key=stays, sealed={"name": kept.customer.name},
              merged=goes, points=gone.points, balance=kept.points)  # fmt: skip


@transaction.atomic
def close(customer_id: int, *, by: Actor) -> int:
    """The points of somebody whom the shop forgets end today; how many."""
    account = of(customer_id)
    if account is None:
        return 0
    ended = ledger.end(account.pk)
    if ended is None:
        return 0
    ended.write(Told(note=_("Forgotten")), by=by)
    log.write("loyalty.expire", by=by, subject="customer", key=customer_id, points=-ended.points, balance=ended.balance)
    return -ended.points


def of(customer_id: int | None) -> Account | None:
    """The customer's account with its tier, if they take part."""
    if customer_id is None:
        return None
    return Account.objects.select_related("tier").filter(customer_id=customer_id).first()


def spend_from(today: date) -> date:
    """The first day whose spend counts for a tier today."""
    return programme.months_later(today, -TIER_MONTHS)


def place_in_tiers(*, by: Actor) -> int:
    """Put every account where its spend of the last twelve months belongs; how many moved."""
    tiers = list(Tier.objects.order_by("least_spend"))
    counted = PointEntry.objects.filter(spent_on__gt=spend_from(clock.today())).order_by()
    spends = dict(counted.values_list("account").annotate(sum=Sum("spend", output_field=MoneyField())))
    moved = 0
    for account in Account.objects.select_related("tier", "customer").order_by("pk").iterator(500):
        moved += _place(account, tier_for(tiers, spends.get(account.pk) or ZERO), by)
    return moved


def tier_for(tiers: list[Tier], spend: Decimal) -> Tier | None:
    """The highest whose least spend is reached; ``tiers`` stand in the order of theirs."""
    reached = [tier for tier in tiers if tier.least_spend <= spend]
    return reached[-1] if reached else None


@transaction.atomic
def _place(account: Account, tier: Tier | None, by: Actor) -> bool:
    if account.tier == tier:
        return False
    before = account.tier
    there = {"tier": before} if before else {"tier__isnull": True}
    if not Account.objects.filter(pk=account.pk, **there).update(tier=tier, tier_since=clock.today() if tier else None):
        return False
    log.write(
        "loyalty.tier",
        by=by,
        subject="customer",
        key=account.customer_id,
        sealed={"name": account.customer.name},
        before=str(before or ""),
        after=str(tier or ""),
    )
    return True


def _standing(account: Account) -> Decimal:
    """By what a tier asks for, for comparing; below all without one."""
    return account.tier.least_spend if account.tier else Decimal(-1)


def _already(customer: Customer) -> AlreadyEnrolled:
    return AlreadyEnrolled(_("%(name)s takes part already.") % {"name": customer.name}, customer_id=customer.pk)
