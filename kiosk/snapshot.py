"""The whole catalogue for a till, compressed once for each version and shop."""

import gzip
import hashlib
import json
import threading
from dataclasses import dataclass
from typing import Any

from apps.core import clock
from apps.stores.models import Shop
from kiosk import delta, offer, rows


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``tag`` names its content; ``compressed`` is the JSON as gzip."""

    tag: str
    compressed: bytes


_kept: dict[int, Snapshot] = {}
_making = threading.Lock()


def tag_of(shop: Shop) -> tuple[str, int, dict[str, Any]]:
    """What a snapshot made now would be named, its version, and its settings."""
    version, settings = delta.version(), offer.of_shop(shop)
    digest = hashlib.sha256(json.dumps([shop.pk, settings], sort_keys=True).encode()).hexdigest()[:12]
    return f'"{version}-{digest}"', version, settings


def of_shop(shop: Shop) -> Snapshot:
    """The kept one while nothing changed; made by one thread at a time otherwise."""
    tag, version, settings = tag_of(shop)
    with _making:
        kept = _kept.get(shop.pk)
        if kept is None or kept.tag != tag:
            kept = _kept[shop.pk] = Snapshot(tag, _compress(shop, version, settings))
    return kept


def forget() -> None:
    """Make each anew at the next call."""
    with _making:
        _kept.clear()


def _compress(shop: Shop, version: int, settings: dict[str, Any]) -> bytes:
    head = {"ok": True, "version": version, "shop_id": shop.pk, "made_at": clock.now().isoformat()}
    opening = _json({**head, **settings})[:-1]
    products = ",".join(map(_json, rows.all_of(shop)))  # texts, not lists: the collector need not walk them
    return gzip.compress(f'{opening},"products":[{products}]}}'.encode(), compresslevel=3)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
