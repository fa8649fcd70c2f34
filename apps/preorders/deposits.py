"""What customers leave for their pre-orders: never more than is open, and given back whole."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import ZERO, format_money
from apps.preorders import queries, steps
from apps.preorders.models import PreOrder, PreOrderStep
from apps.preorders.refusals import TooMuchLeft
from apps.sales import deposits
from apps.sales.deposits import Deposit
from apps.sales.models import Receipt, Shift
from apps.sales.orders import TenderInput
from apps.users import reach


@transaction.atomic
def take(
    preorder: PreOrder,
    amount: Decimal,
    tenders: Sequence[TenderInput],
    *,
    key: UUID,
    by: Actor,
    shift: Shift | None = None,
) -> Receipt:
    """A deposit, or a further one, on a receipt of its own; the same key is one deposit.

    Refuses more than is open (TooMuchLeft), and a pre-order that is picked up or cancelled.
    """
    deposit = Deposit(
        customer=preorder.customer,
        document=preorder.number,
        words=f"{preorder.number}: {preorder.words}",
        amount=amount,
        tenders=tenders,
        key=key,
    )
    if Receipt.objects.filter(key=key).exists():
        return deposits.receive(deposit, by=by, shift=shift)
    reach.refuse_beyond(by, preorder.shop)
    steps.hold(preorder, *steps.OPEN)
    still_open = preorder.total - queries.held(preorder)
    if amount > still_open:
        words = {"open": format_money(still_open), "preorder": preorder.number}
        sentence = _("Only %(open)s is open on %(preorder)s: a deposit cannot be more.")
        raise TooMuchLeft(sentence % words, open=str(max(still_open, ZERO)))
    receipt = deposits.receive(deposit, by=by, shift=shift)
    steps.note(preorder, PreOrderStep.Kind.DEPOSIT, by=by, amount=amount, document=receipt.number)
    return receipt
