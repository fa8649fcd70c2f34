"""What the list of store credits hands out as a file."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.resources import Column, ListResource, day_column, label_of, moment_column, money_column
from apps.credits import queries
from apps.credits.models import Credit

STATES = {
    queries.OPEN: _("open"),
    queries.SPENT: _("spent"),
    queries.EXPIRED: _("expired"),
    queries.VOID: _("void"),
}


def _state(state: str) -> str:
    return str(STATES[state])


class CreditResource(ListResource):
    number = Column(_("Store credit"), "number")
    state = Column(_("State"), "state", shown=_state)
    customer = Column(_("Customer"), "customer__name")
    phone = Column(_("Phone"), "customer__phone", needs="customers.view_customer", is_extra=True)
    purpose = Column(_("For"), "purpose", shown=label_of(Credit.Purpose))
    reason = Column(_("Reason"), "reason")
    value = money_column(_("Value"), "value")
    left = money_column(_("Left"), "left")
    expires_on = day_column(_("Good until"), "expires_on")
    issued_at = moment_column(_("Issued"), "issued_at")
    issued_by = Column(_("Issued by"), "issued_by_name")
    approver = Column(_("Approved by"), "approver_name", is_extra=True)

    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        return queries.with_state(super().annotated(rows))
