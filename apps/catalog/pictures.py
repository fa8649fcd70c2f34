"""A picture shows a colour: it is taken in for one size and can be given to the others."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog import prices
from apps.catalog.models import Product
from apps.catalog.refusals import ReasonMissing
from apps.core import changes, history
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput


@transaction.atomic
def give_to_other_sizes(product: Product, *, by: Actor, reason: str) -> int:
    """Show the product's own picture for its colour in every size of the style; how many did not show it yet."""
    if not reason.strip():
        raise ReasonMissing(_("Say why the picture of %(product)s changes.") % {"product": product.name})
    if not product.picture:
        raise InvalidInput(_("%(product)s has no picture of its own.") % {"product": product.name})
    same = Product.objects.filter(style=product.style_id, colour=product.colour_id).exclude(pk=product.pk)
    others = prices.locked_many(same.exclude(picture=product.picture.name).values_list("pk", flat=True))
    for other in others:
        other.picture = product.picture.name
    Product.objects.bulk_update(others, ["picture"], batch_size=prices.BATCH)
    history.record_changed(others, by=by, reason=reason)
    changes.record(changes.PRODUCT, [other.pk for other in others])
    if others:
        log.write("catalog.spread_picture", by=by, subject="product", key=product.pk, name=product.name,
                  reason=reason, count=len(others))  # fmt: skip
    return len(others)
