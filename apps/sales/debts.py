"""A customer pays what they owe, whatever receipts it stands on: the oldest debt first."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import ZERO, format_money
from apps.core.refusals import Conflict, InvalidInput
from apps.customers.models import Customer
from apps.sales import ageing, instalments, payment, terms
from apps.sales.models import Receipt, Shift, Tender
from apps.sales.orders import TenderInput
from apps.sales.refusals import NothingDue, TooMuchPaid
from apps.stores.models import Shop

MOST_RECEIPTS = 500
Shops = Iterable[Shop] | QuerySet[Shop]


def pay(
    customer: Customer, tender: TenderInput, *, key: UUID, by: Actor, shift: Shift, shops: Shops | None = None
) -> list[Tender]:
    """Spread a payment over all that the customer owes (in ``shops``), into ``shift``. The same key is one payment.

    Refuses NothingDue, and more than is owed (TooMuchPaid; cash gives change): nothing is written then.
    """
    try:
        return _pay(customer, tender, key, by, shift, shops)
    except (Conflict, IntegrityError, TooMuchPaid):
        first = paid_before(customer, tender, key)
        if not first:
            raise
        return first


def paid_before(customer: Customer, tender: TenderInput, key: UUID) -> list[Tender]:
    """What this key wrote before; KeyReused when it was another payment."""
    first = list(Tender.objects.filter(key__in=keys_of(key)).select_related("receipt").order_by("pk"))
    how = {(row.receipt.customer_id, row.method_id, row.reference) for row in first}
    is_same = how == {(customer.pk, tender.method_id, tender.reference)}
    if first and not (is_same and sum((row.handed_over for row in first), ZERO) == tender.amount):
        raise instalments.reused(first)
    return first


def keys_of(key: UUID) -> list[UUID]:
    """Of the tenders that a payment with this key can write."""
    return [instalments.key_of(_key(key, place), 0) for place in range(MOST_RECEIPTS)]


@transaction.atomic
def _pay(
    customer: Customer, tender: TenderInput, key: UUID, by: Actor, shift: Shift, shops: Shops | None
) -> list[Tender]:
    if paid_before(customer, tender, key):
        raise Conflict(_("This payment was taken already."))
    receipts = ageing.open_receipts(customer.pk, shops)[:MOST_RECEIPTS]
    _refuse_beyond(customer, receipts, tender, shift, is_all=shops is None)
    written: list[Tender] = []
    rest = tender.amount
    for place, receipt in enumerate(receipts):
        part = min(rest, receipt.due)
        if part:
            handed = rest if receipt is receipts[-1] else part  # what is left of the cash is change
            one = replace(tender, amount=handed)
            paid = instalments.pay(receipt, [one], key=_key(key, place), by=by, shift=shift)
            _refuse_less(receipt, part, paid)
            written += paid
            rest -= part
    return written


def _refuse_beyond(
    customer: Customer, receipts: list[Receipt], tender: TenderInput, shift: Shift, *, is_all: bool
) -> None:
    if tender.amount <= 0:
        raise InvalidInput(_("Say how much is paid."), field="amount")
    owed = sum((receipt.due for receipt in receipts), ZERO)
    if not owed:
        here = _("%(name)s owes nothing in your shops: name the receipt that is paid.")
        raise NothingDue((_("%(name)s owes nothing.") if is_all else here) % {"name": customer.name})
    _cash, otherwise = payment.cash_and_rest([tender], terms.of(shift.shop_id).methods)
    if otherwise > owed:
        words = {"name": customer.name, "owed": format_money(owed)}
        raise TooMuchPaid(_("%(name)s owes %(owed)s: take no more than that.") % words, open=str(owed))


def _refuse_less(receipt: Receipt, part: Decimal, paid: list[Tender]) -> None:
    """Cash beyond what is due by now would go back as change, though the next receipt is still owed."""
    if sum((row.amount for row in paid), ZERO) != part:
        raise NothingDue(_("Somebody else took a payment for %(receipt)s: look again.") % {"receipt": receipt.number})


def _key(key: UUID, place: int) -> UUID:
    return uuid5(key, f"debt {place}")
