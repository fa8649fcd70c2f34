"""What the list of pre-orders hands out as files."""

from decimal import Decimal

from django.utils.translation import gettext_lazy

from apps.core.resources import Column, ListResource, day_column, label_of, moment_column, money_column, number_column
from apps.preorders.models import PreOrder


def _total(price: Decimal, pieces: int) -> Decimal:
    return price * pieces


class PreOrderResource(ListResource):
    number = Column(gettext_lazy("Pre-order"), "number")
    state = Column(gettext_lazy("State"), "state", shown=label_of(PreOrder.State))
    business_date = day_column(gettext_lazy("Day"), "business_date")
    shop = Column(gettext_lazy("Shop"), "shop__name")
    customer = Column(gettext_lazy("Customer"), "customer__name")
    phone = Column(gettext_lazy("Phone"), "customer__phone")
    what = Column(gettext_lazy("What"), "what")
    quantity = number_column(gettext_lazy("Pieces"), "quantity")
    unit_price = money_column(gettext_lazy("Agreed price"), "unit_price")
    total = money_column(gettext_lazy("Total"), "unit_price", "quantity", shown=_total)
    expected_on = day_column(gettext_lazy("Expected on"), "expected_on")
    product = Column(gettext_lazy("Product"), "product__name", is_extra=True)
    invoice = Column(gettext_lazy("Purchase invoice"), "invoice__number", is_extra=True)
    converted_at = moment_column(gettext_lazy("Arrived"), "converted_at", is_extra=True)
    converted_by = Column(gettext_lazy("Taken in by"), "converted_by_name", is_extra=True)
    told_at = moment_column(gettext_lazy("Customer told"), "told_at", is_extra=True)
    receipt = Column(gettext_lazy("Receipt"), "receipt__number", is_extra=True)
    delivered_at = moment_column(gettext_lazy("Delivered"), "delivered_at", is_extra=True)
    taken_by = Column(gettext_lazy("Taken by"), "created_by_name", is_extra=True)
    note = Column(gettext_lazy("Note"), "note", is_extra=True)
