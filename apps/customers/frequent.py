"""Who buys often is a frequent customer, by the company's rule; what somebody said by hand holds against it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import changes, clock, history
from apps.core.actor import Actor
from apps.customers.models import Customer
from apps.stores import company

PORTION = 500


def follow_rule(*, by: Actor) -> int:
    """Mark who became frequent and who is no longer; how many changed. Without a rule nothing changes."""
    settings = company.current()
    if not settings.frequent_receipts:
        return 0
    since = clock.today() - timedelta(days=settings.frequent_days - 1)
    bought = Q(receipts__business_date__gte=since, receipts__void=None, receipts__kind="sale")
    counted = _left_to_the_rule().annotate(bought=Count("receipts", filter=bought))
    risen = counted.filter(is_frequent=False, bought__gte=settings.frequent_receipts)
    fallen = counted.filter(is_frequent=True, bought__lt=settings.frequent_receipts)
    return _mark(risen, True, by) + _mark(fallen, False, by)


def _left_to_the_rule() -> QuerySet[Customer]:
    return Customer.objects.filter(frequent_by_hand="", forgotten_at=None)


def _mark(whom: QuerySet[Customer], is_frequent: bool, by: Actor) -> int:
    keys = sorted(whom.order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), PORTION):
        _mark_portion(keys[start : start + PORTION], is_frequent, by)
    return len(keys)


@transaction.atomic
def _mark_portion(keys: list[int], is_frequent: bool, by: Actor) -> None:
    """Whoever got somebody's word in the meantime is left out."""
    rows = list(_left_to_the_rule().select_for_update().filter(pk__in=keys).order_by("pk"))
    for row in rows:
        row.is_frequent = is_frequent
        history.sign(row, by=by, reason=_("By the company's rule"))
        row.save(update_fields=["is_frequent"])
    changes.record(changes.CUSTOMER, [row.pk for row in rows])
    act = "customers.became_frequent" if is_frequent else "customers.no_longer_frequent"
    if rows:
        log.write(act, by=by, subject="customer", key=rows[0].pk, customers=[row.pk for row in rows])
