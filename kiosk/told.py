"""Rows as the till is told them: amounts as text, nothing about cost."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db.models import Sum

from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.credits.models import Credit
from apps.credits.queries import usable_of
from apps.customers import contacts, merged, queries
from apps.customers.models import Customer
from apps.loyalty.models import Account
from apps.loyalty.programme import multiplier_of
from apps.loyalty.queries import OfDocument, accounts_of, of_document
from apps.loyalty.redemption import Preview
from apps.printing.models import Task
from apps.printing.routes import printer_for
from apps.sales import links
from apps.sales.contents import contents_of
from apps.sales.models import CashMove, ParkedSale, Receipt, SaleException, Shift, UnbookedSale
from apps.sales.queries import owed_by
from apps.sales.shift_papers import Section
from apps.stores.models import Register, Shop
from apps.users.models import User

Row = dict[str, Any]
MOST_CUSTOMERS = 20
SEE_CREDIT = "credits.view_credit"
SEE_POINTS = "loyalty.view_account"
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
        "points": _moved(of_document(done.number)) if done.customer_id else None,
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


def recent(row: Receipt) -> Row:
    """With its delivery, as the last receipts show it."""
    return receipt(row) | {"delivery": row.delivery.number if hasattr(row, "delivery") else ""}


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


def cash_move(row: CashMove) -> Row:
    return {
        "key": str(row.key),
        "kind": row.kind,
        "amount": str(row.amount),
        "reason": row.reason,
        "doubt": row.doubt,
    }


def receipt_printer(shop: Shop, user_id: int) -> str | None:
    """Where the papers of a till come from, for this person."""
    printer = printer_for(Task.RECEIPT, shop, user_id)
    return str(printer) if printer else None


def sections(found: list[Section]) -> list[Row]:
    """Words and amounts as they stand on the paper too."""
    return [asdict(section) for section in found]


def parked(row: ParkedSale) -> Row:
    return {
        "key": str(row.key),
        "name": row.name,
        "units": row.units,
        "parked_at": row.parked_at.isoformat(),
        "parked_by": str(row.parked_by),
    }


def customers(text: str, user: User) -> list[Row]:
    """Those who fit, with what they owe, what they can spend, and their points."""
    if not text:
        return []
    known = Customer.objects.filter(forgotten_at=None)
    found = queries.find(text, within=known, sees_contacts=contacts.are_seen_by(user)).order_by("name", "pk")
    owing = list(found.annotate(owed=Sum("receipts__due", output_field=MoneyField()))[:MOST_CUSTOMERS])
    keys = [row.pk for row in owing]
    credits = usable_of(keys) if user.has_perm(SEE_CREDIT) else {}
    accounts = accounts_of(keys) if user.has_perm(SEE_POINTS) else {}
    return [
        customer(row, user, credits.get(row.pk, ()), accounts.get(row.pk)) | {"due": str(row.owed or ZERO)}
        for row in owing
    ]


def customer(row: Customer, user: User, credits: Iterable[Credit] = (), account: Account | None = None) -> Row:
    """Phone and mail as this person may see them."""
    return {
        "id": row.pk,
        "name": row.name,
        "phone": contacts.phone_for(user, row.phone),
        "email": contacts.email_for(user, row.email),
        "is_frequent": row.is_frequent,
        "due": "0.00",
        "credits": [credit(one) for one in credits],
        "points": points(account) if account else None,
    }


def points(row: Account) -> Row:
    """What a customer who takes part has; of an account out of ``accounts_of``."""
    return {
        "left": int(row.usable or 0),  # type: ignore[attr-defined]
        "tier": row.tier.name if row.tier else "",
        "multiplier": str(multiplier_of(row)),
    }


def preview(can: Preview, account: Account | None) -> Row:
    """What a sale could redeem, and where the customer stands."""
    return {
        "least": can.least,
        "most": can.most,
        "value": str(can.value),
        "sentence": can.sentence,
        "points": points(account) if account else None,
    }


def credit(row: Credit) -> Row:
    until = row.expires_on
    return {"number": row.number, "left": str(row.left), "expires_on": until.isoformat() if until else None}


def cart(kept: Row, user: User) -> Row:
    """A parked cart with its customer as they are now: merged, forgotten or with a new number since."""
    key = (kept.get("customer") or {}).get("id")
    if key is None:
        return kept
    row = merged.whoever_is(key)
    return kept | {"customer": chosen(row, user) if row else None}


def chosen(row: Customer, user: User) -> Row:
    """A single customer, with what they owe and can spend."""
    credits = usable_of([row.pk])[row.pk] if user.has_perm(SEE_CREDIT) else ()
    account = accounts_of([row.pk]).get(row.pk) if user.has_perm(SEE_POINTS) else None
    return customer(row, user, credits, account) | {"due": str(owed_by(row.pk))}


def customer_of(customer: Customer | None, user: User) -> Row | None:
    """Whose receipt it is; all but the name is for those who may see customers."""
    if customer is None:
        return None
    if user.has_perm("customers.view_customer"):
        return chosen(customer, user)
    return {"id": customer.pk, "name": customer.name, "phone": "", "email": ""}


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


def _moved(points: OfDocument | None) -> Row | None:
    """What a receipt did with points."""
    return {"earned": points.earned, "redeemed": points.redeemed, "balance": points.balance} if points else None


def _doubts(row: Receipt) -> list[Row]:
    return [{"kind": doubt.kind, "sentence": doubt.sentence} for doubt in row.exceptions.order_by("pk")]


def _amount(value: Any) -> str | None:
    return None if value is None else str(value)
