"""What a till may ask about money owed: who owes, what is open, and a payment of it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.money import ZERO
from apps.core.refusals import InvalidInput, NotFound
from apps.customers import contacts, merged
from apps.customers import queries as customers
from apps.customers.models import Customer
from apps.loyalty.queries import of_document
from apps.sales import ageing, instalments, links, queries, statements, till_payments
from apps.sales.models import Debtor, Receipt, Tender
from apps.sales.orders import TenderInput
from apps.sales.reading import Body
from apps.sales.statements import Owing
from apps.sales.till_payments import Debt, OneReceipt, WholeDebt
from apps.stores.models import PaymentMethod
from apps.users import reach
from kiosk import told
from kiosk.desk import Desk

Row = dict[str, Any]
SEE_DEBTS, SEE_RECEIPTS = "sales.view_debtor", "sales.view_receipt"
MOST = 50


def find_debtors(desk: Desk, body: Body) -> Row:
    """The number of the receipt that is named or scanned, of any shop; else who owes in the shops in reach."""
    text = body.text("text", most=400)
    receipt = queries.named(text) or links.scanned(text)
    if receipt is not None:
        return {"number": receipt.number, "debtors": []}
    rows: Any = ageing.debtors(reach.shops_in_reach(desk.user), on=clock.today())
    if text:
        found = customers.find(text, sees_contacts=contacts.are_seen_by(desk.user))
        rows = rows.filter(pk__in=found.order_by().values("pk"))
    return {"number": "", "debtors": [_debtor(row, desk) for row in rows.order_by("-owed", "pk")[:MOST]]}


def debts(desk: Desk, body: Body) -> Row:
    """What a customer owes in the shops in reach, the oldest first; of the others only how much."""
    customer = _customer(body)
    receipts = ageing.open_receipts(customer.pk, reach.shops_in_reach(desk.user))
    return _open(receipts, told.chosen(customer, desk.user), elsewhere=queries.owed_by(customer.pk) - _due(receipts))


def debt(desk: Desk, body: Body) -> Row:
    """One receipt by its number, whichever shop it is of: whoever has it may come and pay it anywhere."""
    receipt = _receipt(body)
    return _open([receipt], told.customer_of(receipt.customer, desk.user))


def pay_debt(desk: Desk, body: Body) -> Row:
    """On the receipt with ``number``, else on all that the customer owes in reach; its slip prints at the register."""
    desk.refuse_without(SEE_RECEIPTS if body.has("number") else SEE_DEBTS)
    asked = _debt(desk, body)
    method_id, amount = body.whole("method_id", least=1), body.amount("amount")
    tender = TenderInput(method_id, amount, body.text("reference", most=80))
    paid = till_payments.take(asked, tender, key=body.key("key"), by=desk.actor)
    return _paid(paid, asked, desk)


def print_payment(desk: Desk, body: Body) -> Row:
    """Its slip once more."""
    job = till_payments.print_again(body.key("key"), by=desk.actor, shop=desk.register.shop)
    return {"printer": str(job.printer) if job.printer else None}


def _debt(desk: Desk, body: Body) -> Debt:
    if body.has("number"):
        return OneReceipt(_receipt(body))
    if body.has("customer_id"):
        return WholeDebt(_customer(body), reach.shops_in_reach(desk.user))
    raise InvalidInput(_("Say whose debt is paid: a customer, or the number of a receipt."), field="customer_id")


def _customer(body: Body) -> Customer:
    found = merged.whoever_is(body.whole("customer_id", least=1))
    if found is None:
        raise NotFound(_("This customer is not here (any more): choose them again."))
    return found


def _receipt(body: Body) -> Receipt:
    number = body.text("number", most=30)
    rows = Receipt.objects.select_related("shop", "customer")
    found = rows.filter(Q(number=number) | Q(provisional_number=number)).order_by("pk").first()
    if found is None:
        raise NotFound(_("There is no receipt “%(number)s”.") % {"number": number})
    return found


def _debtor(row: Debtor, desk: Desk) -> Row:
    """Out of ``ageing.debtors``."""
    counted: Any = row
    return {
        "customer_id": row.pk,
        "name": row.name,
        "phone": contacts.phone_for(desk.user, row.phone),
        "owed": str(counted.owed),
        "receipts": counted.open_receipts,
        "days": max((clock.today() - counted.oldest).days, 0),
    }


def _open(receipts: Sequence[Receipt], customer: Row | None, *, elsewhere: Decimal = ZERO) -> Row:
    """``elsewhere`` is what is due besides, in shops beyond reach."""
    return {
        "customer": customer,
        "receipts": [_row(row) for row in statements.owing(receipts, on=clock.today())],
        "owed": str(_due(receipts)),
        "elsewhere": str(elsewhere),
    }


def _row(row: Owing) -> Row:
    receipt = row.receipt
    return {
        "number": receipt.number,
        "shop": receipt.shop.name,
        "sold_at": receipt.sold_at.isoformat(),
        "total": str(receipt.total),
        "returned": str(receipt.returned),
        "paid": str(row.paid),
        "due": str(receipt.due),
        "due_on": receipt.due_on.isoformat() if receipt.due_on else None,
        "days": row.days,
        "payments": [_payment(tender) for tender in row.payments],
    }


def _payment(tender: Tender) -> Row:
    return {
        "name": tender.method_name,
        "reference": tender.reference,
        "amount": str(tender.amount),
        "at": tender.at.isoformat(),
        "by": tender.user_name,
        "state": tender.state,
    }


def _paid(paid: Sequence[Tender], asked: Debt, desk: Desk) -> Row:
    """What was taken, and what remains of the same debt by now."""
    left = dict(Receipt.objects.filter(pk__in=[row.receipt_id for row in paid]).values_list("pk", "due"))
    return {
        "rows": [
            {"number": row.receipt.number, "amount": str(row.amount), "due": str(left[row.receipt_id])} for row in paid
        ],
        "amount": str(sum((row.amount for row in paid), ZERO)),
        "change": str(instalments.change_of(paid)),
        "owed": str(sum(left.values(), ZERO) if isinstance(asked, OneReceipt) else _owed(asked)),
        "is_awaited": any(row.state == Tender.State.AWAITED for row in paid),
        "is_cash": paid[0].method.kind == PaymentMethod.Kind.CASH,
        "earned": sum(_earned(row.receipt) for row in paid if not left[row.receipt_id]),
        "customer": told.customer_of(paid[0].receipt.customer, desk.user),
        "printer": told.receipt_printer(desk.register.shop, desk.user.pk),
    }


def _earned(receipt: Receipt) -> int:
    """The points that come once a receipt is paid in full."""
    moved = of_document(receipt.number) if receipt.customer_id else None
    return moved.earned if moved else 0


def _owed(asked: WholeDebt) -> Decimal:
    return _due(ageing.open_receipts(asked.customer.pk, asked.shops))


def _due(receipts: Sequence[Receipt]) -> Decimal:
    return sum((receipt.due for receipt in receipts), ZERO)
