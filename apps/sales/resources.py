"""What the lists of selling hand out as files."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.resources import Column, ListResource, day_column, label_of, moment_column, money_column, number_column
from apps.customers import contacts
from apps.sales import ageing
from apps.sales.models import CashMove, Delivery, Receipt, SaleException, Tender
from apps.users.resources import person, person_at


def _receipt_state(void: int | None, due: Decimal, kind: str) -> str:
    """In the words of the list; what is due has a column of its own."""
    if void:
        return _("void")
    if due:
        return _("balance due")
    named = {Receipt.Kind.GIFT: _("gift"), Receipt.Kind.DEPOSIT: _("deposit")}
    return named.get(Receipt.Kind(kind), _("settled"))


def _delivery_state(void: int | None, delivered_at: datetime | None, out_at: datetime | None) -> str:
    if void:
        return _("void")
    if delivered_at:
        return _("delivered")
    return _("on its way") if out_at else _("pending")


def _difference(counted: Decimal | None, expected: Decimal | None) -> Decimal | None:
    return None if counted is None or expected is None else counted - expected


def _shop_of_register(register: str, shop: str) -> str:
    return f"{register}, {shop}"


def _signed(kind: str, amount: Decimal) -> Decimal:
    """As the drawer sees it."""
    return -amount if kind == CashMove.Kind.OUT else amount


def _resolved(resolved_at: datetime | None) -> str:
    return _("resolved") if resolved_at else _("open")


class ReceiptResource(ListResource):
    number = Column(gettext_lazy("Receipt"), "number")
    provisional_number = Column(gettext_lazy("Number at the till"), "provisional_number", is_extra=True)
    business_date = day_column(gettext_lazy("Day"), "business_date", is_extra=True)
    sold_at = moment_column(gettext_lazy("Sold"), "sold_at")
    shop = Column(gettext_lazy("Shop"), "shop__name")
    register = Column(gettext_lazy("Register"), "register__name", is_extra=True)
    shift = Column(gettext_lazy("Shift"), "shift__number", is_extra=True)
    cashier_name = Column(gettext_lazy("Cashier"), "cashier_name")
    customer_name = Column(gettext_lazy("Customer"), "customer_name")
    kind = Column(gettext_lazy("Kind"), "kind", shown=label_of(Receipt.Kind), is_extra=True)
    preorder = Column(gettext_lazy("Pre-order"), "preorder", is_extra=True)
    units = number_column(gettext_lazy("Pieces"), "units")
    gross = money_column(gettext_lazy("Gross"), "gross", is_extra=True)
    line_discount = money_column(gettext_lazy("Line discounts"), "line_discount", is_extra=True)
    order_discount = money_column(gettext_lazy("Order discount"), "order_discount", is_extra=True)
    points_discount = money_column(gettext_lazy("Paid with points"), "points_discount", is_extra=True)
    gift_value = money_column(gettext_lazy("Value of gifts"), "gift_value", is_extra=True)
    net = money_column(gettext_lazy("Net of items"), "net", is_extra=True)
    tax_included = money_column(gettext_lazy("Tax included"), "tax_included", is_extra=True)
    tax_added = money_column(gettext_lazy("Tax added"), "tax_added", is_extra=True)
    delivery_fee = money_column(gettext_lazy("Delivery fee"), "delivery_fee", is_extra=True)
    rounding = money_column(gettext_lazy("Cash rounding"), "rounding", is_extra=True)
    total = money_column(gettext_lazy("Total"), "total")
    returned = money_column(gettext_lazy("Returned"), "returned", is_extra=True)
    due = money_column(gettext_lazy("Still due"), "due")
    state = Column(gettext_lazy("State"), "void", "due", "kind", shown=_receipt_state)


class ShiftResource(ListResource):
    number = Column(gettext_lazy("Shift"), "number")
    register = Column(gettext_lazy("Register"), "register__name", "register__shop__name", shown=_shop_of_register)
    opened_by = Column(gettext_lazy("Opened by"), *person_at("opened_by"), shown=person)
    opened_at = moment_column(gettext_lazy("Opened"), "opened_at")
    closed_at = moment_column(gettext_lazy("Closed"), "closed_at")
    receipts = number_column(gettext_lazy("Receipts"), "z_report__receipts", is_extra=True)
    sold = money_column(gettext_lazy("Sold"), "z_report__total")
    opening_float = money_column(gettext_lazy("Float"), "opening_float")
    expected = money_column(gettext_lazy("Expected"), "expected_cash")
    counted = money_column(gettext_lazy("Counted"), "counted_cash")
    difference = money_column(gettext_lazy("Difference"), "counted_cash", "expected_cash", shown=_difference)
    first_count = money_column(gettext_lazy("Counted at first"), "first_count", is_extra=True)
    closed_by = Column(gettext_lazy("Closed by"), *person_at("closed_by"), shown=person, is_extra=True)
    comment = Column(gettext_lazy("Comment"), "comment", is_extra=True)


class CashMoveResource(ListResource):
    at = moment_column(gettext_lazy("When"), "at")
    kind = Column(gettext_lazy("Kind"), "kind", shown=label_of(CashMove.Kind))
    amount = money_column(gettext_lazy("Amount"), "kind", "amount", shown=_signed)
    reason = Column(gettext_lazy("Reason"), "reason")
    shift = Column(gettext_lazy("Shift"), "shift__number")
    register = Column(gettext_lazy("Register"), "shift__register__name", "shift__shop__name", shown=_shop_of_register)
    user_name = Column(gettext_lazy("Who"), "user_name")
    approver_name = Column(gettext_lazy("Approved by"), "approver_name")
    doubt = Column(gettext_lazy("To be looked at"), "doubt")
    resolution = Column(gettext_lazy("What was found or done"), "resolution", is_extra=True)
    resolved_by = Column(gettext_lazy("Answered by"), "resolved_by_name", is_extra=True)
    resolved_at = moment_column(gettext_lazy("Answered"), "resolved_at", is_extra=True)


class DeliveryResource(ListResource):
    number = Column(gettext_lazy("Delivery"), "number")
    receipt = Column(gettext_lazy("Receipt"), "receipt__number")
    kind = Column(gettext_lazy("Kind"), "kind", shown=label_of(Delivery.Kind))
    due_on = day_column(gettext_lazy("For the day"), "due_on")
    customer = Column(gettext_lazy("Customer"), "receipt__customer_name")
    address = Column(gettext_lazy("Address"), "address", needs=contacts.RIGHT)
    fee = money_column(gettext_lazy("Fee"), "receipt__delivery_fee")
    pieces = number_column(gettext_lazy("Pieces"), "receipt__units")
    due = money_column(gettext_lazy("Still due"), "receipt__due")
    state = Column(gettext_lazy("State"), "receipt__void", "delivered_at", "out_at", shown=_delivery_state)
    shop = Column(gettext_lazy("Shop"), "receipt__shop__name", is_extra=True)
    phone = Column(gettext_lazy("Phone"), "phone", is_extra=True, needs=contacts.RIGHT)
    courier = Column(gettext_lazy("Courier"), "courier", is_extra=True)
    delivered_at = moment_column(gettext_lazy("Delivered"), "delivered_at", is_extra=True)
    delivered_by = Column(gettext_lazy("Delivered by"), "delivered_by_name", is_extra=True)
    received_by = Column(gettext_lazy("Received by"), "received_by", is_extra=True)
    note = Column(gettext_lazy("Note"), "note", is_extra=True)


class DebtorResource(ListResource):
    name = Column(gettext_lazy("Customer"), "name")
    phone = Column(gettext_lazy("Phone"), "phone", needs=contacts.RIGHT)
    email = Column(gettext_lazy("E-mail"), "email", is_extra=True, needs=contacts.RIGHT)
    owed = money_column(gettext_lazy("Owes"), "owed")
    days_30 = money_column(ageing.BUCKET_OF["days_30"].title, "days_30")
    days_60 = money_column(ageing.BUCKET_OF["days_60"].title, "days_60")
    days_90 = money_column(ageing.BUCKET_OF["days_90"].title, "days_90")
    days_more = money_column(ageing.BUCKET_OF["days_more"].title, "days_more")
    oldest = day_column(gettext_lazy("Oldest"), "oldest")
    receipts = number_column(gettext_lazy("Receipts"), "open_receipts")


class TenderResource(ListResource):
    receipt = Column(gettext_lazy("Receipt"), "receipt__number")
    at = moment_column(gettext_lazy("When"), "at")
    method = Column(gettext_lazy("Method"), "method_name")
    reference = Column(gettext_lazy("Reference"), "reference")
    amount = money_column(gettext_lazy("Amount"), "amount")
    handed_over = money_column(gettext_lazy("Handed over"), "handed_over", is_extra=True)
    state = Column(gettext_lazy("State"), "state", shown=label_of(Tender.State))
    customer = Column(gettext_lazy("Customer"), "receipt__customer_name")
    taken_by = Column(gettext_lazy("Taken by"), "user_name")
    shift = Column(gettext_lazy("Shift"), "shift__number", is_extra=True)
    shop = Column(gettext_lazy("Shop"), "receipt__shop__name", is_extra=True)


class SaleExceptionResource(ListResource):
    sentence = Column(gettext_lazy("What happened"), "sentence")
    receipt = Column(gettext_lazy("Receipt"), "receipt__number")
    kind = Column(gettext_lazy("Kind"), "kind", shown=label_of(SaleException.Kind))
    shop = Column(gettext_lazy("Shop"), "receipt__shop__name")
    at = moment_column(gettext_lazy("When"), "at")
    state = Column(gettext_lazy("State"), "resolved_at", shown=_resolved)
    resolution = Column(gettext_lazy("Resolution"), "resolution", is_extra=True)
    resolved_by = Column(gettext_lazy("Resolved by"), "resolved_by_name", is_extra=True)
    resolved_at = moment_column(gettext_lazy("Resolved"), "resolved_at", is_extra=True)
