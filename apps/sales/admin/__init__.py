"""Selling in the back office: receipts, shifts, cash in and out, deliveries, exceptions, parked sales."""

from apps.sales.admin.cash_moves import CashMoveAdmin
from apps.sales.admin.deliveries import DeliveryAdmin
from apps.sales.admin.exceptions import SaleExceptionAdmin, UnbookedSaleAdmin
from apps.sales.admin.parked import ParkedSaleAdmin
from apps.sales.admin.receipts import ReceiptAdmin
from apps.sales.admin.shifts import ShiftAdmin

__all__ = [
    "CashMoveAdmin",
    "DeliveryAdmin",
    "ParkedSaleAdmin",
    "ReceiptAdmin",
    "SaleExceptionAdmin",
    "ShiftAdmin",
    "UnbookedSaleAdmin",
]
