"""What an order comes to, reckoned by pricing alone: the till's own figures are only compared."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal, cast

from django.utils.translation import gettext as _

from apps.core.money import ZERO
from apps.pricing import totals
from apps.pricing.totals import Discount, LineInput, TicketInput, Totals
from apps.sales import payment, points
from apps.sales.orders import DiscountInput, Order, OrderLine
from apps.sales.queries import Goods
from apps.sales.refusals import PriceChanged
from apps.sales.terms import Terms


def reckon(order: Order, goods: Mapping[int, Goods], terms: Terms) -> Totals:
    """At the prices of the order's own lines; refuses a discount above the gross.

    Cash that settles the rest is rounded as the company rounds cash, by the rule of ``pricing.totals.TicketInput``.
    """
    ticket = TicketInput(
        lines=[_line(order, line, goods[line.product_id]) for line in order.lines],
        order_discount=_discount(order.order_discount),
        points_discount=points.value_of(order),
        taxes=terms.taxes,
        delivery_fee=order.delivery.fee if order.delivery else ZERO,
    )
    cash, otherwise = payment.cash_and_rest(order.tenders, terms.methods)
    if cash:
        step = terms.company.cash_rounding
        ticket = replace(ticket, cash_rounding=step, paid_otherwise=otherwise, paid_in_cash=cash)
    return totals.total(ticket)


def agrees(shown: Decimal | None, reckoned: Totals) -> bool:
    """Whether the till showed this total, before or after the rounding of cash."""
    return shown in (None, reckoned.total, reckoned.total - reckoned.rounding)


def reckon_today(order: Order, goods: Mapping[int, Goods], terms: Terms) -> Totals:
    """At today's prices; PriceChanged when a price or the total that the till showed is another."""
    todays = [replace(line, unit_price=goods[line.product_id].price) for line in order.lines]
    changed = [line for line, before in zip(todays, order.lines, strict=True) if line != before]
    reckoned = reckon(replace(order, lines=tuple(todays)), goods, terms)
    if not changed and agrees(order.total, reckoned):
        return reckoned
    sentence = _("The total is no longer what the till shows. Check it with the customer, then finish again.")
    if changed:
        sentence = _("%(name)s has a new price. Check the total with the customer, then finish again.")
        sentence %= {"name": goods[changed[0].product_id].name}
    lines = [{"product_id": line.product_id, "unit_price": str(line.unit_price)} for line in changed]
    raise PriceChanged(sentence, lines=lines, total=str(reckoned.total))


def _line(order: Order, line: OrderLine, product: Goods) -> LineInput:
    return LineInput(
        unit_price=line.unit_price,
        quantity=line.quantity,
        discount=_discount(line.discount),
        agreed_price=line.agreed_price,
        is_gift=bool(line.gift_reason or order.gift_reason),
        is_tax_exempt=product.is_tax_exempt,
    )


def _discount(given: DiscountInput | None) -> Discount | None:
    return Discount(cast(Literal["amount", "percent"], given.kind), given.value) if given else None
