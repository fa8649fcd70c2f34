"""What is asked of pre-orders; nothing here writes."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.credits.models import Credit
from apps.preorders.models import PreOrder
from apps.stores.models import Shop

Shops = Iterable[Shop] | QuerySet[Shop]
State = PreOrder.State
OPEN = (State.PENDING, State.ARRIVED)


def overdue(shops: Shops, *, on: date) -> QuerySet[PreOrder]:
    """What should be here by now, the longest awaited first."""
    late = PreOrder.objects.filter(shop__in=shops, state=State.PENDING, expected_on__lt=on)
    return late.order_by("expected_on", "pk")


def deposits_of(preorder: PreOrder) -> QuerySet[Credit]:
    """What was left for it, in the order in which it was."""
    return Credit.objects.filter(document=preorder.number, purpose=Credit.Purpose.DEPOSIT).order_by("pk")


def held(preorder: PreOrder) -> Decimal:
    """What is left of its deposits."""
    return held_by([preorder.number]).get(preorder.number, ZERO)


def held_by(numbers: Collection[str]) -> dict[str, Decimal]:
    """What is left of the deposits of each; those without any are not in it."""
    deposits = Credit.objects.filter(document__in=numbers, purpose=Credit.Purpose.DEPOSIT, left__gt=ZERO)
    sums = deposits.order_by().values_list("document")
    return dict(sums.annotate(left=Sum("left", output_field=MoneyField())))


def totals(preorders: QuerySet[PreOrder], *, on: date) -> dict[str, Any]:
    """How many wait, how many are late, and what is owed to customers for them."""
    rows = PreOrder.objects.filter(pk__in=preorders.order_by().values("pk"))
    counted = rows.aggregate(
        pending=Count("pk", filter=Q(state=State.PENDING)),
        overdue=Count("pk", filter=Q(state=State.PENDING, expected_on__lt=on)),
        arrived=Count("pk", filter=Q(state=State.ARRIVED)),
        untold=Count("pk", filter=Q(state=State.ARRIVED, told_at=None)),
    )
    promised = rows.filter(state__in=OPEN).aggregate(
        sum=Sum(F("unit_price") * F("quantity"), output_field=MoneyField())
    )
    deposits = Credit.objects.filter(document__in=rows.values("number"), purpose=Credit.Purpose.DEPOSIT)
    owed = deposits.aggregate(sum=Sum("left", output_field=MoneyField()))
    return counted | {"promised": promised["sum"] or ZERO, "deposits": owed["sum"] or ZERO}


def at_till(shop_id: int, *, text: str = "", customer_id: int | None = None) -> QuerySet[PreOrder]:
    """The open ones of a shop, what has arrived first; found by number, name, phone or what was ordered."""
    rows = PreOrder.objects.filter(shop=shop_id, state__in=OPEN).select_related("customer", "product", "shop")
    if customer_id is not None:
        rows = rows.filter(customer=customer_id)
    for word in text.split()[:6]:
        named = Q(number__icontains=word) | Q(customer__name__icontains=word) | Q(what__icontains=word)
        rows = rows.filter(named | Q(customer__phone__icontains=word))
    return rows.order_by("state", "expected_on", "pk")
