"""What the list of returns hands out as a file."""

from django.utils.translation import gettext_lazy as _

from apps.core.resources import (
    Column,
    ListResource,
    day_column,
    label_of,
    moment_column,
    money_column,
    number_column,
    yes_or_no,
)
from apps.returns.models import Return


class ReturnResource(ListResource):
    number = Column(_("Return"), "number")
    state = Column(_("State"), "state", shown=label_of(Return.State))
    receipt = Column(_("Receipt"), "receipt__number")
    shop = Column(_("Taken back at"), "shop__name")
    customer = Column(_("Customer"), "customer__name")
    reason = Column(_("Why"), "reason")
    units = number_column(_("Pieces"), "units")
    value = money_column(_("Value"), "value")
    debt = money_column(_("Off the balance due"), "debt", is_extra=True)
    credit = money_column(_("Back to credits"), "credit", is_extra=True)
    exchanged = money_column(_("Paid for new goods"), "exchanged", is_extra=True)
    paid_back = money_column(_("Paid back"), "paid_back")
    refund = Column(_("In"), "refund", shown=label_of(Return.Refund))
    credit_number = Column(_("Store credit"), "credit_number", is_extra=True)
    new_receipt = Column(_("Receipt of the new goods"), "new_receipt__number", is_extra=True)
    day = day_column(_("Day"), "business_date")
    created_by_name = Column(_("Asked for by"), "created_by_name")
    completed_at = moment_column(_("Completed"), "completed_at", is_extra=True)
    is_late = Column(_("After the days to bring goods back"), "is_late", shown=yes_or_no, is_extra=True)
    is_self_approved = Column(_("Approved by who asked"), "is_self_approved", shown=yes_or_no)
