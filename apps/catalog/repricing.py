"""Many prices move by one rule: shown first, then written all at once, and only if it is still what was shown."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog import prices
from apps.catalog.models import Product
from apps.catalog.prices import following_price, locked_many, save_many, selling_price
from apps.catalog.refusals import ReasonMissing
from apps.core.actor import Actor
from apps.core.money import MOST, ZERO, nearest, percentage
from apps.core.refusals import Conflict, InvalidInput, NexusError

MOST_PERCENT = Decimal(1000)


class Way(models.TextChoices):
    RAISE = "raise", gettext_lazy("Raise the selling price by")
    LOWER = "lower", gettext_lazy("Lower the selling price by")
    RAISE_MARKUP = "raise_markup", gettext_lazy("Raise the markup by (% of cost)")
    LOWER_MARKUP = "lower_markup", gettext_lazy("Lower the markup by (% of cost)")
    SET_MARKUP = "set_markup", gettext_lazy("Set the markup to (% of cost)")


OF_PRICE = (Way.RAISE, Way.LOWER)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``percent`` from 0; prices to the nearest multiple of ``rounding``, 0 for none."""

    way: Way
    percent: Decimal
    rounding: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """What the rule makes of a product; ``refusal`` says why it stays as it is."""

    product: Product
    before: Decimal
    was: str
    refusal: str = ""

    @property
    def after(self) -> Decimal:
        return self.product.price

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """How much of the old price the difference is, to a tenth."""
        return (self.difference * 100 / self.before).quantize(Decimal("0.1")) if self.before else None

    @property
    def is_below_cost(self) -> bool:
        return self.after < self.product.cost

    @property
    def is_changed(self) -> bool:
        return not self.refusal and _figures(self.product) != self.was


@dataclass(frozen=True)
class Plan:
    """What a rule makes of the products chosen; nothing of it is written."""

    lines: Sequence[Line]

    @property
    def changed(self) -> list[Line]:
        """Those that change, the largest difference first."""
        return sorted((line for line in self.lines if line.is_changed), key=lambda line: -abs(line.difference))

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.refusal]

    @property
    def unchanged_count(self) -> int:
        return sum(not line.refusal and not line.is_changed for line in self.lines)

    @property
    def below_cost_count(self) -> int:
        return sum(line.is_changed and line.is_below_cost for line in self.lines)

    @property
    def shown(self) -> str:
        """The mark of what somebody looked at: every figure before and after."""
        return f"{_mark(line.was for line in self.lines)}-{_mark(_figures(line.product) for line in self.lines)}"


def plan(products: Iterable[Product], rule: Rule) -> Plan:
    """Apply the rule to these rows without saving them. InvalidInput for a percentage that no price stands."""
    if not ZERO <= rule.percent <= MOST_PERCENT:
        raise InvalidInput(_("Type a percentage from 0 to %(most)s.") % {"most": MOST_PERCENT})
    return Plan([_line(product, rule) for product in products])


@transaction.atomic
def carry_out(product_ids: Iterable[int], rule: Rule, *, by: Actor, reason: str, shown: str) -> int:
    """Write what was ``shown``; how many products changed, 0 when that was written already.

    Conflict when a product or the rule is no longer what was looked at.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why these prices change."))
    products = locked_many(product_ids)
    if shown.partition("-")[2] == _mark(map(_figures, products)):
        return 0
    planned = plan(products, rule)
    if planned.shown != shown:
        raise Conflict(_("Prices changed since you looked, or what you chose did. Look at the new prices below."))
    changed = [line.product for line in planned.changed]
    facts = {"way": rule.way.value, "percent": str(rule.percent), "rounding": str(rule.rounding)}
    save_many(changed, by=by, reason=reason, **facts)
    return len(changed)


def _line(product: Product, rule: Rule) -> Line:
    before, was = product.price, _figures(product)
    kept = (product.markup_type, product.markup, product.price, product.is_price_by_hand, product.is_label_outdated)
    try:
        _apply(product, rule)
    except NexusError as refusal:
        (product.markup_type, product.markup, product.price, product.is_price_by_hand, product.is_label_outdated) = kept
        return Line(product, before, was, refusal.sentence)
    return Line(product, before, was)


def _apply(product: Product, rule: Rule) -> None:
    if rule.way in OF_PRICE:
        step = percentage(product.price, rule.percent)
        prices.apply(product, price=_rounded(product.price + (step if rule.way == Way.RAISE else -step), rule))
    else:
        kind, markup = _markup(product, rule)
        prices.apply(product, markup_type=kind, markup=markup)
        wanted = selling_price(product.cost, kind, markup, rule.rounding)
        prices.apply(product, price=wanted)
        product.is_price_by_hand = wanted != following_price(product.cost, kind, markup)
    if not ZERO < product.price <= MOST:
        raise InvalidInput(_("That would be no selling price."))


def _markup(product: Product, rule: Rule) -> tuple[str, Decimal]:
    if rule.way == Way.SET_MARKUP:
        return Product.Markup.PERCENTAGE, rule.percent
    is_fixed = product.markup_type == Product.Markup.FIXED
    step = percentage(product.cost, rule.percent) if is_fixed else rule.percent
    markup = product.markup + (step if rule.way == Way.RAISE_MARKUP else -step)
    if markup < 0:
        raise InvalidInput(_("The markup would be below zero."))
    return product.markup_type, markup


def _rounded(price: Decimal, rule: Rule) -> Decimal:
    return nearest(price, rule.rounding) if rule.rounding else price


def _figures(product: Product) -> str:
    markup = f"{product.markup_type} {product.markup:.2f}"
    return f"{product.pk}: {product.cost} {markup} {product.price} {product.is_price_by_hand}"


def _mark(figures: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(figures).encode()).hexdigest()[:32]
