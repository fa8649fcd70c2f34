"""What the list of customers hands out as a file; for those who see contacts it can be imported again as it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core import masks
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
from apps.customers import contacts
from apps.customers.models import Customer


class CustomerResource(ListResource):
    name = Column(_("Name"), "name")
    phone = Column(_("Phone"), "phone")
    email = Column(_("E-mail"), "email")
    address = Column(_("Address"), "address", needs=contacts.RIGHT)
    receipts = number_column(_("Receipts"), "receipt_count")
    due = money_column(_("Owes"), "due_total")
    last_visit = day_column(_("Last visit"), "last_day")
    frequent = Column(_("Frequent"), "is_frequent", shown=yes_or_no)
    gender = Column(_("Gender"), "gender", shown=label_of(Customer.Gender), is_extra=True)
    may_be_mailed = Column(_("Agreed to mail"), "may_be_mailed", shown=yes_or_no, is_extra=True)
    may_be_messaged = Column(_("Agreed to messages"), "may_be_messaged", shown=yes_or_no, is_extra=True)
    since = moment_column(_("Since"), "created_at", is_extra=True)

    @classmethod
    def columns_for(cls, user: Any) -> dict[str, Column]:
        """Phones and mail with their middle hidden for those who do not see contacts."""
        columns = super().columns_for(user)
        if contacts.are_seen_by(user):
            return columns
        return columns | {
            "phone": Column(_("Phone"), "phone", shown=masks.phone),
            "email": Column(_("E-mail"), "email", shown=masks.email),
        }
