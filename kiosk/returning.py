"""What a till may ask about goods that come back: found, valued, asked for, paid back, exchanged."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core.money import ZERO
from apps.core.refusals import InvalidInput, NexusError, NotFound
from apps.credits import ledger as credits
from apps.customers import contacts
from apps.customers.models import Customer
from apps.preorders import fulfilling
from apps.returns import completion, decisions, exchange, queries, requests
from apps.returns.completion import Way
from apps.returns.models import Return, ReturnLine
from apps.returns.requests import Brought, Wish
from apps.sales import orders, shifts
from apps.sales.models import Receipt
from apps.sales.orders import MOST_LINES, ApprovalInput
from apps.sales.reading import Body
from apps.stores.models import Shop
from apps.users import reach
from kiosk import told
from kiosk.desk import Desk

Answer = dict[str, Any]
ASK, COMPLETE = "returns.add_return", "returns.change_return"
MOST_WAITING = 50


def find_sold(desk: Desk, body: Body) -> Answer:
    """By number, provisional number or QR of any shop; by customer or phone those of the shops in reach."""
    sees_contacts = contacts.are_seen_by(desk.user)
    found = queries.find_sold(body.text("text", most=400), reach.shops_in_reach(desk.user), sees_contacts=sees_contacts)
    return {"receipts": [told.receipt(row) | {"shop": row.shop.name} for row in found]}


def returnable(desk: Desk, body: Body) -> Answer:
    """A receipt with what may still come back of each line, or why nothing may."""
    receipt = _receipt(body)
    refusal = ""
    try:
        requests.refuse_other_kinds(receipt)
    except NexusError as refused:
        refusal = str(refused.sentence)
    lines = [
        {
            "position": line.position,
            "name": line.name,
            "quantity": line.quantity,
            "left": line.quantity - line.claimed,
            "unit_price": str(line.unit_price),
        }
        for line in receipt.lines.all()
    ]
    row = told.receipt(receipt) | {"shop": receipt.shop.name, "customer": told.customer_of(receipt.customer, desk.user)}
    return {"receipt": row, "lines": lines, "refusal": refusal, "is_late": requests.is_late(receipt)}


def quote_return(desk: Desk, body: Body) -> Answer:
    """What the pieces would bring now, and what their customer could spend afterwards."""
    receipt = _receipt(body)
    return _quoted(receipt, requests.quote(receipt, list(_brought(body))))


def ask_return(desk: Desk, body: Body) -> Answer:
    return {"return": _told(requests.ask(_wish(desk, body), by=desk.actor))}


def take_back(desk: Desk, body: Body) -> Answer:
    """Asked for, approved on the spot and paid back in one act."""
    wish = _wish(desk, body)
    done = completion.take_back(wish, _way(desk, body), by=desk.actor, approval=_approval(body))
    return {"return": _told(done)}


def waiting_returns(desk: Desk, body: Body) -> Answer:
    """Those of this shop that wait for a yes or for the goods."""
    here = queries.open_in(Shop.objects.filter(pk=desk.register.shop_id))
    found = here.select_related("receipt", "customer").order_by("pk")[:MOST_WAITING]
    return {"returns": [_told(row) for row in found]}


def approve_return(desk: Desk, body: Body) -> Answer:
    return {"return": _told(decisions.approve(_return(desk, body), by=desk.actor, approval=_approval(body)))}


def reject_return(desk: Desk, body: Body) -> Answer:
    """By an approver, with one's PIN, or by whoever asked for it and takes that back."""
    goods, reason = _return(desk, body), body.text("reason")
    return {"return": _told(decisions.reject(goods, by=desk.actor, reason=reason, approval=_approval(body)))}


def waiting_return(desk: Desk, body: Body) -> Answer:
    """One of them with its goods, and what it would bring now."""
    goods = _return(desk, body)
    lines = list(goods.lines.select_related("sold").order_by("pk"))
    return {
        "return": _told(goods) | {"note": goods.note, "may_reject": decisions.may_reject(goods, desk.user)},
        "customer": told.customer_of(goods.customer, desk.user),
        "is_of_customer": goods.customer_id == goods.receipt.customer_id,
        "lines": [{"name": line.sold.name, "pieces": line.quantity, "condition": line.condition} for line in lines],
        "quote": _quoted(goods.receipt, requests.quote_asked(goods)) if goods.state in queries.OPEN else None,
    }


def complete_return(desk: Desk, body: Body) -> Answer:
    return {"return": _told(completion.complete(_return(desk, body), _way(desk, body), by=desk.actor))}


def swap(desk: Desk, body: Body) -> Answer:
    """Goods come back and others are sold, both or neither; ``waiting`` names a return that was asked for before."""
    goods = body.within("return")
    order = orders.from_json(body.within("sale").values)
    if order.is_offline:
        raise InvalidInput(_("An exchange needs the server: try again when the till is online."), field="sale")
    approval = _approval(goods)
    brought = _return(desk, goods, name="waiting") if goods.has("waiting") else _wish(desk, goods)
    done, receipt = exchange.exchange(
        brought, order, _way(desk, goods), by=desk.actor, approval=approval, sell=fulfilling.sell
    )
    return {"receipt": told.sold(receipt, desk.user), "return": _told(done)}


def _quoted(receipt: Receipt, quote: requests.Quote) -> Answer:
    return {
        "value": str(quote.value),
        "debt": str(quote.split.debt),
        "credit": str(quote.split.credit),
        "deducted": str(quote.split.deducted),
        "money": str(quote.split.money),
        "is_late": quote.is_late,
        "credits": _spendable(receipt, quote.split.credit),
    }


def _wish(desk: Desk, body: Body) -> Wish:
    return Wish(
        receipt=_receipt(body),
        shop=desk.register.shop,
        brought=list(_brought(body)),
        reason=body.text("reason"),
        key=body.key("key"),
        customer=_customer(body),
    )


def _brought(body: Body) -> Iterator[Brought]:
    for row in body.each("lines", most=2 * MOST_LINES):
        condition = ReturnLine.Condition(row.choice("condition", tuple(ReturnLine.Condition.values)))
        yield Brought(row.whole("position", least=1), row.whole("pieces", least=1), condition)


def _way(desk: Desk, body: Body) -> Way:
    refund = Return.Refund(body.choice("refund", tuple(Return.Refund.values)))
    return Way(refund=refund, shift=shifts.current(desk.register), customer=_customer(body))


def _customer(body: Body) -> Customer | None:
    if not body.has("customer_id"):
        return None
    found = Customer.objects.filter(pk=body.whole("customer_id", least=1)).first()
    if found is None:
        raise NotFound(_("That customer is not known any more: choose one again."))
    return found


def _receipt(body: Body) -> Receipt:
    number = body.text("number", most=30)
    rows = Receipt.objects.select_related("shop", "void", "customer")
    found = rows.filter(Q(number=number) | Q(provisional_number=number)).order_by("pk").first() if number else None
    if found is None:
        raise NotFound(_("There is no receipt “%(number)s”.") % {"number": number})
    return found


def _return(desk: Desk, body: Body, *, name: str = "number") -> Return:
    number = body.text(name, most=30)
    rows = Return.objects.select_related("receipt", "shop", "customer")
    found = rows.filter(number=number, shop__in=reach.shops_in_reach(desk.user)).first()
    if found is None:
        raise NotFound(_("There is no return “%(number)s” in your shops.") % {"number": number})
    return found


def _approval(body: Body) -> ApprovalInput | None:
    if not body.has("approval"):
        return None
    row = body.within("approval")
    return ApprovalInput(row.text("token", most=100), row.text("action", most=40), row.text("limit", most=40))


def _spendable(receipt: Receipt, back: Decimal) -> list[Answer]:
    """The customer's credits as they will be once ``back`` has gone back to those that had paid."""
    if receipt.customer is None:
        return []
    coming = {credit.pk: (credit, part) for credit, part in credits.returnable(receipt.number, back)}
    held = {credit.pk: (credit, ZERO) for credit in credits.usable(receipt.customer.pk)} | coming
    return [
        {
            "number": credit.number,
            "left": str(credit.left + part),
            "expires_on": credit.expires_on.isoformat() if credit.expires_on else None,
        }
        for credit, part in held.values()
        if not credit.is_deposit
    ]


def _told(row: Return) -> Answer:
    return {
        "number": row.number,
        "key": str(row.key),
        "state": row.state,
        "receipt": row.receipt.number,
        "customer_name": row.customer.name if row.customer else "",
        "reason": row.reason,
        "units": row.units,
        "value": str(row.value),
        "debt": str(row.debt),
        "credit": str(row.credit),
        "exchanged": str(row.exchanged),
        "paid_back": str(row.paid_back),
        "refund": row.refund,
        "credit_number": row.credit_number,
        "is_late": row.is_late,
        "asked_by": row.created_by_name,
    }
