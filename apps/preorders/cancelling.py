"""A pre-order is cancelled: its pieces are free again, and the whole deposit goes back to the customer."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import ZERO, format_money
from apps.core.refusals import InvalidInput
from apps.credits import ledger as credits
from apps.credits.ledger import Grant
from apps.credits.models import Credit, CreditEntry
from apps.inventory import reservations
from apps.preorders import queries, steps
from apps.preorders.models import PreOrder, PreOrderStep
from apps.sales import deposits
from apps.sales.models import Shift
from apps.stores.models import PaymentMethod
from apps.users import reach

Kind = PreOrderStep.Kind


@dataclass(frozen=True, kw_only=True)
class Refund:
    """How a deposit goes back: by a ``method`` from an open shift, or, without one, as store credit."""

    method: PaymentMethod | None = None
    shift: Shift | None = None
    reference: str = ""


@transaction.atomic
def cancel(preorder: PreOrder, *, reason: str, refund: Refund | None = None, by: Actor) -> PreOrder:
    """Before it is picked up. Refuses without a reason, and while a deposit is held that nobody says how to return."""
    if not reason.strip():
        raise InvalidInput(_("Say why %(preorder)s is cancelled.") % {"preorder": preorder.number}, field="reason")
    reach.refuse_beyond(by, preorder.shop)
    before = steps.hold(preorder, *steps.OPEN)
    steps.take(preorder, before, PreOrder.State.CANCELLED)
    reservations.release(preorder.number, by=by)
    held = _held(preorder)
    if held:
        _give_back(preorder, held, refund, reason.strip(), by)
    steps.note(preorder, Kind.CANCELLED, by=by, note=reason.strip())
    return preorder


@transaction.atomic
def give_rest_back(preorder: PreOrder, *, refund: Refund, reason: str, by: Actor) -> PreOrder:
    """What the pick-up left of the deposit, as when the goods became cheaper; InvalidInput when nothing is."""
    reach.refuse_beyond(by, preorder.shop)
    steps.hold(preorder, PreOrder.State.FULFILLED)
    held = _held(preorder)
    if not held:
        raise InvalidInput(_("Nothing is left of the deposit on %(preorder)s.") % {"preorder": preorder.number})
    _give_back(preorder, held, refund, reason.strip(), by)
    return preorder


def _held(preorder: PreOrder) -> list[Credit]:
    return [deposit for deposit in queries.deposits_of(preorder).select_related("customer") if deposit.left]


def _give_back(preorder: PreOrder, held: list[Credit], refund: Refund | None, reason: str, by: Actor) -> None:
    if refund is None:
        words = {"left": format_money(sum((deposit.left for deposit in held), ZERO))}
        raise InvalidInput(_("%(left)s was left for it: say how that goes back.") % words, field="refund")
    if refund.method is None:
        return _as_store_credit(preorder, held, reason, by)
    for deposit in held:
        amount = deposits.pay_back(
            deposit, method=refund.method, reference=refund.reference, shift=refund.shift, reason=reason, by=by
        )
        steps.note(preorder, Kind.PAID_BACK, by=by, amount=amount, document=deposit.number, note=refund.method.name)
    return None


def _as_store_credit(preorder: PreOrder, held: list[Credit], reason: str, by: Actor) -> None:
    """One credit for all that was left; the deposits end, and no money moves."""
    told = _("Goes on as store credit")
    ended = [credits.end(row, CreditEntry.Kind.VOID, document=preorder.number, note=told, by=by) for row in held]
    amount = sum(ended, ZERO)
    grant = Grant(preorder.customer, Credit.Purpose.REFUND, amount, preorder.number, reason, credits.usual_expiry())
    credit = credits.issue(grant, by=by)
    steps.note(preorder, Kind.PAID_BACK, by=by, amount=amount, document=credit.number, note=_("as store credit"))
