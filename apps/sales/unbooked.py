"""A finished sale that cannot be booked is kept whole for the MD: goods and money have changed hands all the same."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import NexusError
from apps.sales import checkout, exceptions, orders, resolutions
from apps.sales.models import Receipt, UnbookedSale
from apps.stores.models import Register


def bring(values: Mapping[str, Any], *, by: Actor, sell: Callable[..., Receipt] = checkout.sell) -> Receipt:
    """Book what a till finished without us, by ``sell`` (an act that wraps checkout, or checkout itself).

    What is refused is kept whole first, so the refusal loses nothing.
    """
    try:
        receipt = sell(orders.from_json(values), by=by)
    except NexusError as refusal:
        _keep_once(values, refusal, by)
        raise
    booked = UnbookedSale.objects.filter(body_hash=receipt.body_hash, resolved_at=None).first()
    if booked is not None:
        resolve(booked, by=by, resolution=_("Booked as %(number)s.") % {"number": receipt.number})
    return receipt


@transaction.atomic
def resolve(sale: UnbookedSale, *, by: Actor, resolution: str) -> UnbookedSale:
    """Say what came of it, and the till lists it no more; refuses an empty answer and a second one."""
    resolutions.answer(UnbookedSale.objects.filter(pk=sale.pk), resolution, by=by)
    sale.refresh_from_db()
    _audit("sales.resolve_unbooked", sale, by, resolution=sale.resolution)
    exceptions.tell(sale.register_id)
    return sale


def _keep_once(values: Mapping[str, Any], refusal: NexusError, by: Actor) -> None:
    body_hash = orders.hash_of(values)
    if UnbookedSale.objects.filter(body_hash=body_hash).exists():
        return
    try:
        _keep(values, body_hash, refusal, by)
    except IntegrityError:
        return  # the till sent it twice in one moment


@transaction.atomic
def _keep(values: Mapping[str, Any], body_hash: str, refusal: NexusError, by: Actor) -> None:
    register = Register.objects.get(pk=by.register_id or 0)
    sale = UnbookedSale.objects.create(
        body_hash=body_hash,
        key=_text(values, "key", 60),
        provisional_number=_text(values, "provisional_number", 30),
        shop_id=register.shop_id,
        register=register,
        total=_text(values, "total", 30),
        body=json.dumps(values, indent=1),
        code=refusal.code,
        sentence=str(refusal.sentence)[:300],
        at=clock.now(),
        sent_by_name=by.name,
    )
    _audit("sales.keep_unbooked", sale, by, why=sale.sentence)


def _text(values: Mapping[str, Any], name: str, most: int) -> str:
    """A value for people to find the sale by, whatever was sent in its place."""
    return str(values.get(name) or "").replace("\0", "")[:most]


def _audit(act: str, sale: UnbookedSale, by: Actor, **facts: str) -> None:
    log.write(
        act,
        by=by,
        subject="unbooked sale",
        key=sale.pk,
        name=str(sale),
        shop_id=sale.shop_id,
        total=sale.total,
        **facts,
    )
