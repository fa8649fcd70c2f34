"""Who may owe: a named customer, up to the credit limit."""

from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.money import format_money
from apps.customers import merged
from apps.customers.models import Customer
from apps.sales import queries
from apps.sales.orders import Order
from apps.sales.refusals import CreditLimitReached, CustomerNeeded, UnknownCustomer


def customer_of(order: Order, *, due: Decimal, limit: Decimal) -> Customer | None:
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
    if due:
        _refuse_beyond_limit(customer, due, limit)
    return customer


def _refuse_beyond_limit(customer: Customer, due: Decimal, limit: Decimal) -> None:
    owed = queries.owed_by(customer.pk)
    if owed + due > limit:
        raise CreditLimitReached(
            _("%(name)s owes %(owed)s already; with %(due)s more it passes the credit limit of %(limit)s.")
            % {
                "name": customer.name,
                "owed": format_money(owed),
                "due": format_money(due),
                "limit": format_money(limit),
            },
            due=str(due),
            owed=str(owed),
            limit=str(limit),
        )
