"""The demo's customers bring goods back: too small, not liked, now and then torn."""

from datetime import timedelta

from apps.returns import completion, decisions, requests
from apps.returns.completion import Way
from apps.returns.models import Return, ReturnLine
from apps.returns.requests import Brought, Wish
from apps.sales.models import Receipt, ReceiptLine, Tender
from nexus.demo.desk import Desk

REASONS = ("Wrong size", "Does not please", "Bought the wrong colour", "The zip is broken")
UNSURE = (Tender.State.AWAITED, Tender.State.DENIED)
Condition, Refund = ReturnLine.Condition, Return.Refund


def bring_back(desk: Desk, receipt: Receipt) -> None:
    """A piece of a sale of the last days; most are approved and paid back, some wait or are rejected."""
    chance = desk.market.chance
    line = _line_of_before(desk, receipt)
    if line is None:
        return
    condition = Condition.DAMAGED if chance.random() < 0.15 else Condition.GOOD
    brought = [Brought(line.position, 1, condition)]
    reason = REASONS[-1] if condition == Condition.DAMAGED else chance.choice(REASONS[:-1])
    wish = Wish(receipt=line.receipt, shop=receipt.shop, brought=brought, reason=reason, key=desk.key())
    goods = requests.ask(wish, by=desk.by)
    fate, md = chance.random(), desk.market.actor("md", desk.code)
    if fate < 0.06:
        decisions.reject(goods, by=md, reason="It was worn")
    elif fate > 0.1:
        decisions.approve(goods, by=md)
        wants_credit = goods.customer is not None and chance.random() < 0.4
        refund = Refund.CREDIT if wants_credit else Refund.CASH
        completion.complete(goods, Way(refund=refund, shift=desk.shift), by=desk.by)
        desk.market.stock[desk.code][line.product_id] += condition == Condition.GOOD


def _line_of_before(desk: Desk, receipt: Receipt) -> ReceiptLine | None:
    days = receipt.business_date - timedelta(days=6), receipt.business_date - timedelta(days=1)
    sold = Receipt.objects.filter(shop=receipt.shop, business_date__range=days, void__isnull=True)
    lines = ReceiptLine.objects.filter(receipt__in=sold, claimed=0, is_gift=False)
    lines = lines.exclude(receipt__tenders__state__in=UNSURE).select_related("receipt__customer").order_by("-pk")
    found = list(lines[:30])
    return desk.market.chance.choice(found) if found else None
