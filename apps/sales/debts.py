"""A customer pays what they owe, whatever receipts it stands on: the oldest debt first."""

from decimal import Decimal
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import ZERO, format_money
from apps.core.refusals import Conflict
from apps.customers.models import Customer
from apps.sales import ageing, instalments
from apps.sales.models import Shift, Tender
from apps.sales.orders import TenderInput
from apps.sales.refusals import NothingDue, TooMuchPaid

MOST_RECEIPTS = 500


def pay(customer: Customer, tender: TenderInput, *, key: UUID, by: Actor, shift: Shift) -> list[Tender]:
    """Spread a payment over all that the customer owes, into ``shift``. The same key is one payment.

    Refuses NothingDue, and more than is owed (TooMuchPaid): nothing is written then.
    """
    try:
        return _pay(customer, tender, key, by, shift)
    except (Conflict, IntegrityError, NothingDue, TooMuchPaid):
        first = _paid_before(key)
        if not first:
            raise
        return first


@transaction.atomic
def _pay(customer: Customer, tender: TenderInput, key: UUID, by: Actor, shift: Shift) -> list[Tender]:
    if _paid_before(key):
        raise Conflict(_("This payment was taken already."))
    receipts = ageing.open_receipts(customer.pk)[:MOST_RECEIPTS]
    owed = sum((receipt.due for receipt in receipts), ZERO)
    if not owed:
        raise NothingDue(_("%(name)s owes nothing.") % {"name": customer.name})
    if tender.amount > owed:
        words = {"name": customer.name, "owed": format_money(owed)}
        raise TooMuchPaid(_("%(name)s owes %(owed)s: take no more than that.") % words, open=str(owed))
    written: list[Tender] = []
    rest = tender.amount
    for place, receipt in enumerate(receipts):
        part = min(rest, receipt.due)
        if part:
            written += instalments.pay(receipt, [_part(tender, part)], key=_key(key, place), by=by, shift=shift)
            rest -= part
    return written


def _part(tender: TenderInput, amount: Decimal) -> TenderInput:
    return TenderInput(tender.method_id, amount, tender.reference)


def _key(key: UUID, place: int) -> UUID:
    return uuid5(key, f"debt {place}")


def _paid_before(key: UUID) -> list[Tender]:
    """What this key wrote before, as ``instalments`` makes keys of tenders."""
    keys = [uuid5(_key(key, place), "0") for place in range(MOST_RECEIPTS)]
    return list(Tender.objects.filter(key__in=keys).order_by("pk"))
