"""A sale finished without the server is booked once, whatever the server thinks; its doubts become exceptions."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import format_money, share
from apps.core.refusals import NexusError
from apps.credits import ledger as credits
from apps.customers import merged
from apps.inventory import ledger, reservations
from apps.inventory.ledger import InsufficientStock, Move, Taken
from apps.inventory.models import StockLevel
from apps.loyalty.ledger import Changed
from apps.pricing.totals import Totals
from apps.sales import allowances, booking, payment, points, queries, reckoning, terms
from apps.sales.booking import Finding, Sale
from apps.sales.models import Receipt, SaleException, Shift
from apps.sales.orders import Order, TenderInput
from apps.sales.payment import Methods
from apps.sales.queries import Goods
from apps.sales.refusals import MethodUnavailable, NoOpenShift, UnknownProduct
from apps.sales.terms import Terms
from apps.stores.models import PaymentMethod, Register
from apps.users.approvals import ApprovalInvalid
from apps.users.limits import discount_limit
from apps.users.models import User

Kind = SaleException.Kind
TRIES = 5
SEEN_WITHIN = timedelta(seconds=30)  # a sign of life is noted once a minute, and a till waits some seconds


@transaction.atomic
def book(order: Order, *, by: Actor) -> Receipt:
    """Refuses only what cannot be written at all: a product or register that never was."""
    findings: list[Finding] = []
    shift = _shift(order, by, findings)
    conditions = terms.of(shift.shop_id)
    goods = _goods(order, findings)
    customer = merged.whoever_is(order.customer_id, lock=True) if order.customer_id else None
    order = replace(order, customer_id=customer.pk if customer else None)
    order, redeemed = _redeemed(order, goods, conditions, findings)
    totals = _as_paid(order, reckoning.reckon(order, goods, conditions), findings)
    cashier = User.objects.filter(pk=order.cashier_id or 0).first() or allowances.person(by)
    by = _allowed(order, totals, cashier, by, findings)
    settlement, owed = _settled(order, totals, conditions.methods, findings)
    sale = Sale(
        order=order,
        terms=conditions,
        shift=shift,
        goods=goods,
        totals=totals,
        settlement=settlement,
        sold_at=_sold_at(order, shift),
        cashier_id=cashier.pk,
        cashier_name=str(cashier),
        customer=customer,
        findings=findings,
    )
    found, taken = _take(sale)
    moved = points.move(order, totals, redeemed, due=settlement.due, is_gift=sale.kind == Receipt.Kind.GIFT)
    return booking.book(sale, taken, found=found, owed=owed, points=moved, by=by)


def _shift(order: Order, by: Actor, findings: list[Finding]) -> Shift:
    """The sale's own shift, closed or not; when it never reached the server, the register's last one."""
    shifts = Shift.objects.select_for_update()
    shift = shifts.filter(key=order.shift_key).first()
    if shift is None:
        shift = shifts.filter(register_id=by.register_id or 0).order_by("-pk").first()
        findings.append((Kind.CLOSED_SHIFT, _("Its shift never reached the server; it was put to the last one.")))
    if shift is None:
        raise NoOpenShift(_("This till never had a shift: open one, then the sale is sent again."))
    if shift.closed_at is not None:
        findings.append((Kind.CLOSED_SHIFT, _("%(shift)s was closed before it arrived.") % {"shift": shift.number}))
    register = Register.objects.get(pk=shift.register_id)
    if by.register_id != shift.register_id or (order.epoch and order.epoch < register.epoch):
        findings.append((Kind.OLD_ENROLMENT, _("It was made under an older enrolment of the till.")))
    if register.seen_at and abs(register.seen_at - _sold_at(order, shift)) <= SEEN_WITHIN:
        words = {"when": date_format(timezone.localtime(register.seen_at), "j M, H:i:s")}
        findings.append((Kind.NOT_OFFLINE, _("The server heard of the till at that time (%(when)s).") % words))
    return shift


def _goods(order: Order, findings: list[Finding]) -> dict[int, Goods]:
    """The products as sold; notes what is archived and which prices were never issued."""
    found = queries.goods({line.product_id for line in order.lines})
    unknown = next((line.product_id for line in order.lines if line.product_id not in found), None)
    if unknown is not None:
        raise UnknownProduct(_("This sale holds a product that never was."), product_id=unknown)
    for product in found.values():
        if product.is_archived:
            findings.append((Kind.ARCHIVED, _("%(name)s is archived.") % {"name": product.name}))
    other = {line for line in order.lines if line.unit_price != found[line.product_id].price}
    issued = queries.prices_issued({line.product_id for line in other}) if other else set()
    for line in order.lines:
        if line in other and (line.product_id, line.unit_price) not in issued:
            words = {"name": found[line.product_id].name, "price": format_money(line.unit_price)}
            findings.append((Kind.UNKNOWN_PRICE, _("%(name)s never cost %(price)s.") % words))
    return found


def _redeemed(
    order: Order, goods: dict[int, Goods], conditions: Terms, findings: list[Finding]
) -> tuple[Order, Changed | None]:
    """The customer's points in it; what those cannot pay (any more) stays due, and is noted."""
    try:
        with transaction.atomic():
            return order, points.redeem(order, reckoning.reckon(order, goods, conditions)) if order.points else None
    except NexusError as refusal:
        findings.append((Kind.UNPAID, str(refusal.sentence)))
    total = order.total + points.value_of(order) if order.total is not None else None
    return replace(order, points=0, total=total), None


def _as_paid(order: Order, reckoned: Totals, findings: list[Finding]) -> Totals:
    """The till's own total stands: what differs from ours is rounding, shared over the lines."""
    if order.total is None or order.total == reckoned.total:
        return reckoned
    words = {"till": format_money(order.total), "server": format_money(reckoned.total)}
    if not reckoning.agrees(order.total, reckoned):
        findings.append((Kind.TOTAL, _("The till took %(till)s, the server reckons %(server)s.") % words))
    difference = order.total - reckoned.total
    weights = [line.net for line in reckoned.lines]
    parts = share(difference, weights if any(weights) else [Decimal(1) for _line in weights])
    lines = [replace(line, rounding=line.rounding + part) for line, part in zip(reckoned.lines, parts, strict=True)]
    return Totals(lines, reckoned.delivery_fee, reckoned.rounding + difference)


def _allowed(order: Order, totals: Totals, cashier: User, by: Actor, findings: list[Finding]) -> Actor:
    """Notes a discount or gift that the cashier alone may not give, unless it was approved while there was a server."""
    beyond: dict[str, tuple[Decimal | None, str]] = {}
    people = _answerable(cashier, by)
    if totals.gift_value and not all(user.has_perm("sales.give_gift") for user in people):
        beyond[allowances.GIFT] = None, _("%(name)s gave a gift without the server.") % {"name": cashier}
    percent = allowances.percent_beyond_promised(order, totals)
    if percent > min(discount_limit(user) for user in people):
        words = {"name": cashier, "percent": allowances.plain(percent)}
        beyond[allowances.DISCOUNT] = percent, _("%(name)s gave %(percent)s %% off without the server.") % words
    for action, (limit, sentence) in beyond.items():
        try:
            by = allowances.use(order, action, limit, by)
        except ApprovalInvalid:
            findings.append((Kind.BEYOND_LIMIT, sentence))
    return by


def _answerable(cashier: User, by: Actor) -> list[User]:
    """The cashier, and who sends the sale: naming somebody with more rights as its cashier gains nothing."""
    if by.user_id in (None, cashier.pk):
        return [cashier]
    return [cashier, *User.objects.filter(pk=by.user_id)]


def _settled(
    order: Order, totals: Totals, methods: Methods, findings: list[Finding]
) -> tuple[payment.Settlement, credits.Taken | None]:
    """What was taken, and the customer's credits in it; what those cannot pay (any more) stays due, and is noted."""
    settlement = _settlement(order, totals, methods, [])
    owed = None
    if settlement.owed:
        try:
            with transaction.atomic():
                owed = credits.take(settlement.owed, customer_id=order.customer_id, deposit_for=order.preorder)
        except NexusError as refusal:
            findings.append((Kind.UNPAID, str(refusal.sentence)))
            order = replace(order, tenders=tuple(row for row in order.tenders if not _is_owed(row, methods)))
    return _settlement(order, totals, methods, findings), owed


def _is_owed(tender: TenderInput, methods: Methods) -> bool:
    return tender.method_id in methods and methods[tender.method_id].kind in PaymentMethod.OWED


def _is_exchange(tender: TenderInput, methods: Methods) -> bool:
    """Goods are taken back by the server alone."""
    return tender.method_id in methods and methods[tender.method_id].kind == PaymentMethod.Kind.EXCHANGE


def _settlement(order: Order, totals: Totals, methods: Methods, findings: list[Finding]) -> payment.Settlement:
    """What was taken, as it was taken; a method that is gone counts as cash."""
    cash = next((key for key, method in methods.items() if method.kind == PaymentMethod.Kind.CASH), None)
    if cash is None:
        raise MethodUnavailable(_("The company has no way to pay in cash: set one up, then send the sale again."))
    tenders = [
        tender if tender.method_id in methods else replace(tender, method_id=cash)
        for tender in order.tenders
        if tender.amount and not _is_exchange(tender, methods)
    ]
    settlement = payment.divide(totals.total, tenders, methods)
    if settlement.due:
        words = {"due": format_money(settlement.due)}
        findings.append((Kind.UNPAID, _("%(due)s was not paid, without the server's consent.") % words))
    return settlement


def _sold_at(order: Order, shift: Shift) -> datetime:
    """The till's own time, but never before its shift or after now."""
    now = clock.now()
    return max(min(order.sold_at or now, now), shift.opened_at)


def _take(sale: Sale) -> tuple[Taken | None, Taken]:
    """Take the goods; what is missing is first booked in at the product's cost, and noted."""
    for _attempt in range(TRIES):
        missing = _missing(sale)
        try:
            with transaction.atomic():
                found = ledger.take([_correction(sale, *row) for row in missing.items()]) if missing else None
                taken = ledger.take(sale.moves(), consuming=sale.order.preorder)
        except InsufficientStock:
            continue  # somebody else took a piece in the meantime
        for product_id, pieces in missing.items():
            words = {"pieces": pieces, "name": sale.goods[product_id].name, "place": sale.terms.floor.name}
            sale.findings.append((Kind.MISSING_GOODS, _("%(pieces)s × %(name)s was missing at %(place)s.") % words))
        return found, taken
    return None, ledger.take(sale.moves(), consuming=sale.order.preorder)


def _missing(sale: Sale) -> dict[int, int]:
    """By product, the pieces sold beyond what is free on the floor, or held there for this sale's pre-order."""
    wanted: dict[int, int] = {}
    for line in sale.order.lines:
        wanted[line.product_id] = wanted.get(line.product_id, 0) + line.quantity
    levels = StockLevel.objects.filter(place=sale.terms.floor, product_id__in=wanted)
    free = {level.product_id: level.quantity - level.reserved for level in levels}
    for held in reservations.held_by(sale.order.preorder):
        if held.place_id == sale.terms.floor.pk and held.product_id in free:
            free[held.product_id] += held.quantity
    return {key: pieces - free.get(key, 0) for key, pieces in wanted.items() if pieces > free.get(key, 0)}


def _correction(sale: Sale, product_id: int, pieces: int) -> Move:
    product = sale.goods[product_id]
    return Move(product_id, sale.terms.loss, sale.terms.floor, pieces, product.cost * pieces, product.name)
