"""A store credit beyond one's limit is asked of somebody who may issue as much, wherever they are.

The question's subject is the credit itself: what it says to the approver is read from there, never told by the asker,
and what they allow is what is issued. Nothing of it is written before they do.
"""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import format_money
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.credits import issuing
from apps.credits.issuing import ACTION, Wish
from apps.credits.models import Credit
from apps.customers.models import Customer
from apps.stores.models import Shop
from apps.users import requests
from apps.users.models import ApprovalRequest, User
from apps.users.requests import Question


def ask(wish: Wish, *, by: Actor) -> ApprovalRequest:
    """From the back office: put it before whoever may issue as much. The same form is asked once."""
    issuing.refuse(wish, by=by, is_approved=True)
    person = User.objects.select_related("shop").get(pk=by.user_id or 0)
    question = question_of(wish.subject, key=wish.key, reason=wish.reason)
    return requests.ask(question, asked_by=person, at=_home_of(person), by=by)


def finish(asked: ApprovalRequest, *, by: Actor, slip_at: Shop | None = None) -> Credit:
    """Issue what was allowed, once however often it is pressed. Conflict before anybody said yes."""
    if asked.approval is None:
        raise Conflict(_("Nobody has allowed this yet."))
    return issuing.issue(wish_of(asked), by=by, approval=asked.approval.token, slip_at=slip_at)


def question_of(subject: str, *, key: UUID, reason: str) -> Question:
    """Words and amount as the subject says them; the customer is looked up by who may know them."""
    wish = _read(subject, reason)
    return Question(key=key, action=ACTION, subject=subject, what=_words(wish), reason=reason, amount=wish.value)


def wish_of(asked: ApprovalRequest) -> Wish:
    """The credit that was asked for."""
    return _read(asked.subject, asked.reason)


def customer_of(subject: str) -> Customer | None:
    """Who would get it; none who is gone."""
    try:
        return _read(subject, "").customer
    except InvalidInput:
        return None


def _read(subject: str, reason: str) -> Wish:
    """InvalidInput for a subject that names no credit, or a customer who is gone."""
    try:
        key, customer, purpose, value, until = subject.split(":")
        wanted = Customer.objects.filter(pk=int(customer), forgotten_at=None).first()
        expires_on = datetime.strptime(until, "%Y%m%d").date() if until else None  # noqa: DTZ007  a day has no zone
        told = Wish(_known(wanted), Credit.Purpose(purpose), Decimal(value), reason, expires_on, UUID(key))
    except (ValueError, InvalidOperation) as fault:
        raise InvalidInput(_("This names no store credit: fill in the form again."), field="subject") from fault
    if not told.value.is_finite() or told.subject != subject or told.purpose not in issuing.PURPOSES:
        raise InvalidInput(_("This names no store credit: fill in the form again."), field="subject")
    return told


def _known(customer: Customer | None) -> Customer:
    if customer is None:
        raise InvalidInput(_("This customer is not here (any more): choose them again."), field="customer")
    return customer


def _words(wish: Wish) -> str:
    """Without the customer's name, which would stay when they are forgotten."""
    words = {"value": format_money(wish.value), "purpose": capfirst(str(wish.purpose.label))}
    if wish.expires_on is None:
        return _("%(purpose)s: store credit of %(value)s without an end.") % words
    words["day"] = date_format(wish.expires_on, "j M Y")
    return _("%(purpose)s: store credit of %(value)s, good until %(day)s.") % words


def _home_of(person: User) -> Shop:
    """The shop whose managers are asked."""
    home = person.shop or person.reachable_shops().filter(is_active=True).order_by("name").first()
    if home is None:
        raise NotAllowed(_("You have no shop yet: ask the MD to give you one."))
    return home
