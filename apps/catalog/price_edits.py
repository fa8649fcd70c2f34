"""Prices and markups typed beside their products: one reason for all of them, and all are written or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog import prices
from apps.catalog.models import Product
from apps.catalog.refusals import ReasonMissing
from apps.core.actor import Actor
from apps.core.money import format_money
from apps.core.refusals import Conflict


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What was typed over what stood there; None leaves it. A price typed stays, else it follows the markup."""

    was_price: Decimal
    was_markup: Decimal
    price: Decimal | None = None
    markup: Decimal | None = None

    @property
    def new_price(self) -> Decimal | None:
        return None if self.price == self.was_price else self.price

    @property
    def new_markup(self) -> Decimal | None:
        return None if self.markup == self.was_markup else self.markup

    @property
    def changes(self) -> bool:
        return self.new_price is not None or self.new_markup is not None


@transaction.atomic
def carry_out(edits: Mapping[int, Edit], *, by: Actor, reason: str) -> int:
    """Write what was typed; how many products changed. What stands as typed already is not written again.

    Conflict when another changed one of them meanwhile.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why these prices change."))
    wanted = {key: edit for key, edit in edits.items() if edit.changes}
    changed = [product for product in prices.locked_many(wanted) if _apply(product, wanted[product.pk])]
    if changed:
        prices.save_many(changed, by=by, reason=reason)
    return len(changed)


def _apply(product: Product, edit: Edit) -> bool:
    """Put it on the row; false when it stands there already."""
    if (product.price, product.markup) == (edit.was_price, edit.was_markup):
        prices.apply(product, markup=edit.new_markup, price=edit.new_price)
        return True
    if edit.new_price in (None, product.price) and edit.new_markup in (None, product.markup):
        return False
    raise Conflict(
        _("Somebody changed %(product)s meanwhile: it costs %(price)s now. Look again.")
        % {"product": product.name, "price": format_money(product.price)}
    )
