"""Points at the counter: a part of the goods is paid with them, and a receipt paid in full earns them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.core.actor import Actor
from apps.core.money import ZERO, money
from apps.loyalty import accounts, earning, programme, redemption, suspension
from apps.loyalty.earning import Earned
from apps.loyalty.ledger import Changed
from apps.loyalty.models import PointEntry
from apps.pricing.totals import Totals
from apps.sales.models import Receipt, ReceiptLine
from apps.sales.orders import Order


@dataclass(frozen=True, slots=True)
class Moved:
    """Points that a sale took and earned, in the accounts already; to be written down with its number."""

    redeemed: Changed | None
    value: Decimal
    earned: Earned | None

    def write(self, document: str, *, by: Actor) -> list[PointEntry]:
        return [*self._write(document, by)]

    def _write(self, document: str, by: Actor) -> Iterator[PointEntry]:
        if self.redeemed is not None:
            yield from self.redeemed.write(redemption.told(document, self.value), by=by)
        if self.earned is not None:
            yield from self.earned.write(document, by=by)


def value_of(order: Order) -> Decimal:
    """What the points of the order take off its goods."""
    return programme.worth(programme.current(), order.points) if order.points else ZERO


def redeem(order: Order, totals: Totals) -> Changed | None:
    """Take what the order redeems; ``None`` for nothing.

    Refuses PointsUnusable, whole: too few points, fewer than the minimum, more than the share of the goods.
    """
    if not order.points:
        return None
    account = accounts.of(order.customer_id)
    goods = totals.subtotal - totals.order_discount
    redemption.refuse_beyond(programme.current(), account, order.points, goods)
    return redemption.take(account, order.points) if account else None


def move(order: Order, totals: Totals, redeemed: Changed | None, *, due: Decimal, is_gift: bool) -> Moved | None:
    """With what the sale earns when nothing stays due; ``None`` when no points move."""
    account = accounts.of(order.customer_id)
    spend = totals.net + totals.tax_added
    earned = None
    if account is not None and spend and not due and not is_gift:
        rules = programme.current()
        earned = earning.settle(rules, account, spend) if rules.is_active else None
    return Moved(redeemed, totals.points_discount, earned) if redeemed or earned else None


def settle(receipt: Receipt, *, by: Actor) -> None:
    """The receipt is paid in full at last: it earns its points, once, at the tier of today."""
    if receipt.due or receipt.kind != Receipt.Kind.SALE:
        return
    account = accounts.of(receipt.customer_id)
    rules = programme.current()
    spend = receipt.net + receipt.tax_added - _brought_back(receipt)
    if account is not None and rules.is_active and spend > 0:
        earning.settle_later(rules, account, receipt.number, spend, by=by)


def suspend(receipt: Receipt, *, by: Actor) -> None:
    """The receipt is due again: what it earned waits until it is paid."""
    suspension.suspend(receipt.number, by=by)


def _brought_back(receipt: Receipt) -> Decimal:
    """What was spent on pieces that came back before the receipt was paid in full: it earns nothing."""
    lines = ReceiptLine.objects.filter(receipt=receipt, returned__gt=0)
    return sum((money((line.net + line.tax_added) * line.returned / line.quantity) for line in lines), ZERO)
