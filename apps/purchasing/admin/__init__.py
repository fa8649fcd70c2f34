"""The back office of buying: orders, goods receipts, price lists, invoices, suppliers."""

from apps.purchasing.admin.drafts import GoodsDraftAdmin as GoodsDraftAdmin
from apps.purchasing.admin.imports import ImportJobAdmin as ImportJobAdmin
from apps.purchasing.admin.invoices import PurchaseInvoiceAdmin as PurchaseInvoiceAdmin
from apps.purchasing.admin.orders import PurchaseOrderAdmin as PurchaseOrderAdmin
from apps.purchasing.admin.receipts import GoodsReceiptAdmin as GoodsReceiptAdmin
from apps.purchasing.admin.suppliers import SupplierAdmin as SupplierAdmin
