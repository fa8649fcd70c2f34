"""Selling in the back office: receipts, shifts, deliveries, exceptions, parked sales."""

from apps.sales.admin.deliveries import DeliveryAdmin
from apps.sales.admin.exceptions import SaleExceptionAdmin, UnbookedSaleAdmin
from apps.sales.admin.parked import ParkedSaleAdmin
from apps.sales.admin.receipts import ReceiptAdmin
from apps.sales.admin.shifts import ShiftAdmin

__all__ = ["DeliveryAdmin", "ParkedSaleAdmin", "ReceiptAdmin", "SaleExceptionAdmin", "ShiftAdmin", "UnbookedSaleAdmin"]
