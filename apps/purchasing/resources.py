"""What the lists of buying hand out as files. A list of suppliers can be imported again as it is."""

from decimal import Decimal

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
from apps.purchasing.models import GoodsReceipt, PurchaseInvoice, PurchaseOrder

COST = "users.view_cost"


def _paid(paid_at: object) -> str:
    return _("paid") if paid_at else _("unpaid")


def _rate(rate: Decimal | None) -> str:
    return "" if rate is None else f"{rate.normalize():f}"


class SupplierResource(ListResource):
    name = Column(gettext_lazy("Name"), "name")
    phone = Column(gettext_lazy("Phone"), "phone")
    email = Column(gettext_lazy("E-mail"), "email")
    address = Column(gettext_lazy("Address"), "address")
    is_active = Column(gettext_lazy("Active"), "is_active", shown=yes_or_no)


class PurchaseInvoiceResource(ListResource):
    number = Column(gettext_lazy("Invoice"), "number")
    source = Column(gettext_lazy("How it came"), "source", shown=label_of(PurchaseInvoice.Source))
    state = Column(gettext_lazy("State"), "state", shown=label_of(PurchaseInvoice.State))
    business_date = day_column(gettext_lazy("Day"), "business_date")
    shop = Column(gettext_lazy("Shop"), "shop__name")
    supplier = Column(gettext_lazy("Supplier"), "supplier__name")
    reference = Column(gettext_lazy("Supplier's reference"), "supplier_reference")
    supplier_date = day_column(gettext_lazy("Date on their paper"), "supplier_date", is_extra=True)
    units = number_column(gettext_lazy("Pieces"), "units")
    subtotal = money_column(gettext_lazy("Lines"), "subtotal", is_extra=True)
    tax_rate = Column(gettext_lazy("Tax in %"), "tax_rate", shown=_rate, is_extra=True)
    tax = money_column(gettext_lazy("Tax"), "tax")
    total = money_column(gettext_lazy("Total"), "total")
    paid = Column(gettext_lazy("Paid"), "paid_at", shown=_paid)
    paid_on = day_column(gettext_lazy("Paid on"), "paid_on", is_extra=True)
    paid_by = Column(gettext_lazy("Paid by"), "paid_by_name", is_extra=True)
    payment_note = Column(gettext_lazy("How it was paid"), "payment_note", is_extra=True)
    note = Column(gettext_lazy("Note"), "note", is_extra=True)
    written_by = Column(gettext_lazy("Written by"), "created_by_name", is_extra=True)
    written = moment_column(gettext_lazy("Written"), "created_at", is_extra=True)


class PurchaseOrderResource(ListResource):
    number = Column(gettext_lazy("Order"), "number")
    state = Column(gettext_lazy("State"), "state", shown=label_of(PurchaseOrder.State))
    business_date = day_column(gettext_lazy("Day"), "business_date")
    supplier = Column(gettext_lazy("Supplier"), "supplier__name")
    shop = Column(gettext_lazy("Shop"), "shop__name")
    units = number_column(gettext_lazy("Pieces"), "units")
    total = money_column(gettext_lazy("Total"), "total", needs=COST)
    expected_on = day_column(gettext_lazy("Expected on"), "expected_on")
    note = Column(gettext_lazy("Note"), "note", is_extra=True)
    ordered_by = Column(gettext_lazy("Ordered by"), "created_by_name", is_extra=True)
    ordered = moment_column(gettext_lazy("Ordered"), "created_at", is_extra=True)


class GoodsReceiptResource(ListResource):
    number = Column(gettext_lazy("Goods receipt"), "number")
    state = Column(gettext_lazy("State"), "state", shown=label_of(GoodsReceipt.State))
    business_date = day_column(gettext_lazy("Day"), "business_date")
    supplier = Column(gettext_lazy("Supplier"), "supplier__name")
    reference = Column(gettext_lazy("Supplier's reference"), "supplier_reference")
    place = Column(gettext_lazy("Place"), "place__name")
    order = Column(gettext_lazy("Order"), "order__number")
    invoice = Column(gettext_lazy("Invoice"), "invoice__number")
    units = number_column(gettext_lazy("Pieces"), "units")
    total = money_column(gettext_lazy("Goods"), "total", needs=COST)
    freight = money_column(gettext_lazy("Freight"), "freight", needs=COST)
    duty = money_column(gettext_lazy("Duty"), "duty", needs=COST)
    booked_by = Column(gettext_lazy("Booked by"), "booked_by_name", is_extra=True)
    booked = moment_column(gettext_lazy("Booked"), "booked_at", is_extra=True)
