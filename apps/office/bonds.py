"""What still binds a customer to the shop: goods promised or brought back, and money that the shop owes them."""

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from apps.core.fields import MoneyField
from apps.core.money import ZERO, format_money
from apps.credits.models import Credit
from apps.customers.models import Customer
from apps.office.refusals import StillBound
from apps.preorders.models import PreOrder
from apps.returns import queries as returns
from apps.returns.models import Return

State = PreOrder.State


def refuse(customer: Customer) -> None:
    """StillBound while a pre-order or a return is open, or a deposit or store credit is left, else lost."""
    _refuse_promised(customer)
    _refuse_brought_back(customer)
    _refuse_owed(customer)


def _refuse_promised(customer: Customer) -> None:
    mine = PreOrder.objects.filter(customer=customer)
    _refuse_any(
        mine.filter(state__in=(State.PENDING, State.ARRIVED)),
        _("%(name)s waits for %(number)s: hand it over or cancel it first."),
        customer,
    )
    _refuse_any(
        mine.filter(state=State.FULFILLED, delivered_at=None),
        _("%(number)s of %(name)s is paid, but not delivered yet: mark it as delivered first."),
        customer,
    )


def _refuse_brought_back(customer: Customer) -> None:
    _refuse_any(
        Return.objects.filter(Q(customer=customer) | Q(receipt__customer=customer), state__in=returns.OPEN),
        _("%(number)s of %(name)s is not finished: complete or reject the return first."),
        customer,
    )


def _refuse_owed(customer: Customer) -> None:
    left = Credit.objects.filter(customer=customer, left__gt=ZERO)
    deposits = left.filter(purpose=Credit.Purpose.DEPOSIT)
    _refuse_any(
        deposits,
        _("%(left)s of a deposit of %(name)s is left (%(document)s): give it back on the pre-order's page first."),
        customer,
        left=_sum(deposits),
        document=deposits.order_by("pk").values_list("document", flat=True).first(),
    )
    _refuse_any(
        left,
        _("%(name)s has %(left)s of store credit (%(number)s), which would be lost: let it be spent or void it first."),
        customer,
        left=_sum(left),
    )


def _refuse_any(rows: QuerySet[Any], sentence: str, customer: Customer, **words: Any) -> None:
    number = rows.order_by("pk").values_list("number", flat=True).first()
    if number is not None:
        raise StillBound(sentence % {"name": customer.name, "number": number, **words})


def _sum(credits: QuerySet[Credit]) -> str:
    sum_: Decimal | None = credits.aggregate(sum=Sum("left", output_field=MoneyField()))["sum"]
    return format_money(sum_ or ZERO)
