"""Goods that came at another cost propose a selling price. Somebody decides once a delivery; none changes by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog import prices
from apps.catalog.models import Product
from apps.catalog.prices import NewFigures
from apps.catalog.refusals import PriceMissing
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.purchasing.models import GoodsReceipt
from apps.users import reach


@dataclass(frozen=True, slots=True)
class Proposal:
    """``cost`` is what a piece cost with freight and duty; ``price`` what cost and markup then make of it."""

    product: Product
    cost: Decimal
    price: Decimal


def proposals(receipt: GoodsReceipt) -> list[Proposal]:
    """Of the products that cost something else by now; empty once somebody decided. Free goods propose nothing."""
    if receipt.state != GoodsReceipt.State.BOOKED or receipt.priced_at:
        return []
    found = []
    for line in receipt.lines.select_related("product"):
        product, cost = line.product, line.landed_cost
        if cost and cost != product.cost and not product.is_archived:
            try:
                price = prices.following_price(cost, product.markup_type, product.markup)
            except PriceMissing:  # so cheap that it rounds to nothing
                continue
            found.append(Proposal(product, cost, price))
    return found


@transaction.atomic
def decide(receipt: GoodsReceipt, taken: Collection[int], *, by: Actor) -> int:
    """Give the products (by key) that are ``taken`` their new cost, and the price follows; the others stay.

    Answers how many changed. Conflict when somebody decided already, or a product is not proposed.
    """
    reach.refuse_beyond(by, receipt.shop)
    proposed = {each.product.pk: each for each in proposals(receipt)}
    undecided = GoodsReceipt.objects.filter(pk=receipt.pk, priced_at=None, state=GoodsReceipt.State.BOOKED)
    if not undecided.update(priced_at=clock.now(), priced_by_name=by.name) or set(taken) - proposed.keys():
        raise Conflict(_("The prices of %(receipt)s are decided already.") % {"receipt": receipt.number})
    receipt.refresh_from_db()
    figures = {key: NewFigures(cost=proposed[key].cost) for key in taken}
    reason = _("Came at another cost with %(receipt)s") % {"receipt": receipt.number}
    changed = len(prices.reprice_many(figures, by=by, reason=reason))
    log.write("purchasing.decide_prices", by=by, subject="goods receipt", key=receipt.pk, name=receipt.number,
              shop_id=receipt.shop_id, changed=changed, left=len(proposed) - changed)  # fmt: skip
    return changed
