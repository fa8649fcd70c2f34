"""Each step of a delivery is taken once and leaves who took it when. This module is the only writer of DeliveryStep."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.sales.models import Delivery, DeliveryStep, Void
from apps.sales.refusals import AlreadyDelivered, AlreadyVoid
from apps.users import reach

Kind = DeliveryStep.Kind
ACTS = {
    Kind.PLANNED: "sales.plan_delivery",
    Kind.CHANGED: "sales.change_delivery",
    Kind.OUT: "sales.send_delivery",
    Kind.FAILED: "sales.fail_delivery",
    Kind.DELIVERED: "sales.deliver",
    Kind.REOPENED: "sales.reopen_delivery",
    Kind.TOLD: "sales.tell_delivery",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that somebody was there: both pictures are drawn anew before they come here."""

    photo: "ContentFile[bytes] | None" = None
    signature: "ContentFile[bytes] | None" = None


NO_PROOF = Proof()


def refuse_void(delivery: Delivery) -> None:
    if Void.objects.filter(receipt_id=delivery.receipt_id).exists():
        raise AlreadyVoid(_("The sale of %(delivery)s is void.") % {"delivery": delivery.number})


def take(delivery: Delivery, by: Actor, **values: Any) -> None:
    """The one guard of what waits: of two who act on it, the second finds it delivered and is told by whom."""
    reach.refuse_beyond(by, delivery.receipt.shop)
    refuse_void(delivery)
    pending = Delivery.objects.filter(pk=delivery.pk, delivered_at__isnull=True)
    if not pending.update(**values):
        delivery.refresh_from_db()
        words = {"delivery": delivery.number, "who": delivery.delivered_by_name}
        raise AlreadyDelivered(_("%(delivery)s was delivered before, by %(who)s.") % words)
    delivery.refresh_from_db()


def note(
    delivery: Delivery,
    kind: DeliveryStep.Kind,
    *,
    by: Actor,
    note: str = "",
    proof: Proof = NO_PROOF,
    sealed: dict[str, Any] | None = None,
    **facts: Any,
) -> DeliveryStep:
    """Write the step down, and say so in the audit log, as the last write; what is ``sealed`` is the customer's."""
    step = DeliveryStep.objects.create(
        delivery=delivery,
        kind=kind,
        at=clock.now(),
        user_id=by.user_id,
        user_name=by.name,
        note=note[:300],
        photo=proof.photo,
        signature=proof.signature,
    )
    log.write(
        ACTS[kind],
        by=by,
        subject="delivery",
        key=delivery.pk,
        name=delivery.number,
        shop_id=delivery.receipt.shop_id,
        sealed=sealed,
        receipt=delivery.receipt.number,
        **facts,
    )
    return step
