"""A price follows cost and markup until it is set by hand, and then until cost or markup is changed on purpose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.models import Product
from apps.catalog.refusals import PriceMissing, ReasonMissing
from apps.core import changes, history
from apps.core.actor import Actor
from apps.core.money import ZERO, format_money, money, nearest, percentage
from apps.core.refusals import InvalidInput
from apps.stores import company

BATCH = 200
FIGURES = ("cost", "markup_type", "markup", "price", "is_price_by_hand", "is_label_outdated")


def selling_price(cost: Decimal, markup_type: str, markup: Decimal, rounding: Decimal = ZERO) -> Decimal:
    """cost × (1 + markup/100), or cost + markup; to the nearest multiple of ``rounding`` (half up) when that is set."""
    on_top = percentage(cost, markup) if markup_type == Product.Markup.PERCENTAGE else markup
    price = money(cost + on_top)
    return nearest(price, rounding) if rounding else price


def following_price(cost: Decimal, markup_type: str, markup: Decimal) -> Decimal:
    """The selling price as the company rounds it. PriceMissing without a cost: free goods are meant, or a slip."""
    price = selling_price(cost, markup_type, markup, company.current().price_rounding)
    if not cost or not price:
        raise PriceMissing(
            _("A cost of %(cost)s makes no selling price. Type what a piece costs, or set the selling price by hand.")
            % {"cost": format_money(cost, company.current().currency_symbol)}
        )
    return price


@transaction.atomic
def reprice(
    product: Product,
    *,
    by: Actor,
    reason: str,
    cost: Decimal | None = None,
    markup_type: str | None = None,
    markup: Decimal | None = None,
    price: Decimal | None = None,
) -> Product:
    """Change cost or markup, and the price follows; or set the price by hand (``price``), and it stays."""
    if not reason.strip():
        raise ReasonMissing(_("Say why the price of %(product)s changes.") % {"product": product.name})
    kept = Product.objects.select_for_update().get(pk=product.pk)
    before = _figures(kept)
    apply(kept, cost=cost, markup_type=markup_type, markup=markup, price=price)
    if _figures(kept) != before:
        history.sign(kept, by=by, reason=reason)
        kept.save()
        changes.record(changes.PRODUCT, [kept.pk])
        after = _figures(kept)
        log.write(
            "catalog.reprice",
            by=by,
            subject="product",
            key=kept.pk,
            name=kept.name,
            reason=reason,
            before=before,
            after=after,
        )
    return kept


@dataclass(frozen=True, kw_only=True)
class NewFigures:
    """What changes of a product's cost and markup, or its price by hand; None leaves it as it is."""

    cost: Decimal | None = None
    markup_type: str | None = None
    markup: Decimal | None = None
    price: Decimal | None = None


@transaction.atomic
def reprice_many(figures: Mapping[int, NewFigures], *, by: Actor, reason: str) -> list[Product]:
    """Change cost and markup of many products (by key) at once; each price follows."""
    products = locked_many(figures)
    for product in products:
        new = figures[product.pk]
        apply(product, cost=new.cost, markup_type=new.markup_type, markup=new.markup, price=new.price)
    save_many(products, by=by, reason=reason)
    return products


def save_many(products: Sequence[Product], *, by: Actor, reason: str, **facts: Any) -> None:
    """Write the figures of locked rows, with a version of each and one entry for all."""
    Product.objects.bulk_update(products, FIGURES, batch_size=BATCH)
    history.record_changed(products, by=by, reason=reason)
    changes.record(changes.PRODUCT, [product.pk for product in products])
    if products:
        log.write("catalog.reprice_many", by=by, subject="product", key=products[0].pk, name=products[0].name,
                  reason=reason, count=len(products), **facts)  # fmt: skip


def apply(
    product: Product,
    *,
    cost: Decimal | None = None,
    markup_type: str | None = None,
    markup: Decimal | None = None,
    price: Decimal | None = None,
) -> None:
    """Put the figures on the row without saving it; refuses negative ones, and a price that would follow no cost."""
    for figure in (cost, markup, price):
        if figure is not None and figure < 0:
            raise InvalidInput(
                _("Cost, markup and price of %(product)s cannot be negative.") % {"product": product.name}
            )
    ground = (product.cost, product.markup_type, product.markup)
    product.cost = product.cost if cost is None else money(cost)
    product.markup_type = markup_type or product.markup_type
    product.markup = product.markup if markup is None else markup
    old_price = product.price
    if price is not None and price != old_price:
        product.price, product.is_price_by_hand = money(price), True
    elif ground != (product.cost, product.markup_type, product.markup):
        product.price = following_price(product.cost, product.markup_type, product.markup)
        product.is_price_by_hand = False
    product.is_label_outdated = product.is_label_outdated or product.price != old_price


def locked_many(product_ids: Iterable[int]) -> list[Product]:
    """The products, in ascending order of their keys, locked where the database can."""
    found: list[Product] = []
    for keys in chunks(sorted(set(product_ids))):
        found += Product.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return found


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Keys in portions that any database takes as parameters."""
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _figures(product: Product) -> dict[str, str]:
    return {
        "cost": str(product.cost),
        "markup": f"{product.markup.normalize():f} {product.markup_type}",
        "price": str(product.price),
    }
