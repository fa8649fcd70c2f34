"""What an export of receipts holds."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from import_export import resources

from apps.core.resources import TypedWorkbook, column
from apps.sales.models import Receipt

COLUMNS = (
    *("number", "provisional_number", "business_date", "sold_at", "shop", "register", "shift", "cashier_name"),
    *("customer_name", "kind", "units", "gross", "line_discount", "order_discount", "gift_value", "net"),
    *("tax_included", "tax_added", "delivery_fee", "rounding", "total", "due", "is_void"),
)


class ReceiptWorkbook(TypedWorkbook):
    sheet = "Receipts"


class ReceiptResource(resources.ModelResource):
    number = column("number", _("Receipt"))
    provisional_number = column("provisional_number", _("Number at the till"))
    business_date = column("business_date", _("Day"))
    sold_at = column("sold_at", _("Sold"))
    shop = column("shop__name", _("Shop"))
    register = column("register__name", _("Register"))
    shift = column("shift__number", _("Shift"))
    cashier_name = column("cashier_name", _("Cashier"))
    customer_name = column("customer_name", _("Customer"))
    kind = column("get_kind_display", _("Kind"))
    units = column("units", _("Pieces"))
    gross = column("gross", _("Gross"))
    line_discount = column("line_discount", _("Line discounts"))
    order_discount = column("order_discount", _("Order discount"))
    gift_value = column("gift_value", _("Value of gifts"))
    net = column("net", _("Net of items"))
    tax_included = column("tax_included", _("Tax included"))
    tax_added = column("tax_added", _("Tax added"))
    delivery_fee = column("delivery_fee", _("Delivery fee"))
    rounding = column("rounding", _("Cash rounding"))
    total = column("total", _("Total"))
    due = column("due", _("Still due"))
    is_void = column("void", _("Void"))

    class Meta:
        model = Receipt
        fields = COLUMNS

    def dehydrate_sold_at(self, receipt: Receipt) -> datetime:
        return localtime(receipt.sold_at).replace(microsecond=0, tzinfo=None)

    def dehydrate_is_void(self, receipt: Receipt) -> str:
        return str(_("void")) if hasattr(receipt, "void") else ""

    def filter_export(self, queryset: QuerySet[Receipt], **kwargs: Any) -> QuerySet[Receipt]:
        return queryset.select_related("shop", "register", "shift", "void").order_by("pk")
