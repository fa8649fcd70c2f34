"""Whether the customer has the goods: said with the pick-up, and set right by hand."""

from django.db import transaction

from apps.core import clock
from apps.core.actor import Actor
from apps.preorders import steps
from apps.preorders.models import PreOrder, PreOrderStep
from apps.users import reach

Kind = PreOrderStep.Kind


@transaction.atomic
def toggle(preorder: PreOrder, *, by: Actor) -> PreOrder:
    """Delivered, or not after all; only what was picked up and paid can be."""
    reach.refuse_beyond(by, preorder.shop)
    steps.hold(preorder, PreOrder.State.FULFILLED)
    was_delivered = preorder.delivered_at is not None
    preorder.delivered_at = None if was_delivered else clock.now()
    preorder.delivered_by_name = "" if was_delivered else by.name
    preorder.save(update_fields=["delivered_at", "delivered_by_name"])
    steps.note(preorder, Kind.UNDELIVERED if was_delivered else Kind.DELIVERED, by=by)
    return preorder
