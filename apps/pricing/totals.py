"""The total of a receipt is computed here, from prices, quantities and granted discounts alone, in DOMAIN 2's order.

Pure arithmetic, without a database: ``kiosk/static/kiosk/models/totals.js`` is its twin at the till, and the vectors of
``tests/pricing`` hold both to the same kobo.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from apps.core.money import HUNDRED, MOST, ZERO, money, nearest, percentage, share
from apps.pricing.discounts import Discount, DiscountTooLarge, NegativeAmount, TooMuch, taken_off

__all__ = ["Discount", "LineInput", "LineTaxAmount", "LineTotals", "TaxInput", "TicketInput", "Totals", "total"]

MOST_PIECES = 10_000  # of a line


@dataclass(frozen=True, slots=True)
class LineInput:
    """``agreed_price`` (a piece) stands instead of a discount, which is computed from it. A gift takes neither."""

    unit_price: Decimal
    quantity: int
    discount: Discount | None = None
    agreed_price: Decimal | None = None
    is_gift: bool = False
    is_tax_exempt: bool = False


@dataclass(frozen=True, slots=True)
class TaxInput:
    """``rate`` in percent, or ``amount`` once a receipt when it is fixed; ``is_inclusive``: prices contain it."""

    name: str
    kind: Literal["percentage", "fixed"] = "percentage"
    rate: Decimal = ZERO
    amount: Decimal = ZERO
    is_inclusive: bool = True

    @property
    def is_part_of_prices(self) -> bool:
        """Contained in prices as a part of them."""
        return self.is_inclusive and self.kind == "percentage"


@dataclass(frozen=True, slots=True)
class TicketInput:
    """Cash rounding, the one rule of till and server: the rest that other methods leave to cash is rounded to a
    multiple of ``cash_rounding`` when the cash on the table reaches that multiple. Then the sale is settled, more comes
    back as change, and nothing stays due, whichever button was pressed. Less cash is a part payment: nothing is
    rounded, and what stays due is the unrounded rest, to the kobo. A rest that would be rounded away whole stays as it
    is, for then nobody would pay it; an instalment, paid later, is not rounded either.

    ``paid_otherwise`` is what other methods pay, empty when no cash is in it. ``paid_in_cash`` is the cash on the
    table, empty while the customer is still asked for as much as it takes.
    """

    lines: Sequence[LineInput]
    order_discount: Discount | None = None
    points_discount: Decimal = ZERO
    taxes: Sequence[TaxInput] = ()
    delivery_fee: Decimal = ZERO
    cash_rounding: Decimal = ZERO
    paid_otherwise: Decimal | None = None
    paid_in_cash: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LineTaxAmount:
    name: str
    rate: Decimal
    is_inclusive: bool
    base: Decimal
    amount: Decimal


@dataclass(slots=True)
class LineTotals:
    """What a line comes to. Every share of the receipt's amounts is here, so the lines add up to the receipt."""

    gross: Decimal
    discount: Decimal = ZERO
    gift_value: Decimal = ZERO
    order_discount: Decimal = ZERO
    points_discount: Decimal = ZERO
    taxes: list[LineTaxAmount] = field(default_factory=list)
    rounding: Decimal = ZERO

    @property
    def subtotal(self) -> Decimal:
        return self.gross - self.discount - self.gift_value

    @property
    def net(self) -> Decimal:
        """What the customer pays for the goods, tax included in prices and all discounts taken off."""
        return self.subtotal - self.order_discount - self.points_discount

    @property
    def tax_included(self) -> Decimal:
        return _sum(tax.amount for tax in self.taxes if tax.is_inclusive)

    @property
    def tax_added(self) -> Decimal:
        return _sum(tax.amount for tax in self.taxes if not tax.is_inclusive)


@dataclass(frozen=True, slots=True)
class Totals:
    lines: list[LineTotals]
    delivery_fee: Decimal
    rounding: Decimal

    @property
    def gross(self) -> Decimal:
        return _sum(line.gross for line in self.lines)

    @property
    def line_discount(self) -> Decimal:
        return _sum(line.discount for line in self.lines)

    @property
    def gift_value(self) -> Decimal:
        return _sum(line.gift_value for line in self.lines)

    @property
    def subtotal(self) -> Decimal:
        return _sum(line.subtotal for line in self.lines)

    @property
    def order_discount(self) -> Decimal:
        return _sum(line.order_discount for line in self.lines)

    @property
    def points_discount(self) -> Decimal:
        return _sum(line.points_discount for line in self.lines)

    @property
    def net(self) -> Decimal:
        return _sum(line.net for line in self.lines)

    @property
    def tax_included(self) -> Decimal:
        return _sum(line.tax_included for line in self.lines)

    @property
    def tax_added(self) -> Decimal:
        return _sum(line.tax_added for line in self.lines)

    @property
    def total(self) -> Decimal:
        return self.net + self.tax_added + self.delivery_fee + self.rounding

    @property
    def discount_percent(self) -> Decimal:
        """Line and order discounts of what is sold, gifts apart, to be held against the role's limit."""
        sold = self.gross - self.gift_value
        return money((self.line_discount + self.order_discount) * HUNDRED / sold) if sold else ZERO


def total(ticket: TicketInput) -> Totals:
    """Refuses ``DiscountTooLarge``, ``NegativeAmount`` and ``TooMuch``, naming the line."""
    if ticket.delivery_fee < 0:
        raise NegativeAmount(_("A delivery fee cannot be negative."))
    lines = [_priced(position, line) for position, line in enumerate(ticket.lines)]
    if _sum(line.gross for line in lines) > MOST:
        raise TooMuch(_("The goods come to more than a receipt can hold."), most=str(MOST))
    _share_order_discount(lines, ticket.order_discount)
    _share_points(lines, ticket.points_discount)
    taxable = [line for line, given in zip(lines, ticket.lines, strict=True) if not given.is_tax_exempt and line.net]
    _share_taxes(taxable, ticket.taxes)
    return Totals(lines, ticket.delivery_fee, _share_rounding(lines, ticket))


def _priced(position: int, line: LineInput) -> LineTotals:
    """Unit price × quantity, less the line's own discount; a gift is worth nothing and keeps its original value."""
    if line.quantity < 1:
        raise NegativeAmount(_("A line needs at least one piece."), line=position)
    if line.quantity > MOST_PIECES:
        sentence = _("A line holds %(most)s pieces at most.") % {"most": f"{MOST_PIECES:,}"}
        raise TooMuch(sentence, most=str(MOST_PIECES), line=position)
    if line.unit_price < 0:
        raise NegativeAmount(_("A price cannot be negative."), line=position)
    gross = line.unit_price * line.quantity
    if line.is_gift:
        return LineTotals(gross, gift_value=gross)
    discount = taken_off(line.discount, gross, line=position)
    if line.agreed_price is not None:
        discount = _agreed(line, line.agreed_price, position)
    return LineTotals(gross, discount)


def _agreed(line: LineInput, agreed_price: Decimal, position: int) -> Decimal:
    """The discount that a price agreed for a piece comes to."""
    if agreed_price < 0:
        raise NegativeAmount(_("An agreed price cannot be negative."), line=position)
    if agreed_price > line.unit_price:
        raise NegativeAmount(_("An agreed price cannot be above the price."), line=position)
    return (line.unit_price - agreed_price) * line.quantity


def _share_order_discount(lines: Sequence[LineTotals], discount: Discount | None) -> None:
    subtotals = [line.subtotal for line in lines]
    amount = taken_off(discount, _sum(subtotals))
    for line, part in zip(lines, share(amount, subtotals), strict=True):
        line.order_discount = part


def _share_points(lines: Sequence[LineTotals], points: Decimal) -> None:
    if points < 0:
        raise NegativeAmount(_("Redeemed points cannot be negative."))
    nets = [line.net for line in lines]
    if points > _sum(nets):
        raise DiscountTooLarge(_("The points are worth more than what is left to pay."), most=str(_sum(nets)))
    for line, part in zip(lines, share(points, nets), strict=True):
        line.points_discount = part


def _share_taxes(lines: Sequence[LineTotals], taxes: Sequence[TaxInput]) -> None:
    """Each tax is computed once, on all the lines it is due on, and shared over them by net."""
    if not lines:
        return
    nets = [line.net for line in lines]
    parts = [share(amount, nets) for amount in _amounts(_sum(nets), taxes)]
    for position, line in enumerate(lines):
        contained = _sum(part[position] for part, tax in zip(parts, taxes, strict=True) if tax.is_part_of_prices)
        line.taxes = [
            LineTaxAmount(tax.name, tax.rate, tax.is_inclusive, line.net - contained, part[position])
            for part, tax in zip(parts, taxes, strict=True)
        ]


def _amounts(net: Decimal, taxes: Sequence[TaxInput]) -> list[Decimal]:
    """What each tax comes to on ``net``, in the order of ``taxes``: T = B − round(B / (1 + Σr)), and r × (B − T)."""
    included = [tax.rate if tax.is_part_of_prices else ZERO for tax in taxes]
    base = money(net / (1 + _sum(included) / HUNDRED))
    amounts = share(net - base, included)
    rest = base
    for position, tax in enumerate(taxes):
        if tax.kind == "fixed":
            amounts[position] = min(tax.amount, rest) if tax.is_inclusive else tax.amount
            rest -= amounts[position] if tax.is_inclusive else ZERO
        elif not tax.is_inclusive:
            amounts[position] = percentage(base, tax.rate)
    return amounts


def _share_rounding(lines: Sequence[LineTotals], ticket: TicketInput) -> Decimal:
    """What the rule of TicketInput adds, shared like a discount; without a net the lines bear it alike."""
    unrounded = Totals(list(lines), ticket.delivery_fee, ZERO).total
    if not ticket.cash_rounding or ticket.paid_otherwise is None or ticket.paid_otherwise >= unrounded:
        return ZERO
    rest = unrounded - ticket.paid_otherwise
    rounded = nearest(rest, ticket.cash_rounding)
    if not rounded or (ticket.paid_in_cash is not None and ticket.paid_in_cash < rounded):
        return ZERO
    rounding = rounded - rest
    nets = [line.net for line in lines]
    for line, part in zip(lines, share(rounding, nets if any(nets) else [HUNDRED] * len(nets)), strict=True):
        line.rounding = part
    return rounding


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
