"""What is due on a receipt is paid later, in part or whole, never beyond."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.fields import amount
from apps.core.money import ZERO, format_money
from apps.core.refusals import InvalidInput
from apps.credits import ledger as credits
from apps.sales import payment, points, terms
from apps.sales.models import Receipt, Shift, Tender
from apps.sales.orders import TenderInput
from apps.sales.payment import Settlement
from apps.sales.refusals import KeyReused, NoOpenShift, NothingDue, TooMuchPaid


def pay(
    receipt: Receipt, tenders: Sequence[TenderInput], *, key: UUID, by: Actor, shift: Shift | None = None
) -> list[Tender]:
    """Take an instalment into ``shift``, by default the open one of the actor's register.

    The same key is one payment. Refuses more than is due (TooMuchPaid; cash gives change) and NothingDue.
    """
    try:
        return _pay(receipt, tenders, key, by, shift)
    except (IntegrityError, NothingDue, TooMuchPaid):
        first = paid_before(receipt, tenders, key)
        if not first:
            raise
        return first


def paid_before(receipt: Receipt, tenders: Sequence[TenderInput], key: UUID) -> list[Tender]:
    """The tenders that this key wrote before; KeyReused when they were others."""
    keys = [key_of(key, place) for place in range(len(tenders))]
    first = list(Tender.objects.filter(key__in=keys).order_by("pk"))
    same = [(row.receipt_id, row.method_id, row.handed_over, row.reference) for row in first]
    if first and same != [(receipt.pk, row.method_id, row.amount, row.reference) for row in tenders]:
        raise reused(first)
    return first


def key_of(key: UUID, place: int) -> UUID:
    """Of the tender at a place of the payment with this key."""
    return uuid5(key, str(place))


def reused(first: Sequence[Tender]) -> KeyReused:
    """The refusal of another payment under the key of ``first``."""
    return KeyReused(
        _("This payment was changed after it was taken (%(amount)s). Begin a new one.")
        % {"amount": format_money(_sum(first))}
    )


def change_of(tenders: Sequence[Tender]) -> Decimal:
    """What goes back of the cash that was handed over."""
    return sum((tender.handed_over - tender.amount for tender in tenders), ZERO)


def open_shift(shift: Shift | None, by: Actor) -> Shift:
    """The shift, by default that of the actor's register, locked until what is paid stands; NoOpenShift when closed."""
    wanted = {"pk": shift.pk} if shift else {"register_id": by.register_id, "closed_at": None}
    found = Shift.objects.select_for_update().filter(**wanted).first()
    if found is None or found.closed_at is not None:
        raise NoOpenShift(_("A payment needs an open shift: open one first."))
    return found


@transaction.atomic
def _pay(receipt: Receipt, tenders: Sequence[TenderInput], key: UUID, by: Actor, shift: Shift | None) -> list[Tender]:
    shift = open_shift(shift, by)
    if paid_before(receipt, tenders, key):
        raise NothingDue(_("This instalment was taken already."))
    settlement = _settled(receipt, tenders)
    paid = sum((row.amount for row in settlement.tenders), ZERO)
    if not Receipt.objects.filter(pk=receipt.pk, due__gte=paid).update(due=F("due") - amount(paid)):
        raise NothingDue(_("Somebody else took a payment for %(receipt)s: look again.") % {"receipt": receipt.number})
    if settlement.owed:
        owed = credits.take(settlement.owed, customer_id=receipt.customer_id, deposit_for=receipt.preorder)
        owed.write(document=receipt.number, by=by)
    written = Tender.objects.bulk_create(_tenders(receipt, shift, settlement, key, by))
    receipt.refresh_from_db(fields=["due"])
    points.settle(receipt, by=by)
    log.write(
        "sales.instalment",
        by=by,
        subject="receipt",
        key=receipt.pk,
        name=receipt.number,
        shop_id=shift.shop_id,
        paid=str(paid),
        due=str(receipt.due),
        shift=shift.number,
    )
    return written


def _settled(receipt: Receipt, tenders: Sequence[TenderInput]) -> Settlement:
    due = Receipt.objects.values_list("due", flat=True).get(pk=receipt.pk)
    if not due:
        raise NothingDue(_("Nothing is due on %(receipt)s.") % {"receipt": receipt.number})
    if not tenders:
        raise InvalidInput(_("Say what is paid, and how."), field="tenders")
    return payment.settle(due, tenders, terms.of(receipt.shop_id).methods)


def _tenders(receipt: Receipt, shift: Shift, settlement: Settlement, key: UUID, by: Actor) -> list[Tender]:
    return [
        Tender(
            receipt=receipt,
            shift=shift,
            key=key_of(key, place),
            method=row.method,
            method_name=row.method.name,
            amount=row.amount,
            handed_over=row.handed_over,
            reference=row.reference,
            state=Tender.State.AWAITED if row.method.awaits_confirmation else Tender.State.CONFIRMED,
            at=clock.now(),
            user_id=by.user_id,
            user_name=by.name,
        )
        for place, row in enumerate(settlement.tenders)
    ]


def _sum(tenders: Sequence[Tender]) -> Decimal:
    return sum((tender.amount for tender in tenders), ZERO)
