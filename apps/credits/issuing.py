"""Store credit is issued with a reason: within the role's limit alone, beyond it with an approver's word.

Whoever may see credits may ask for one; without the right to issue their limit is nothing.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core.actor import Actor
from apps.core.money import ZERO, format_money
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.credits import ledger, slips
from apps.credits.ledger import Grant
from apps.credits.models import Credit
from apps.credits.refusals import BeyondCreditLimit
from apps.customers.models import Customer
from apps.stores.models import Shop
from apps.users import approvals
from apps.users.limits import store_credit_limit
from apps.users.models import User

RIGHT = "credits.issue_credit"
ASK = "credits.view_credit"
ACTION = "store_credit"
PURPOSES = tuple(purpose for purpose in Credit.Purpose if purpose != Credit.Purpose.DEPOSIT)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks for; ``key`` is the form's own. ``expires_on`` is the last good day, ``None`` for ever."""

    customer: Customer
    purpose: Credit.Purpose
    value: Decimal
    reason: str
    expires_on: date | None
    key: UUID

    @property
    def subject(self) -> str:
        """What an approver's word for it is bound to; ``asking`` reads it."""
        until = f"{self.expires_on:%Y%m%d}" if self.expires_on else ""
        return f"{self.key.hex}:{self.customer.pk}:{self.purpose}:{self.value:.2f}:{until}"


def issue(wish: Wish, *, by: Actor, approval: str = "", slip_at: Shop | None = None) -> Credit:
    """Issue it once, however often its form is sent, and print its slip at ``slip_at``.

    Refuses a missing reason, who may not ask for credit, and more than the person's limit (BeyondCreditLimit) unless
    ``approval`` is the token of somebody's word who may issue as much.
    """
    try:
        return _issue(wish, by, approval, slip_at)
    except IntegrityError:
        first = _first(wish)
        if first is None:
            raise
        return first


def refuse(wish: Wish, *, by: Actor, is_approved: bool = False) -> None:
    """For a form: whatever ``issue`` would refuse of what was typed."""
    if wish.purpose not in PURPOSES:
        raise InvalidInput(_("A deposit is taken with its pre-order, not here."), field="purpose")
    if not wish.reason.strip():
        raise InvalidInput(_("Say why the credit is issued."), field="reason")
    ledger.refuse_empty(wish.value, wish.expires_on)
    person = _person(by)
    if needs_word(wish.value, person) and not is_approved:
        raise _beyond(wish, person)


def needs_word(value: Decimal, user: User) -> bool:
    return value > limit_of(user)


def limit_of(user: User) -> Decimal:
    """The most that one credit may be worth which they issue alone; nothing without the right."""
    return store_credit_limit(user) if user.has_perm(RIGHT) else ZERO


@transaction.atomic
def _issue(wish: Wish, by: Actor, approval: str, slip_at: Shop | None) -> Credit:
    first = _first(wish)
    if first is not None:
        return first
    refuse(wish, by=by, is_approved=bool(approval))
    if approval and needs_word(wish.value, _person(by)):
        by = _approved(wish, approval, by)
    reason = wish.reason.strip()
    grant = Grant(wish.customer, wish.purpose, wish.value, reason=reason, expires_on=wish.expires_on, key=wish.key)
    credit = ledger.issue(grant, by=by)
    log.write(
        "credits.issue",
        by=by,
        subject="credit",
        key=credit.pk,
        name=credit.number,
        customer=credit.customer_id,
        purpose=credit.purpose,
        value=str(credit.value),
        expires_on=credit.expires_on and credit.expires_on.isoformat(),
        sealed={"reason": credit.reason},
    )
    if slip_at is not None:
        slips.print_slip(credit, shop=slip_at, by=by)
    return credit


def _approved(wish: Wish, approval: str, by: Actor) -> Actor:
    """The approver must be able to issue as much alone."""
    by = approvals.use(approval, action=ACTION, subject=wish.subject, limit=None, by=by)
    approver = User.objects.get(pk=by.approver_id or 0)
    approvals.refuse_beyond_own(approver, approvals.ACTIONS[ACTION], wish.value)
    return by


def _person(by: Actor) -> User:
    person = User.objects.filter(pk=by.user_id or 0, is_active=True).first()
    if person is None or not (person.has_perm(RIGHT) or person.has_perm(ASK)):
        raise NotAllowed(
            _("%(name)s may not issue store credit. Ask a manager.") % {"name": by.name or _("A stranger")}
        )
    return person


def _beyond(wish: Wish, person: User) -> BeyondCreditLimit:
    limit = limit_of(person)
    words = {"name": person, "value": format_money(wish.value), "limit": format_money(limit)}
    if person.has_perm(RIGHT):
        sentence = _("%(value)s is more than the %(limit)s that you may issue alone: ask somebody who may issue more.")
    else:
        sentence = _("%(name)s may not issue store credit alone: ask somebody who may.")
    return BeyondCreditLimit(sentence % words, limit=str(limit), action=ACTION, subject=wish.subject)


def _first(wish: Wish) -> Credit | None:
    """The credit that this form became; Conflict when the form was changed since."""
    first = Credit.objects.filter(key=wish.key).first()
    if first is not None and _told(first) != (wish.customer.pk, wish.purpose, wish.value, wish.expires_on):
        raise Conflict(
            _("This form issued %(number)s already, then it was changed: begin a new one.") % {"number": first}
        )
    return first


def _told(credit: Credit) -> tuple[int, str, Decimal, date | None]:
    return credit.customer_id, credit.purpose, credit.value, credit.expires_on
