"""A cart is put aside for any till of the shop, and taken up by one of them."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput, NotAllowed
from apps.sales.models import ParkedSale, Receipt
from apps.sales.refusals import KeyReused, NotParked

MOST_CHARACTERS = 200_000


def park(cart: Mapping[str, Any], *, key: UUID, units: int, name: str = "", by: Actor) -> ParkedSale:
    """Put a cart aside; the same key is parked once. It is priced anew when it is resumed.

    Refuses KeyReused when the cart was sold: a till that never had the answer would sell it again.
    """
    if by.user_id is None or by.register_id is None or by.shop_id is None:
        raise NotAllowed(_("Only an enrolled till parks a sale."))
    text = json.dumps(cart)
    if units < 1 or len(text) > MOST_CHARACTERS:
        raise InvalidInput(_("There is nothing to park, or too much of it."), field="cart")
    parked = ParkedSale(
        key=key,
        shop_id=by.shop_id,
        register_id=by.register_id,
        name=name.strip()[:80],
        cart=text,
        units=units,
        parked_at=clock.now(),
        parked_by_id=by.user_id,
    )
    try:
        return _park(parked, by)
    except IntegrityError:
        return ParkedSale.objects.get(key=key)


def refuse_parked(key: UUID) -> None:
    """Refuse to sell what waits, or waited, to be taken up under another key."""
    if ParkedSale.objects.filter(key=key).exists():
        raise KeyReused(_("This sale was parked: take it up again, then sell it."))


def parked_in(shop_id: int) -> QuerySet[ParkedSale]:
    """What waits in a shop, the latest first."""
    waiting = ParkedSale.objects.filter(shop_id=shop_id, ended_at__isnull=True)
    return waiting.select_related("register", "parked_by").order_by("-pk")


def resume(key: UUID, *, taken_key: UUID, by: Actor) -> dict[str, Any]:
    """Take a cart up; only one till gets it (NotParked for the others).

    The register that took it and asks again with the same ``taken_key`` gets the same cart: its answer was lost.
    """
    try:
        parked = _end(key, by, "sales.resume", taken_by_id=by.register_id, taken_key=taken_key)
    except NotParked:
        taken = {"taken_by": by.register_id, "taken_key": taken_key, "taken_by__isnull": False}
        before = ParkedSale.objects.filter(key=key, **taken).first()
        if before is None:
            raise
        parked = before
    cart: dict[str, Any] = json.loads(parked.cart)
    return cart


def drop(key: UUID, *, by: Actor, shop_id: int | None = None) -> None:
    """Give a parked cart up, of ``shop_id`` or the actor's shop; what was in it stays on record."""
    _end(key, by, "sales.drop_parked", shop_id=shop_id)


@transaction.atomic
def _park(parked: ParkedSale, by: Actor) -> ParkedSale:
    sold = Receipt.objects.filter(key=parked.key).first()
    if sold is not None:
        words = {"number": sold.number}
        raise KeyReused(_("This cart became %(number)s already: begin a new sale.") % words, **words)
    parked.save(force_insert=True)
    _audit("sales.park", parked, by)
    return parked


@transaction.atomic
def _end(key: UUID, by: Actor, act: str, *, shop_id: int | None = None, **taken: object) -> ParkedSale:
    waiting = parked_in(shop_id or by.shop_id or 0).filter(key=key)
    if not waiting.update(ended_at=clock.now(), ended_by_name=by.name, **taken):
        raise NotParked(_("This sale is no longer parked: somebody took it up or dropped it."))
    parked = ParkedSale.objects.get(key=key)
    _audit(act, parked, by)
    return parked


def _audit(act: str, parked: ParkedSale, by: Actor) -> None:
    lines = json.loads(parked.cart).get("lines", [])
    log.write(
        act,
        by=by,
        subject="parked sale",
        key=parked.pk,
        name=str(parked),
        shop_id=parked.shop_id,
        units=parked.units,
        lines=[[line.get("product_id"), line.get("quantity")] for line in lines if isinstance(line, dict)],
    )
