"""A void undoes a whole sale within its open shift: goods, tenders and debt go back, the number stays."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.audit import log, personal
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import InvalidInput
from apps.credits import ledger as credits
from apps.inventory import ledger
from apps.inventory.ledger import Move
from apps.inventory.models import StockMove
from apps.loyalty import reversal
from apps.loyalty.reversal import Reversed
from apps.sales import allowances, terms
from apps.sales.models import Receipt, ReceiptLine, Shift, Tender, Void
from apps.sales.orders import ApprovalInput
from apps.sales.refusals import AlreadyVoid, DepositKept, NoOpenShift, ReturnedAlready, WrongRegister
from apps.stores.models import PaymentMethod

ACTION = "void"


def void(
    receipt: Receipt, *, by: Actor, reason: str, approval: ApprovalInput | None = None, preorder: str = ""
) -> Void:
    """Refuses without a reason, outside the sale's open shift, twice, and without the right or an approval
    (for the action ``void``, its subject the receipt's number).

    ``preorder`` names the pre-order that the caller opens again with it; refuses DepositKept for a deposit, and for
    what was picked up as a pre-order that nobody opens.
    """
    _refuse_promised(receipt, preorder)
    if not reason.strip():
        raise InvalidInput(_("Say why the sale is voided."), field="reason")
    try:
        return _void(receipt, by, reason.strip(), approval)
    except IntegrityError:
        raise _already(receipt) from None


@transaction.atomic
def _void(receipt: Receipt, by: Actor, reason: str, approval: ApprovalInput | None) -> Void:
    shift = Shift.objects.select_for_update().get(pk=receipt.shift_id)
    if Void.objects.filter(receipt=receipt).exists():
        raise _already(receipt)
    if shift.closed_at is not None:
        raise NoOpenShift(
            _("%(receipt)s belongs to %(shift)s, which is closed: take the goods back as a return.")
            % {"receipt": receipt.number, "shift": shift.number}
        )
    if by.register_id not in (None, shift.register_id):
        raise WrongRegister(
            _("%(receipt)s was sold at another till, whose drawer gives the money back: void it there.")
            % {"receipt": receipt.number}
        )
    by = allowances.approved(approval, permission="sales.void_receipt", action=ACTION, subject=receipt.number, by=by)
    _claim_all(receipt)
    taken = ledger.take(_moves_back(receipt))
    due = _clear_due(receipt)
    record = Void.objects.create(
        receipt=receipt,
        at=clock.now(),
        user_id=by.user_id,
        user_name=by.name,
        approver_name=by.approver_name,
        reason=reason[:200],
    )
    given_back = _reverse_tenders(receipt, shift, by)
    taken.write(document=receipt.number, reason=StockMove.Reason.VOID, by=by)
    credits.give_back(receipt.number, document=receipt.number, by=by)
    points = reversal.reverse_whole(receipt.number, document=receipt.number, by=by)
    _audit(record, by, points, given_back=given_back, due=due)
    return record


def _refuse_promised(receipt: Receipt, preorder: str) -> None:
    words = {"receipt": receipt.number, "preorder": receipt.preorder}
    if receipt.kind == Receipt.Kind.DEPOSIT:
        raise DepositKept(
            _("%(receipt)s is a deposit on %(preorder)s: cancel the pre-order, and it is given back.") % words
        )
    if receipt.preorder != preorder:
        raise DepositKept(_("%(receipt)s was picked up as %(preorder)s: void it on the pre-order's page.") % words)


def _claim_all(receipt: Receipt) -> None:
    """From now on no return may hold a piece of it; refuses when one does already, or when goods paid for it."""
    paid_by_goods = Tender.objects.filter(receipt=receipt, method__kind=PaymentMethod.Kind.EXCHANGE).exists()
    lines = ReceiptLine.objects.filter(receipt=receipt)
    if paid_by_goods or lines.filter(claimed=0).update(claimed=F("quantity")) != lines.count():
        sentence = _("Goods were brought back for %(receipt)s: take the others back as a return.")
        if paid_by_goods:
            sentence = _("%(receipt)s was paid in an exchange: take its goods back as a return.")
        raise ReturnedAlready(sentence % {"receipt": receipt.number})


def _moves_back(receipt: Receipt) -> list[Move]:
    """The goods return to where they left, at the cost frozen on their line."""
    customers = terms.of(receipt.shop_id).customers
    lines = ReceiptLine.objects.filter(receipt=receipt).select_related("place").order_by("position")
    return [Move(line.product_id, customers, line.place, line.quantity, line.cost, line.name) for line in lines]


def _clear_due(receipt: Receipt) -> Decimal:
    """Nothing stays due; answers what was."""
    due = Receipt.objects.select_for_update().values_list("due", flat=True).get(pk=receipt.pk)
    Receipt.objects.filter(pk=receipt.pk).update(due=ZERO)
    receipt.due = ZERO
    return due


def _reverse_tenders(receipt: Receipt, shift: Shift, by: Actor) -> Decimal:
    """A counter-entry for each tender, from this shift's drawer; answers their sum."""
    tenders = list(Tender.objects.filter(receipt=receipt).select_related("method").order_by("pk"))
    Tender.objects.bulk_create(
        Tender(
            receipt=receipt,
            shift=shift,
            method=tender.method,
            method_name=tender.method_name,
            amount=-tender.amount,
            handed_over=-tender.amount,
            reference=tender.reference,
            state=tender.state,
            at=clock.now(),
            user_id=by.user_id,
            user_name=by.name,
        )
        for tender in tenders
    )
    return sum((tender.amount for tender in tenders), ZERO)


def _already(receipt: Receipt) -> AlreadyVoid:
    return AlreadyVoid(_("%(receipt)s is void already.") % {"receipt": receipt.number})


def _audit(record: Void, by: Actor, points: Reversed, **facts: Decimal) -> None:
    receipt = record.receipt
    moved = {"points_back": points.given_back, "points_gone": points.taken_back} if points != Reversed() else {}
    log.write(
        "sales.void",
        by=by,
        subject="receipt",
        key=receipt.pk,
        name=receipt.number,
        shop_id=receipt.shop_id,
        **personal.sealed_if(bool(receipt.customer_id), reason=record.reason),
        total=str(receipt.total),
        **{name: str(fact) for name, fact in facts.items()},
        **moved,
    )
