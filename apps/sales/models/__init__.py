"""Selling: shifts, receipts with their lines and tenders, and what hangs on them."""

from apps.sales.models.debt import Debtor, DebtReminder
from apps.sales.models.delivery import Delivery, DeliveryStep
from apps.sales.models.parked import ParkedSale
from apps.sales.models.receipt import LineTax, Receipt, ReceiptLine, SaleException, Tender, Void
from apps.sales.models.shift import CashMove, Shift, ZReport
from apps.sales.models.unbooked import UnbookedSale

__all__ = [
    "CashMove",
    "DebtReminder",
    "Debtor",
    "Delivery",
    "DeliveryStep",
    "LineTax",
    "ParkedSale",
    "Receipt",
    "ReceiptLine",
    "SaleException",
    "Shift",
    "Tender",
    "UnbookedSale",
    "Void",
    "ZReport",
]
