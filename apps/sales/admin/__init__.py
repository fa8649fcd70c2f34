"""Selling in the back office: receipts, payments, debts, shifts, cash, deliveries, exceptions, parked sales."""

from apps.sales.admin.cash_moves import CashMoveAdmin
from apps.sales.admin.debtors import DebtorAdmin
from apps.sales.admin.deliveries import DeliveryAdmin
from apps.sales.admin.exceptions import SaleExceptionAdmin, UnbookedSaleAdmin
from apps.sales.admin.parked import ParkedSaleAdmin
from apps.sales.admin.receipts import ReceiptAdmin
from apps.sales.admin.shifts import ShiftAdmin
from apps.sales.admin.tenders import TenderAdmin

__all__ = [
    "CashMoveAdmin",
    "DebtorAdmin",
    "DeliveryAdmin",
    "ParkedSaleAdmin",
    "ReceiptAdmin",
    "SaleExceptionAdmin",
    "ShiftAdmin",
    "TenderAdmin",
    "UnbookedSaleAdmin",
]
