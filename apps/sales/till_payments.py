"""A debt is paid at a till: the payment, its slip and the opening drawer are one act, and one key is one payment."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core.actor import Actor
from apps.core.refusals import NotFound
from apps.customers.models import Customer
from apps.printing import jobs
from apps.printing.models import PrintJob, Task
from apps.sales import debts, instalments, payment_slips
from apps.sales.models import Receipt, Shift, Tender
from apps.sales.orders import TenderInput
from apps.stores.models import Shop


@dataclass(frozen=True, slots=True)
class OneReceipt:
    receipt: Receipt

    def pay(self, tender: TenderInput, *, key: UUID, by: Actor, shift: Shift) -> list[Tender]:
        return instalments.pay(self.receipt, [tender], key=key, by=by, shift=shift)

    def paid_before(self, tender: TenderInput, key: UUID) -> list[Tender]:
        return instalments.paid_before(self.receipt, [tender], key)


@dataclass(frozen=True, slots=True)
class WholeDebt:
    """What a customer owes in these shops."""

    customer: Customer
    shops: Iterable[Shop] | QuerySet[Shop]

    def pay(self, tender: TenderInput, *, key: UUID, by: Actor, shift: Shift) -> list[Tender]:
        return debts.pay(self.customer, tender, key=key, by=by, shift=shift, shops=self.shops)

    def paid_before(self, tender: TenderInput, key: UUID) -> list[Tender]:
        return debts.paid_before(self.customer, tender, key)


Debt = OneReceipt | WholeDebt


def take(debt: Debt, tender: TenderInput, *, key: UUID, by: Actor) -> list[Tender]:
    """Into the open shift of the actor's register. The same key answers what it took, though the shift is closed since.

    Refuses what ``instalments.pay`` and ``debts.pay`` refuse, and another payment under the same key (KeyReused).
    """
    return _taken(debt, tender, key) or _take(debt, tender, key, by)


@transaction.atomic
def print_again(key: UUID, *, by: Actor, shop: Shop) -> PrintJob:
    """The slip of a payment once more, marked COPY, with what is due by now."""
    paid = paid_with(key)
    if not paid:
        raise NotFound(_("This payment is not known here: print the receipt again instead."))
    job = jobs.queue(payment_slips.slip(paid, copy=True), task=Task.RECEIPT, shop=shop, by=by)
    log.write("sales.print_payment", by=by, subject="receipt", key=paid[0].receipt_id, name=paid[0].receipt.number,
              shop_id=shop.pk)  # fmt: skip
    return job


def paid_with(key: UUID) -> list[Tender]:
    """What a payment of either kind wrote."""
    keys = [instalments.key_of(key, 0), *debts.keys_of(key)]
    return list(Tender.objects.filter(key__in=keys).select_related("receipt__shop", "method", "shift").order_by("pk"))


@transaction.atomic
def _take(debt: Debt, tender: TenderInput, key: UUID, by: Actor) -> list[Tender]:
    """The shift is locked first, so that of two presses the second sees what the first one took, and prints nothing."""
    shift = instalments.open_shift(None, by)
    first = _taken(debt, tender, key)
    if first:
        return first
    debt.pay(tender, key=key, by=by, shift=shift)
    paid = paid_with(key)
    jobs.queue(payment_slips.slip(paid), task=Task.RECEIPT, shop=shift.shop, by=by)
    return paid


def _taken(debt: Debt, tender: TenderInput, key: UUID) -> list[Tender]:
    """What this key took before; KeyReused when that was something else."""
    first = paid_with(key)
    if first and not debt.paid_before(tender, key):
        raise instalments.reused(first)
    return first
