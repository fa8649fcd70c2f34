"""Buying: suppliers, orders to them, goods that came in, invoices as they were written, lists to be imported."""

from apps.purchasing.models.attachment import InvoiceAttachment
from apps.purchasing.models.invoice import PurchaseInvoice, PurchaseInvoiceLine, Supplier
from apps.purchasing.models.lists import ColumnMapping, GoodsDraft, ImportJob, ImportRow
from apps.purchasing.models.order import PurchaseOrder, PurchaseOrderLine, PurchaseOrderStep
from apps.purchasing.models.receipt import GoodsReceipt, GoodsReceiptLine
from apps.purchasing.models.reorder import ReorderLine

__all__ = [
    "ColumnMapping",
    "GoodsDraft",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "ImportJob",
    "ImportRow",
    "InvoiceAttachment",
    "PurchaseInvoice",
    "PurchaseInvoiceLine",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderStep",
    "ReorderLine",
    "Supplier",
]
