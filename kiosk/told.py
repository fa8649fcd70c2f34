"""Rows as the till is told them: amounts as text, nothing about cost."""

from typing import Any

from django.db.models import Sum

from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.customers import contacts, merged, queries
from apps.customers.models import Customer
from apps.printing.models import Task
from apps.printing.routes import printer_for
from apps.sales import links
from apps.sales.contents import contents_of
from apps.sales.models import ParkedSale, Receipt, SaleException, Shift, UnbookedSale
from apps.sales.queries import owed_by
from apps.stores.models import Register
from apps.users.models import User

Row = dict[str, Any]
MOST_CUSTOMERS = 20
MOST_EXCEPTIONS = 50


def sold(done: Receipt, user: User) -> Row:
    """The answer to a sale: what the success screen shows and offers."""
    printer = printer_for(Task.RECEIPT, done.shop, done.cashier_id) if done.printed_copies else None
    return {
        "number": done.number,
        "key": str(done.key),
        "provisional_number": done.provisional_number,
        "total": str(done.total),
        "change": str(done.change),
        "due": str(done.due),
        "link": links.address_of(done),
        "whatsapp": links.whatsapp_link(done, with_phone=contacts.are_seen_by(user)),
        "printed": printer is not None and not printer.last_error,
        "printer": str(printer) if printer else None,
        "exceptions": _doubts(done) if done.was_offline else [],
    }


def receipt(row: Receipt) -> Row:
    return {
        "number": row.number,
        "key": str(row.key),
        "provisional_number": row.provisional_number,
        "kind": row.kind,
        "sold_at": row.sold_at.isoformat(),
        "cashier_name": row.cashier_name,
        "customer_name": row.customer_name,
        "units": row.units,
        "total": str(row.total),
        "due": str(row.due),
        "is_void": hasattr(row, "void"),
    }


def whole(row: Receipt) -> Row:
    """With lines and tenders."""
    contents = contents_of(row)
    lines = [
        {
            "product_id": line.product_id,
            "name": line.name,
            "quantity": line.quantity,
            "unit_price": str(line.unit_price),
            "net": str(line.net),
        }
        for line in contents.lines
    ]
    tenders = [{"name": tender.method_name, "amount": str(tender.amount)} for tender in contents.tenders]
    return {
        **receipt(row),
        "shop": str(contents.shop),
        "lines": lines,
        "tenders": tenders,
        "link": links.address_of(row),
    }


def shift(row: Shift) -> Row:
    """What was expected is told only once it is counted."""
    return {
        "key": str(row.key),
        "number": row.number,
        "opened_at": row.opened_at.isoformat(),
        "opening_float": str(row.opening_float),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "expected_cash": _amount(row.expected_cash),
        "counted_cash": _amount(row.counted_cash),
        "difference": _amount(row.difference),
    }


def parked(row: ParkedSale) -> Row:
    return {
        "key": str(row.key),
        "name": row.name,
        "units": row.units,
        "parked_at": row.parked_at.isoformat(),
        "parked_by": str(row.parked_by),
    }


def customers(text: str, user: User) -> list[Row]:
    """Those who fit, with what they owe."""
    if not text:
        return []
    known = Customer.objects.filter(forgotten_at=None)
    found = queries.find(text, within=known, sees_contacts=contacts.are_seen_by(user)).order_by("name", "pk")
    owing = found.annotate(owed=Sum("receipts__due", output_field=MoneyField()))[:MOST_CUSTOMERS]
    return [customer(row, user) | {"due": str(row.owed or ZERO)} for row in owing]


def customer(row: Customer, user: User) -> Row:
    """Phone and mail as this person may see them."""
    return {
        "id": row.pk,
        "name": row.name,
        "phone": contacts.phone_for(user, row.phone),
        "email": contacts.email_for(user, row.email),
        "is_frequent": row.is_frequent,
        "due": "0.00",
    }


def cart(kept: Row, user: User) -> Row:
    """A parked cart with its customer as they are now: merged, forgotten or with a new number since."""
    key = (kept.get("customer") or {}).get("id")
    if key is None:
        return kept
    row = merged.whoever_is(key)
    told = customer(row, user) | {"due": str(owed_by(row.pk))} if row else None
    return kept | {"customer": told}


def exceptions(register: Register) -> list[Row]:
    """What nobody has answered for yet of the register's finished sales, the latest first."""
    booked = SaleException.objects.filter(receipt__register=register, resolved_at=None).select_related("receipt")
    unbooked = UnbookedSale.objects.filter(register=register, resolved_at=None)
    return [
        *({"key": row.key, "name": str(row), "sentence": row.sentence} for row in unbooked[:MOST_EXCEPTIONS]),
        *(
            {"key": str(row.receipt.key), "name": row.receipt.number, "sentence": row.sentence}
            for row in booked[:MOST_EXCEPTIONS]
        ),
    ]


def _doubts(row: Receipt) -> list[Row]:
    return [{"kind": doubt.kind, "sentence": doubt.sentence} for doubt in row.exceptions.order_by("pk")]


def _amount(value: Any) -> str | None:
    return None if value is None else str(value)
