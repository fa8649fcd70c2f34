"""Who may owe: a named customer, up to the credit limit, and beyond it with the word of somebody who may lend more."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import ZERO, format_money
from apps.core.refusals import InvalidInput
from apps.customers import merged
from apps.customers.models import Customer
from apps.sales import allowances, queries
from apps.sales.orders import Order
from apps.sales.refusals import CreditLimitReached, CustomerNeeded, UnknownCustomer

ACTION = "debt"
RIGHT = "sales.lend_beyond_limit"


def customer_of(order: Order, *, due: Decimal) -> Customer | None:
    """The order's customer, locked, so that two tills do not lend the same credit and no merge comes in between."""
    if order.customer_id is None:
        if due:
            raise CustomerNeeded(
                _("%(due)s is still open. Take the rest, or name the customer who will owe it.")
                % {"due": format_money(due)},
                due=str(due),
            )
        return None
    customer = merged.whoever_is(order.customer_id, lock=True)
    if customer is None:
        raise UnknownCustomer(_("That customer is not known any more: choose one again."))
    return customer


def allow_debt(order: Order, customer: Customer | None, *, due: Decimal, limit: Decimal, by: Actor) -> Actor:
    """The actor, with the approver beside when one was needed. CreditLimitReached says what to ask for."""
    owed = queries.owed_by(customer.pk) if customer and due else ZERO
    if customer is None or owed + due <= limit or _may_lend(by):
        return by
    subject = subject_of(order.key, customer, due)
    if any(given.action == ACTION for given in order.approvals):
        return allowances.use(order, ACTION, None, by, subject=subject)
    amounts = {"due": due, "owed": owed, "limit": limit}
    words = {name: format_money(amount) for name, amount in amounts.items()} | {"name": customer.name}
    sentence = _("%(name)s owes %(owed)s already; with %(due)s more it passes the credit limit of %(limit)s.") % words
    told = {name: str(amount) for name, amount in amounts.items()}
    raise CreditLimitReached(sentence, action=ACTION, subject=subject, **told)


def subject_of(key: UUID, customer: Customer, due: Decimal) -> str:
    """What a word for it is bound to: this sale, on credit to this customer, for so much; ``debt_of`` reads it."""
    return f"{key}:{customer.pk}:{due:.2f}"


def debt_of(subject: str) -> tuple[int, Decimal]:
    """The customer's key and what they would owe; InvalidInput for what is no such subject."""
    try:
        key, customer, due = subject.split(":")
        asked = int(customer), Decimal(due)
        is_same = asked[1].is_finite() and f"{UUID(key)}:{asked[0]}:{asked[1]:.2f}" == subject
    except (ValueError, InvalidOperation):
        is_same = False
    if not is_same:
        raise InvalidInput(_("This names no sale on credit: press Pay again."), field="subject")
    return asked


def _may_lend(by: Actor) -> bool:
    return by.user_id is not None and allowances.person(by).has_perm(RIGHT)
