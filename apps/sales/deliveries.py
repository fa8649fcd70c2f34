"""Goods to be collected or brought are marked delivered, once."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.sales.models import Delivery, Void
from apps.sales.refusals import AlreadyDelivered, AlreadyVoid


@transaction.atomic
def mark_delivered(delivery: Delivery, *, by: Actor) -> Delivery:
    """The customer has the goods; refuses twice, and for a void sale."""
    if Void.objects.filter(receipt_id=delivery.receipt_id).exists():
        raise AlreadyVoid(_("The sale of %(delivery)s is void.") % {"delivery": delivery.number})
    pending = Delivery.objects.filter(pk=delivery.pk, delivered_at__isnull=True)
    if not pending.update(delivered_at=clock.now(), delivered_by_name=by.name):
        raise AlreadyDelivered(_("%(delivery)s was delivered before.") % {"delivery": delivery.number})
    delivery.refresh_from_db()
    log.write(
        "sales.deliver",
        by=by,
        subject="delivery",
        key=delivery.pk,
        name=delivery.number,
        shop_id=delivery.receipt.shop_id,
        receipt=delivery.receipt.number,
    )
    return delivery
