"""The log of what changed, so that a till which was away catches up without reading everything again."""

from collections.abc import Iterable

from apps.core import bulk, clock, notify
from apps.core.bulk import Every
from apps.core.models import Change

PRODUCT = "product"
LEVEL = "level"
CUSTOMER = "customer"
SETTINGS = "settings"


def record(kind: str, keys: Iterable[int | str], *, shop_id: int | None = None) -> None:
    """Note that rows changed, and tell the open tills after commit. ``shop_id`` empty means every shop."""
    written = [str(key) for key in keys]
    if not written:
        return
    common = {"kind": Every(kind), "shop_id": Every(shop_id), "at": Every(clock.now())}
    bulk.insert_columns(Change, len(written), {"key": written, **common})
    message = {"type": "changed", "kind": kind, "keys": written}
    group = notify.shop_group(shop_id) if shop_id else notify.EVERY_SHOP
    notify.after_commit(group, message)
