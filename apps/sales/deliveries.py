"""Goods to be collected or brought: they go out, are tried in vain, and are marked delivered, once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.sales import delivery_steps as steps
from apps.sales.delivery_steps import NO_PROOF, Proof
from apps.sales.models import Delivery, DeliveryStep
from apps.sales.refusals import NotDelivered
from apps.users import reach

Kind = DeliveryStep.Kind


@dataclass(frozen=True, slots=True)
class Handed:
    """To whom the goods were given, and what shows it."""

    received_by: str = ""
    note: str = ""
    proof: Proof = NO_PROOF


@transaction.atomic
def send_out(delivery: Delivery, *, by: Actor, courier: str = "") -> Delivery:
    """A courier has the goods, and is on the way; refuses what is collected, gone already or void."""
    if delivery.kind != Delivery.Kind.DELIVERY:
        raise InvalidInput(_("%(delivery)s is collected by the customer.") % {"delivery": delivery.number})
    if delivery.state == Delivery.State.OUT:
        raise InvalidInput(_("%(delivery)s is on its way already.") % {"delivery": delivery.number})
    named: dict[str, Any] = {"courier": courier.strip()} if courier.strip() else {}
    steps.take(delivery, by, out_at=clock.now(), **named)
    steps.note(delivery, Kind.OUT, by=by, note=delivery.courier, courier=delivery.courier)
    return delivery


@transaction.atomic
def fail(delivery: Delivery, *, by: Actor, note: str, due_on: date | None = None) -> Delivery:
    """Nobody was there, or nobody took it: it waits again, for ``due_on`` when another day was agreed."""
    if not note.strip():
        raise InvalidInput(_("Say what happened, so that the next attempt goes better."))
    _refuse_past(due_on)
    day = {"due_on": due_on} if due_on else {}
    steps.take(delivery, by, out_at=None, **day)
    again_on = str(due_on or "")
    steps.note(delivery, Kind.FAILED, by=by, note=note.strip(), sealed={"note": note.strip()}, again_on=again_on)
    return delivery


@transaction.atomic
def mark_delivered(delivery: Delivery, *, by: Actor, handed: Handed | None = None) -> Delivery:
    """The customer has the goods; refuses twice, and for a void sale."""
    given = handed or Handed()
    received_by = given.received_by.strip()[:120]
    steps.take(delivery, by, delivered_at=clock.now(), delivered_by_name=by.name, received_by=received_by)
    proof = given.proof
    facts = {"photo": bool(proof.photo), "signature": bool(proof.signature)}
    sealed = {"received_by": received_by} if received_by else None
    steps.note(delivery, Kind.DELIVERED, by=by, note=given.note.strip(), proof=proof, sealed=sealed, **facts)
    return delivery


@transaction.atomic
def reopen(delivery: Delivery, *, by: Actor, reason: str) -> Delivery:
    """It was not delivered after all, and waits again; who had marked it stays in the steps, with what proved it."""
    reach.refuse_beyond(by, delivery.receipt.shop)
    steps.refuse_void(delivery)
    was_by = delivery.delivered_by_name
    waits = {"delivered_at": None, "delivered_by_name": "", "received_by": "", "out_at": None}
    if not Delivery.objects.filter(pk=delivery.pk, delivered_at__isnull=False).update(**waits):
        raise NotDelivered(_("%(delivery)s is not marked as delivered.") % {"delivery": delivery.number})
    delivery.refresh_from_db()
    steps.note(delivery, Kind.REOPENED, by=by, note=reason, reason=reason, marked_by=was_by)
    return delivery


def _refuse_past(day: date | None) -> None:
    if day is not None and day < clock.today():
        raise InvalidInput(_("This day is over: choose today or a later one."))
