"""Money that was promised by transfer or cheque is confirmed, or denied and then due again, by a second person."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.audit import log, personal
from apps.core import clock
from apps.core.actor import Actor
from apps.core.fields import amount
from apps.core.money import format_money
from apps.core.refusals import Conflict, InvalidInput
from apps.sales import exceptions, points
from apps.sales.models import Receipt, SaleException, Tender, Void
from apps.sales.refusals import AlreadyVoid
from apps.users import second_person

RIGHT = "sales.confirm_tender"
State = Tender.State


class AlreadyAnswered(Conflict):
    code = "already_answered"


@transaction.atomic
def confirm(tender: Tender, *, by: Actor) -> Tender:
    """The money has arrived. Refuses whoever took the tender (while another may answer), and a second answer."""
    _answer(tender, State.CONFIRMED, by)
    _audit("sales.confirm_tender", tender, by)
    return tender


@transaction.atomic
def deny(tender: Tender, *, by: Actor, reason: str) -> Tender:
    """The money never came: a counter-entry takes it off, it is due again, and the sale gets an exception. Points
    that it earned go until it is paid.

    Refuses like ``confirm``, and without a reason.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why it is denied, such as what the bank shows."), field="reason")
    _answer(tender, State.DENIED, by)
    Receipt.objects.filter(pk=tender.receipt_id).update(due=F("due") + amount(tender.amount))
    Tender.objects.create(
        receipt_id=tender.receipt_id,
        shift_id=tender.shift_id,
        method_id=tender.method_id,
        method_name=tender.method_name,
        amount=-tender.amount,
        handed_over=-tender.amount,
        reference=tender.reference,
        state=State.DENIED,
        at=clock.now(),
        user_id=by.user_id,
        user_name=by.name,
    )
    points.suspend(tender.receipt, by=by)
    words = {"method": tender.method_name, "amount": format_money(tender.amount), "reason": reason.strip()}
    sentence = _("%(method)s of %(amount)s was denied and is due: %(reason)s") % words
    SaleException.objects.create(
        receipt_id=tender.receipt_id, kind=SaleException.Kind.DENIED, sentence=sentence[:300], at=clock.now()
    )
    _audit("sales.deny_tender", tender, by, reason=reason.strip()[:200])
    exceptions.tell(tender.receipt.register_id)
    return tender


def _answer(tender: Tender, state: Tender.State, by: Actor) -> None:
    receipt = Receipt.objects.select_for_update().get(
        pk=tender.receipt_id
    )  # a void in the same moment waits, or is seen
    if Void.objects.filter(receipt=receipt).exists():
        raise AlreadyVoid(_("%(receipt)s is void: nothing of it is awaited.") % {"receipt": receipt.number})
    if tender.user_id is not None:
        second_person.refuse_own(by, right=RIGHT, did=[tender.user_id], shop=receipt.shop)
    awaited = Tender.objects.filter(pk=tender.pk, state=State.AWAITED, amount__gt=0)
    if not awaited.update(state=state):
        raise AlreadyAnswered(_("This payment was answered before: look at it again."))
    tender.state = state


def _audit(act: str, tender: Tender, by: Actor, **words: str) -> None:
    log.write(
        act,
        by=by,
        subject="receipt",
        key=tender.receipt_id,
        name=tender.receipt.number,
        shop_id=tender.receipt.shop_id,
        method=tender.method_name,
        amount=str(tender.amount),
        **personal.sealed_if(bool(tender.receipt.customer_id), reference=tender.reference, **words),
    )
