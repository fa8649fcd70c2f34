"""The demo's stockrooms in the last week: goods on the road, a piece missing, a count, a loss, a delivery in parts."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import arrivals, counting, counts, transfers, write_offs
from apps.inventory.counts import Plan
from apps.inventory.models import StockCount, StockLevel, Transfer, WriteOff
from apps.inventory.transfers import Wish
from apps.inventory.write_offs import Loss
from apps.purchasing import by_hand, invoices, orders, receiving
from apps.purchasing.by_hand import Bill, BillLine
from apps.purchasing.invoice_tax import Tax
from apps.purchasing.models import PurchaseOrder, Supplier
from apps.purchasing.orders import Wanted
from apps.purchasing.receiving import Delivery
from apps.stores import places
from apps.stores.models import Place
from apps.users import actors
from nexus.demo.opening import Market, morning

SEED = 20260102  # of its own, so that the days' trade is the same with it or without
VAT = Tax(Decimal("7.5"))


def tend(market: Market, day: date, left: int, days: int) -> None:
    """What is done on the morning of a day that lies ``left`` before today; a shorter story begins with all of it."""
    chance = random.Random(SEED + left)
    for before, minute, work in WORK:
        if min(before, days) == left:
            with clock.at(morning(day) + timedelta(minutes=minute)):
                work(market, chance)


def _send_to_ikeja(market: Market, chance: random.Random) -> None:
    _send(market, chance, "wuse", "ikeja", "They sell faster in the mall")


def _receive_at_ikeja(market: Market, chance: random.Random) -> None:
    _receive(market, "ikeja", "manager", missing=0)


def _send_to_lekki(market: Market, chance: random.Random) -> None:
    _send(market, chance, "ikeja", "lekki", "For the weekend")


def _receive_at_lekki(market: Market, chance: random.Random) -> None:
    """One piece is not in the box; whether it is found or lost is left open."""
    _receive(market, "lekki", "kemi", missing=1)


def _send_to_wuse(market: Market, chance: random.Random) -> None:
    _send(market, chance, "lekki", "wuse", "Customers in Abuja ask for them")


def _order(market: Market, chance: random.Random) -> None:
    goods = chance.sample(sorted(market.products), 6)
    wish = orders.Wish(
        supplier=Supplier.objects.get(),
        shop=market.shops["wuse"],
        key=_key(chance),
        goods=[Wanted(key, chance.choice((6, 8, 12))) for key in sorted(goods)],
        expected_on=clock.today() + timedelta(days=5),
        note="Please pack by size",
    )
    orders.place(wish, by=_person(market, "md"))


def _receive_half(market: Market, chance: random.Random) -> None:
    order, by = PurchaseOrder.objects.get(), _person(market, "md")
    place = places.warehouse_of(order.shop)
    receipt = receiving.begin(Delivery(order=order, place=place, reference="ABA-1187", key=_key(chance)), by=by)
    receiving.count_in(receipt, {line.product_id: line.quantity // 2 for line in order.lines.all()}, by=by)
    booked = receiving.book(receipt, by=by)
    assert booked.invoice is not None  # noqa: S101  a booked receipt has one
    invoices.correct(booked.invoice, invoices.Paper("ABA-1187", clock.today(), VAT), by=by)


def _write_off(market: Market, chance: random.Random) -> None:
    place, by = places.warehouse_of(market.shops["lekki"]), _person(market, "md")
    loss = Loss(place=place, reason=WriteOff.Reason.DAMAGED, key=_key(chance), note="Rain came through the roof")
    write_off = write_offs.prepare(loss, by=by)
    write_offs.put(write_off, {_cheapest(place).product_id: 1}, by=by)
    write_offs.submit(write_off, by=by)


def _count(market: Market, chance: random.Random) -> None:
    """A short list, one piece short: it waits for the MD."""
    shop, by = market.shops["ikeja"], _person(market, "manager")
    plan = Plan(shop=shop, key=_key(chance), scope=StockCount.Scope.CYCLE, place=places.warehouse_of(shop), most=8)
    count = counts.start(plan, by=by)
    there = _levels(places.warehouse_of(shop))
    short = min((line.product for line in count.lines.select_related("product") if line.product_id in there), key=_cost)
    while count.state in counts.UNDER_WAY:  # a second time, where the difference is worth that
        asked = count.lines.filter(round=count.round).select_related("product__style", "place")
        for line in asked.order_by("pk"):
            found = there.get(line.product_id, 0) - (line.product == short)
            counting.enter(count, line.product, line.place, found, by=by)
        counting.finish(count, by=by, is_rest_missing=False)


def _pay_a_repair(market: Market, chance: random.Random) -> None:
    by, line = _person(market, "md"), BillLine(1, Decimal("85000.00"), called="Repair of the shutter")
    bill = Bill(shop=market.shops["wuse"], key=_key(chance), lines=[line], reference="W-0412", tax=VAT)
    invoices.mark_paid(by_hand.write(bill, by=by), by=by, note="Bank transfer 7714")


WORK: tuple[tuple[int, int, Callable[[Market, random.Random], None]], ...] = (
    # days before today, minutes after eight, what is done
    (6, 5, _send_to_ikeja),
    (6, 20, _order),
    (5, 5, _receive_at_ikeja),
    (4, 10, _pay_a_repair),
    (3, 5, _send_to_lekki),
    (3, 15, _write_off),
    (2, 5, _receive_at_lekki),
    (2, 20, _receive_half),
    (1, 5, _count),
    (1, 20, _send_to_wuse),
)


def _send(market: Market, chance: random.Random, source: str, target: str, note: str) -> None:
    """A few pieces each of five products, from warehouse to warehouse."""
    here = places.warehouse_of(market.shops[source])
    there = _levels(here)
    goods = chance.sample(sorted(there), 5)
    pieces = {key: min(there[key], chance.choice((2, 3, 4))) for key in goods}
    goal = places.warehouse_of(market.shops[target])
    wish = Wish(source=here, target=goal, key=_key(chance), pieces=pieces, note=note)
    by = _person(market, "md")
    transfers.dispatch(transfers.prepare(wish, by=by), by=by)


def _receive(market: Market, code: str, username: str, *, missing: int) -> None:
    transfer = Transfer.objects.get(state=Transfer.State.IN_TRANSIT, target__shop=market.shops[code])
    arrived = dict(transfer.lines.order_by("pk").values_list("product_id", "sent"))
    arrived[next(iter(arrived))] -= missing
    note = "Searched the box twice" if missing else ""
    arrivals.receive(transfer, arrived=arrived, by=_person(market, username), note=note)


def _levels(place: Place) -> dict[int, int]:
    """Pieces by product at a place, of what lies there."""
    levels = StockLevel.objects.filter(place=place, quantity__gt=0)
    return dict(levels.order_by("product").values_list("product_id", "quantity"))


def _cheapest(place: Place) -> StockLevel:
    return StockLevel.objects.filter(place=place, quantity__gt=0).order_by("product__cost", "product")[0]


def _cost(product: Product) -> tuple[Decimal, int]:
    return product.cost, product.pk


def _person(market: Market, username: str) -> Actor:
    return actors.actor_for(market.staff[username], address="127.0.0.1")


def _key(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
