"""What an export of receipts holds."""

from typing import Any

from django.db.models import QuerySet
from import_export import fields, resources

from apps.sales.models import Receipt

COLUMNS = (
    *("number", "provisional_number", "business_date", "sold_at", "shop", "register", "shift", "cashier_name"),
    *("customer_name", "kind", "units", "gross", "line_discount", "order_discount", "gift_value", "net"),
    *("tax_included", "tax_added", "delivery_fee", "rounding", "total", "due", "is_void"),
)


class ReceiptResource(resources.ModelResource):
    shop = fields.Field("shop__name", "shop")
    register = fields.Field("register__name", "register")
    shift = fields.Field("shift__number", "shift")
    is_void = fields.Field(column_name="void")

    class Meta:
        model = Receipt
        fields = COLUMNS
        export_order = COLUMNS

    def dehydrate_is_void(self, receipt: Receipt) -> str:
        return "void" if hasattr(receipt, "void") else ""

    def filter_export(self, queryset: QuerySet[Receipt], **kwargs: Any) -> QuerySet[Receipt]:
        return queryset.select_related("shop", "register", "shift", "void").order_by("pk")
