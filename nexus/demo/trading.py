"""The demo's days: shifts open, customers come, pay in every way, and the drawer is counted at night."""

import math
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from apps.core import clock
from apps.core.money import ZERO, percentage
from apps.customers.models import Customer
from apps.loyalty import accounts, programme, redemption
from apps.printing.models import PrintJob
from apps.sales import cash_moves, checkout, deliveries, instalments, shifts, voids
from apps.sales.cash_moves import CashInput
from apps.sales.deliveries import Handed
from apps.sales.models import CashMove, Delivery, Receipt
from apps.sales.orders import DeliveryInput, DiscountInput, Order, OrderLine, TenderInput
from apps.stores.models import PaymentMethod, Shop
from nexus.demo import cast, promises, returning
from nexus.demo.desk import Desk
from nexus.demo.opening import LAGOS, Market

OPENING_FLOAT = Decimal("20000.00")
BUSY = {4: 1.3, 5: 1.7, 6: 0.6}  # Friday, Saturday, Sunday
WAYS = ("cash", "terminal", "transfer", "mobile", "card", "split")
WEIGHTS = (40, 22, 20, 7, 5, 6)
ERRANDS = (
    (None, ZERO, ""),
    (CashMove.Kind.OUT, Decimal("3500.00"), "Diesel for the generator"),
    (CashMove.Kind.IN, Decimal("10000.00"), "Small notes from the bank"),
)


def trade(market: Market, day: date, until: datetime) -> None:
    """One day in every shop, hour by hour, as one commit; what lies after ``until`` has not happened yet."""
    with transaction.atomic():
        methods = {method.kind: method for method in PaymentMethod.objects.all()}
        desks = [desk for code in market.shops if (desk := _open(market, code, day, until, methods))]
        promises.take(desks, day, until)
        visits = sorted((moment, number) for number, desk in enumerate(desks) for moment in _moments(desk, day))
        for moment, number in visits:
            if moment < until:
                with clock.at(moment):
                    _serve(desks[number])
        evening = datetime.combine(day, cast.CLOSES, LAGOS)
        for desk in desks:
            if evening < until:
                with clock.at(evening):
                    _close(desk)
        if evening < until - timedelta(days=1):
            _file_papers(evening)


def _open(market: Market, code: str, day: date, until: datetime, methods: dict[str, PaymentMethod]) -> Desk | None:
    opening = datetime.combine(day, cast.OPENS, LAGOS) - timedelta(minutes=market.chance.randrange(5, 20))
    if opening >= until:
        return None
    by = market.actor(cast.SELLERS[code], code)
    key = uuid.UUID(int=market.chance.getrandbits(128), version=4)
    with clock.at(opening):
        shift = shifts.open_shift(market.registers[code], key=key, opening_float=OPENING_FLOAT, by=by)
    return Desk(market, code, by, shift, methods)


def _moments(desk: Desk, day: date) -> list[datetime]:
    chance = desk.market.chance
    mean = next(plan.visitors for plan in cast.SHOPS if plan.code == desk.code) * BUSY.get(day.weekday(), 1.0)
    count = max(1, round(chance.gauss(mean, mean / 4)))
    minutes = [chance.triangular(10, 670, 480) for _ in range(count)]
    return [datetime.combine(day, time(9), LAGOS) + timedelta(minutes=minute) for minute in minutes]


def _serve(desk: Desk) -> None:
    chance = desk.market.chance
    lines = _choose(desk)
    if not lines:
        return
    customer = chance.choice(desk.market.customers) if chance.random() < 0.45 else None
    discount = DiscountInput("percent", Decimal(5)) if chance.random() < 0.1 else None
    items = sum((line.unit_price * line.quantity for line in lines), ZERO)
    total = items - (percentage(items, discount.value) if discount else ZERO)
    points = _points(desk, customer, total)
    total -= programme.worth(programme.current(), points)
    delivery = _delivery(desk, customer)
    total += delivery.fee if delivery else ZERO
    owes = customer is not None and total < 60000 and chance.random() < 0.05
    order = Order(
        key=desk.key(),
        shift_key=desk.shift.key,
        lines=lines,
        tenders=_part(desk, total) if owes else _pay(desk, total),
        total=total,
        body_hash="demo",
        customer_id=customer.pk if customer else None,
        order_discount=discount,
        points=points,
        delivery=delivery,
    )
    receipt = checkout.sell(order, by=desk.by)
    _afterwards(desk, receipt, lines)


def _points(desk: Desk, customer: Customer | None, goods: Decimal) -> int:
    """Now and then somebody who takes part redeems all that they can."""
    if customer is None or desk.market.chance.random() > 0.2:
        return 0
    return redemption.preview(programme.current(), accounts.of(customer.pk), goods).most


def _choose(desk: Desk) -> tuple[OrderLine, ...]:
    market, stock = desk.market, desk.market.stock[desk.code]
    there = [pk for pk, left in stock.items() if left > 0]
    weights = [4 if pk in market.popular else 1 for pk in there]
    lines: dict[int, OrderLine] = {}
    for pk in market.chance.choices(there, weights, k=market.chance.choices((1, 2, 3, 4), (55, 27, 12, 6))[0]):
        if pk in lines:
            continue
        quantity = min(stock[pk], 2 if market.chance.random() < 0.12 else 1)
        lines[pk] = OrderLine(product_id=pk, quantity=quantity, unit_price=market.products[pk].price)
        stock[pk] -= quantity
    return tuple(lines.values())


def _pay(desk: Desk, total: Decimal) -> tuple[TenderInput, ...]:
    way = desk.market.chance.choices(WAYS, WEIGHTS)[0]
    if way == "cash":
        return (_tender(desk, "cash", _notes(total)),)
    if way == "split" and total > 10000:
        cash = (total / 2).quantize(Decimal(1000), "ROUND_DOWN").quantize(Decimal("0.01"))
        return (_tender(desk, "transfer", total - cash), _tender(desk, "cash", cash))
    return (_tender(desk, "terminal" if way == "split" else way, total),)


def _part(desk: Desk, total: Decimal) -> tuple[TenderInput, ...]:
    half = (total / 2).quantize(Decimal(100), "ROUND_UP").quantize(Decimal("0.01"))
    return (_tender(desk, "cash", half),)


def _tender(desk: Desk, kind: str, amount: Decimal) -> TenderInput:
    method = desk.methods[kind]
    reference = f"{desk.market.chance.randrange(10**6, 10**7):07d}" if method.needs_reference else ""
    return TenderInput(method.pk, amount, reference)


def _notes(total: Decimal) -> Decimal:
    """What a customer hands over: the next ₦500."""
    return math.ceil(total / 500) * Decimal("500.00")


def _delivery(desk: Desk, customer: Customer | None) -> DeliveryInput | None:
    if customer is None or desk.market.chance.random() > 0.08:
        return None
    fee = Decimal(desk.market.chance.choice((1500, 2000, 2500))).quantize(Decimal("0.01"))
    street = desk.market.chance.choice(("Adetokunbo Ademola Crescent", "Allen Avenue", "Gana Street", "Bode Thomas"))
    address, tomorrow = f"{desk.market.chance.randrange(1, 90)} {street}", clock.today() + timedelta(days=1)
    return DeliveryInput("delivery", address, customer.phone or "", due_on=tomorrow, fee=fee)


def _bring(desk: Desk, shop: Shop) -> None:
    """What is for today is brought between two sales."""
    waiting = Delivery.objects.filter(delivered_at=None, receipt__void=None, receipt__shop=shop)
    for delivery in waiting.filter(due_on__lte=clock.today()).select_related("receipt__shop").order_by("pk"):
        deliveries.mark_delivered(delivery, by=desk.by, handed=Handed(delivery.receipt.customer_name))


def _afterwards(desk: Desk, receipt: Receipt, lines: tuple[OrderLine, ...]) -> None:
    """Now and then a sale is undone, goods come back, or a customer brings the rest of the money."""
    chance = desk.market.chance
    _bring(desk, receipt.shop)
    if not receipt.due and chance.random() < 0.008:
        voids.void(receipt, by=desk.market.actor("md", desk.code), reason="Customer changed their mind")
        for line in lines:
            desk.market.stock[desk.code][line.product_id] += line.quantity
    if chance.random() < 0.03:
        returning.bring_back(desk, receipt)
    debts = Receipt.objects.filter(due__gt=0, shop=receipt.shop, void__isnull=True).exclude(pk=receipt.pk)
    if chance.random() < 0.012 and (debt := debts.order_by("pk").first()):
        instalments.pay(debt, [_tender(desk, "transfer", debt.due)], key=desk.key(), by=desk.by)


def _close(desk: Desk) -> None:
    _move_cash(desk)
    slip = desk.market.chance.choices((0, -500, -1000, 200), (90, 5, 3, 2))[0]
    counted = max(ZERO, shifts.expected_cash(desk.shift) + Decimal(slip).quantize(Decimal("0.01")))
    comment = "Counted twice" if slip else ""
    shifts.close(desk.shift, counted=counted, comment=comment, by=desk.by)


def _file_papers(evening: datetime) -> None:
    """What past days printed lies in a folder: only the last evening's papers come out of the virtual printer."""
    waiting = PrintJob.objects.filter(state=PrintJob.State.QUEUED)
    waiting.update(state=PrintJob.State.DONE, finished_at=evening)


def _move_cash(desk: Desk) -> None:
    """Now and then the generator wants diesel, or the drawer small notes."""
    kind, amount, reason = desk.market.chance.choices(ERRANDS, (6, 2, 1))[0]
    if kind is None or (kind == CashMove.Kind.OUT and shifts.expected_cash(desk.shift) < amount):
        return
    asked = CashInput(desk.key(), kind, amount, reason)
    cash_moves.move(desk.shift, asked, by=desk.market.actor("md", desk.code))
