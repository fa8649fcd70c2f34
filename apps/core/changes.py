"""The log of what changed, so that a till which was away catches up without reading everything again."""

from collections.abc import Iterable

from apps.core import clock, notify
from apps.core.models import Change

PRODUCT = "product"
LEVEL = "level"
CUSTOMER = "customer"
SETTINGS = "settings"


def record(kind: str, keys: Iterable[int | str], *, shop_id: int | None = None) -> None:
    """Note that rows changed, and tell the open tills after commit. ``shop_id`` empty means every shop."""
    moment = clock.now()
    written = [Change(kind=kind, key=str(key), shop_id=shop_id, at=moment) for key in keys]
    if not written:
        return
    Change.objects.bulk_create(written)
    message = {"type": "changed", "kind": kind, "keys": [change.key for change in written]}
    group = notify.shop_group(shop_id) if shop_id else notify.EVERY_SHOP
    notify.after_commit(group, message)
