"""What a till may ask: each name stands for one call and the permission it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.refusals import InvalidInput, NotFound
from apps.credits import ledger
from apps.customers import merged, people
from apps.customers.models import Consent, Customer
from apps.loyalty import accounts, programme, queries, redemption
from apps.preorders import fulfilling
from apps.pricing.totals import MOST_PIECES
from apps.sales import (
    cash_moves,
    delivery_plans,
    drawer,
    gift_receipts,
    mailing,
    orders,
    parking,
    reprints,
    shifts,
    traces,
    unbooked,
    x_reports,
)
from apps.sales.cash_moves import CashInput
from apps.sales.delivery_plans import Plan
from apps.sales.models import CashMove, Delivery, Receipt, Shift, UnbookedSale
from apps.sales.orders import ApprovalInput
from apps.sales.reading import Body
from apps.sales.refusals import NoOpenShift
from apps.users import approvals, reach, requests
from apps.users.models import User
from kiosk import afar, crediting, displays, owing, preorders, presence, returning, shell, told
from kiosk.desk import Desk

Answer = dict[str, Any]
SELL = "sales.sell"
MOST_UNITS = orders.MOST_LINES * MOST_PIECES


@dataclass(frozen=True, slots=True)
class Command:
    """``brings_what_was_sold``: a device that lost its register may still bring sales that it finished."""

    call: Callable[[Desk, Body], Answer]
    needs: str = SELL
    brings_what_was_sold: bool = False


def sell(desk: Desk, body: Body) -> Answer:
    if body.flag("is_offline"):
        return {"receipt": told.sold(unbooked.bring(body.values, by=desk.actor, sell=fulfilling.sell), desk.user)}
    return {"receipt": told.sold(fulfilling.sell(orders.from_json(body.values), by=desk.actor), desk.user)}


def exceptions(desk: Desk, body: Body) -> Answer:
    """What is still to be looked at of this register's finished sales; of ``keys``, what an MD has settled."""
    asked = [row.text("key", most=60) for row in body.each("keys", most=500)]
    settled = UnbookedSale.objects.filter(register=desk.register, key__in=asked, resolved_at__isnull=False)
    return {
        "exceptions": told.exceptions(desk.register),
        "settled": sorted(set(settled.values_list("key", flat=True))),
    }


def void(desk: Desk, body: Body) -> Answer:
    receipt = _receipt(body)
    reach.refuse_beyond_reach(desk.user, receipt.shop)
    fulfilling.void(receipt, by=desk.actor, reason=body.text("reason"), approval=_approval(body))
    return {"receipt": told.receipt(receipt)}


def reprint(desk: Desk, body: Body) -> Answer:
    job = reprints.reprint(_receipt(body), by=desk.actor, shop=desk.register.shop)
    return {"printer": str(job.printer) if job.printer else None}


def mail_receipt(desk: Desk, body: Body) -> Answer:
    mailing.mail(_receipt(body), body.text("email", most=254), by=desk.actor)
    return {"queued": True}


def gift_receipt(desk: Desk, body: Body) -> Answer:
    """Without prices, for who gets the present."""
    job = gift_receipts.print_for(_receipt(body), by=desk.actor, shop=desk.register.shop)
    return {"printer": str(job.printer) if job.printer else None}


def plan_delivery(desk: Desk, body: Body) -> Answer:
    """Of a sale that was made without."""
    receipt, asked = _receipt(body), body.within("delivery")
    lengths = {"address": 500, "phone": 40, "courier": 80, "note": 300}
    told = {name: asked.text(name, most=most) for name, most in lengths.items()}
    day = asked.day("due_on") if asked.has("due_on") else None
    wish = Plan(kind=asked.choice("kind", tuple(Delivery.Kind.values)), due_on=day, **told)
    return {"delivery": delivery_plans.plan(receipt, wish, by=desk.actor).number}


def recent(desk: Desk, body: Body) -> Answer:
    """The last receipts of this register."""
    rows = Receipt.objects.filter(register=desk.register).select_related("void", "delivery").order_by("-pk")
    found = rows[:30]
    return {"receipts": [told.recent(row) for row in found]}


def receipt(desk: Desk, body: Body) -> Answer:
    """One receipt by its number, whichever shop it is of: whoever has it may come back with it anywhere."""
    return {"receipt": told.whole(_receipt(body))}


def open_shift(desk: Desk, body: Body) -> Answer:
    key, amount = body.key("key"), body.amount("opening_float")
    return {"shift": told.shift(shifts.open_shift(desk.register, key=key, opening_float=amount, by=desk.actor))}


def close_shift(desk: Desk, body: Body) -> Answer:
    shift = Shift.objects.filter(key=body.key("key"), register=desk.register).first()
    if shift is None:
        raise NoOpenShift(_("This shift is not known here: it was opened at another register."))
    comment, is_offline = body.text("comment", most=300), body.flag("is_offline")
    closed = shifts.close(shift, counted=_counted(body), comment=comment, by=desk.actor, is_offline=is_offline)
    return {"shift": told.shift(closed), "printer": told.receipt_printer(desk.register.shop, desk.user.pk)}


def move_cash(desk: Desk, body: Body) -> Answer:
    """Cash in or out of the drawer, without a sale."""
    asked = CashInput(
        key=body.key("key"),
        kind=CashMove.Kind(body.choice("kind", tuple(CashMove.Kind.values))),
        amount=body.amount("amount"),
        reason=body.text("reason"),
        at=body.moment("at") if body.has("at") else None,
        cashier_id=body.whole("cashier_id", least=1) if body.has("cashier_id") else None,
        is_offline=body.flag("is_offline"),
        approval=_approval(body),
        shift_key=body.key("shift_key"),
    )
    shift = cash_moves.shift_of(asked, desk.register)
    moved = cash_moves.move(shift, asked, by=desk.actor)
    return {"cash_move": told.cash_move(moved), "printer": told.receipt_printer(shift.shop, desk.user.pk)}


def x_report(desk: Desk, body: Body) -> Answer:
    """What the shift took so far, on the screen or (``print``) on paper; cash only for who need not count it blind."""
    shift = shifts.current(desk.register)
    if shift is None:
        raise NoOpenShift(_("No shift is open here."))
    if body.flag("print"):
        job = x_reports.print_x(shift, user=desk.user, by=desk.actor)
        return {"printer": str(job.printer) if job.printer else None}
    return {"shift": told.shift(shift), "sections": told.sections(x_reports.look(shift, user=desk.user, by=desk.actor))}


def open_drawer(desk: Desk, body: Body) -> Answer:
    shift = shifts.current(desk.register)
    if shift is None:
        raise NoOpenShift(_("The drawer opens within a shift: open one first."))
    reason = body.text("reason") or _("No sale")
    drawer.open_drawer(shift, by=desk.actor, reason=reason, approval=_approval(body))
    return {"opened": True}


def park(desk: Desk, body: Body) -> Answer:
    cart, units = body.within("cart").values, body.whole("units", least=1, most=MOST_UNITS)
    parked = parking.park(cart, key=body.key("key"), units=units, name=body.text("name", most=80), by=desk.actor)
    return {"parked": told.parked(parked)}


def parked(desk: Desk, body: Body) -> Answer:
    return {"parked": [told.parked(row) for row in parking.parked_in(desk.register.shop_id)[:100]]}


def resume(desk: Desk, body: Body) -> Answer:
    key, taken_key = body.key("key"), body.key("taken_key")
    cart = parking.resume(key, taken_key=taken_key, by=desk.actor)
    requests.follow(key, taken_key, register=desk.register, by=desk.actor)
    return {"cart": told.cart(cart, desk.user)}


def drop_parked(desk: Desk, body: Body) -> Answer:
    parking.drop(body.key("key"), by=desk.actor)
    return {"dropped": True}


def find_customer(desk: Desk, body: Body) -> Answer:
    return {"customers": told.customers(body.text("text", most=80), desk.user)}


def points(desk: Desk, body: Body) -> Answer:
    """What a customer could redeem on goods of this amount; nothing is written."""
    customer = _customer(body)
    account = queries.accounts_of([customer.pk]).get(customer.pk)
    can = redemption.preview(programme.current(), account, body.amount("goods"))
    return told.preview(can, account)


def enrol_in_loyalty(desk: Desk, body: Body) -> Answer:
    customer = _customer(body)
    accounts.enrol(customer, by=desk.actor)
    return {"points": told.points(queries.accounts_of([customer.pk])[customer.pk])}


def scan_credit(desk: Desk, body: Body) -> Answer:
    """The slip of a store credit: which it is, and whose, with all that they can spend."""
    credit = ledger.scanned(body.text("number", most=24))
    return {"credit": told.credit(credit), "customer": told.chosen(credit.customer, desk.user)}


def add_customer(desk: Desk, body: Body) -> Answer:
    lengths = {"name": 120, "phone": 40, "email": 254}
    typed: dict[str, Any] = {name: body.text(name, most=most) for name, most in lengths.items()}
    typed |= {channel: body.flag(channel) for channel in Consent.Channel.values}
    customer = people.create(**typed, by=desk.actor)
    return {"customer": told.customer(customer, desk.user)}


def approve(desk: Desk, body: Body) -> Answer:
    """An approver's PIN on the spot gives a token for one action of the person at the till."""
    approver = User.objects.filter(pk=body.whole("approver_id", least=1), is_active=True).first()
    if approver is None:
        raise NotFound(_("This person does not work here (any more)."))
    action, subject = body.text("action", most=40), body.text("subject", most=80)
    limit = body.amount("limit") if body.has("limit") else None
    token = approvals.grant(
        *(approver, body.text("pin", most=20)),
        action=action,
        subject=subject,
        limit=limit,
        asked_by=desk.user,
        register=desk.register,
    )
    return {"token": token, "approver": str(approver)}


def cart_trace(desk: Desk, body: Body) -> Answer:
    """Lines taken out of a cart that was never sold leave a trace."""
    removed = [
        (row.whole("product_id", least=1), row.whole("quantity", least=1)) for row in body.each("removed", most=500)
    ]
    traces.note_removed(removed, by=desk.actor)
    return {"noted": len(removed)}


def display_state(desk: Desk, body: Body) -> Answer:
    displays.show(
        desk.register, version=body.whole("version"), till=body.text("till", most=60), state=body.values.get("state")
    )
    return {}


def display_code(desk: Desk, body: Body) -> Answer:
    """Six digits that pair a customer display with this register within two minutes."""
    return {"code": displays.offer(desk.register), "seconds": displays.OFFER_SECONDS}


def heartbeat(desk: Desk, body: Body) -> Answer:
    presence.note(desk.register)
    return {"server_time": clock.now().isoformat(), "version": shell.version(), "epoch": desk.register.epoch}


COMMANDS = {
    "sell": Command(sell, brings_what_was_sold=True),
    "void": Command(void),
    "reprint": Command(reprint),
    "gift_receipt": Command(gift_receipt),
    "plan_delivery": Command(plan_delivery, needs="sales.add_delivery"),
    "mail_receipt": Command(mail_receipt, needs="sales.mail_receipt"),
    "exceptions": Command(exceptions),
    "recent": Command(recent),
    "receipt": Command(receipt),
    "open_shift": Command(open_shift),
    "close_shift": Command(close_shift),
    "move_cash": Command(move_cash, brings_what_was_sold=True),
    "x_report": Command(x_report),
    "open_drawer": Command(open_drawer),
    "park": Command(park),
    "parked": Command(parked),
    "resume": Command(resume),
    "drop_parked": Command(drop_parked),
    "find_customer": Command(find_customer, needs="customers.view_customer"),
    "scan_credit": Command(scan_credit, needs=told.SEE_CREDIT),
    "issue_credit": Command(crediting.issue_credit, needs=told.SEE_CREDIT),
    "finish_credit": Command(crediting.finish_credit, needs=told.SEE_CREDIT),
    "points": Command(points, needs=told.SEE_POINTS),
    "enrol_in_loyalty": Command(enrol_in_loyalty, needs="loyalty.add_account"),
    "add_customer": Command(add_customer, needs="customers.add_customer"),
    "find_sold": Command(returning.find_sold, needs=returning.ASK),
    "returnable": Command(returning.returnable, needs=returning.ASK),
    "quote_return": Command(returning.quote_return, needs=returning.ASK),
    "ask_return": Command(returning.ask_return, needs=returning.ASK),
    "take_back": Command(returning.take_back, needs=returning.COMPLETE),
    "waiting_returns": Command(returning.waiting_returns, needs=returning.ASK),
    "waiting_return": Command(returning.waiting_return, needs=returning.ASK),
    "reject_return": Command(returning.reject_return, needs=returning.ASK),
    "approve_return": Command(returning.approve_return, needs=returning.ASK),
    "complete_return": Command(returning.complete_return, needs=returning.COMPLETE),
    "exchange": Command(returning.swap, needs=returning.COMPLETE),
    "preorders": Command(preorders.listed, needs="preorders.view_preorder"),
    "place_preorder": Command(preorders.place, needs="preorders.add_preorder"),
    "leave_deposit": Command(preorders.leave, needs="preorders.change_preorder"),
    "find_debtors": Command(owing.find_debtors, needs=owing.SEE_DEBTS),
    "debts": Command(owing.debts, needs=owing.SEE_DEBTS),
    "debt": Command(owing.debt, needs=owing.SEE_RECEIPTS),
    "pay_debt": Command(owing.pay_debt),
    "print_payment": Command(owing.print_payment),
    "approve": Command(approve),
    "ask_approval": Command(afar.ask_approval),
    "approval_state": Command(afar.approval_state),
    "withdraw_approval": Command(afar.withdraw_approval),
    "cart_trace": Command(cart_trace),
    "display_state": Command(display_state),
    "display_code": Command(display_code),
    "heartbeat": Command(heartbeat, needs=""),
}


def _receipt(body: Body) -> Receipt:
    number = body.text("number", most=30)
    found = Receipt.objects.select_related("shop", "void").filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no receipt “%(number)s”.") % {"number": number})
    return found


def _customer(body: Body) -> Customer:
    found = merged.whoever_is(body.whole("customer_id", least=1))
    if found is None:
        raise NotFound(_("This customer is not here (any more): choose them again."))
    return found


def _approval(body: Body) -> ApprovalInput | None:
    if not body.has("approval"):
        return None
    row = body.within("approval")
    return ApprovalInput(row.text("token", most=100), row.text("action", most=40), row.text("limit", most=40))


def _counted(body: Body) -> dict[Decimal, int] | Decimal:
    """Pieces by denomination (``{"1000.00": 3}``), or the amount as text."""
    if isinstance(body.values.get("counted"), str):
        return body.amount("counted")
    row = body.within("counted")
    values = dict(zip(row.values, map(_denomination, row.values), strict=True))
    return {value: row.whole(name, most=1_000_000) for name, value in values.items()}


def _denomination(name: str) -> Decimal:
    amount = Body({"counted": name}).amount("counted")
    if not amount:
        raise InvalidInput(_("A denomination cannot be zero."), field="counted")
    return amount
