"""What the lists of buying hand out as files. A list of suppliers can be imported again as it is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from apps.purchasing.models import PurchaseInvoice


def _paid(paid_at: object) -> str:
    return _("paid") if paid_at else _("unpaid")


class SupplierResource(ListResource):
    name = Column(gettext_lazy("Name"), "name")
    phone = Column(gettext_lazy("Phone"), "phone")
    email = Column(gettext_lazy("E-mail"), "email")
    address = Column(gettext_lazy("Address"), "address")
    is_active = Column(gettext_lazy("Active"), "is_active", shown=yes_or_no)


class PurchaseInvoiceResource(ListResource):
    number = Column(gettext_lazy("Invoice"), "number")
    source = Column(gettext_lazy("How it came"), "source", shown=label_of(PurchaseInvoice.Source))
    business_date = day_column(gettext_lazy("Day"), "business_date")
    shop = Column(gettext_lazy("Shop"), "shop__name")
    supplier = Column(gettext_lazy("Supplier"), "supplier__name")
    reference = Column(gettext_lazy("Supplier's reference"), "supplier_reference")
    units = number_column(gettext_lazy("Pieces"), "units")
    total = money_column(gettext_lazy("Total"), "total")
    paid = Column(gettext_lazy("Paid"), "paid_at", shown=_paid)
    paid_at = moment_column(gettext_lazy("Paid when"), "paid_at", is_extra=True)
    note = Column(gettext_lazy("Note"), "note", is_extra=True)
    written_by = Column(gettext_lazy("Written by"), "created_by_name", is_extra=True)
    written = moment_column(gettext_lazy("Written"), "created_at", is_extra=True)
