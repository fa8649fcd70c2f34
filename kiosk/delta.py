"""What changed since a version, so that a till which was away catches up and misses no commit."""

from datetime import timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from apps.core import changes
from apps.core.models import Change
from apps.stores.models import Shop
from kiosk import offer, rows

# A row's key is drawn before its transaction commits, so a lower key may appear after a higher one was read.
# Whatever was noted this long before the version is therefore told again; rows told twice do no harm.
OVERLAP = timedelta(minutes=2)
MOST = 20_000  # changed products; beyond that the snapshot is quicker
MOST_AT_ONCE = 500  # changed products in a push; beyond that the till asks for them


def version() -> int:
    """The newest change. Read it before the rows: they are then at least as new."""
    return Change.objects.aggregate(newest=Max("pk"))["newest"] or 0


def since(shop: Shop, known: int) -> dict[str, Any]:
    """The changes after version ``known``; ``reload`` when there are too many to tell."""
    newest = version()
    reference = Change.objects.filter(pk__lte=known).order_by("-pk").values_list("at", flat=True).first()
    noted = _of(shop)
    if reference is not None:
        noted = noted.filter(Q(pk__gt=known) | Q(at__gte=reference - OVERLAP))
    keys = _keys(noted)
    if known > newest or len(keys) > MOST:
        return {"version": newest, "since": known, "reload": True, "products": [], "removed": [], "settings": None}
    return of_keys(shop, keys, newest) | {"since": known, "settings": offer.of_shop(shop)}


def of_keys(shop: Shop, keys: set[int], newest: int) -> dict[str, Any]:
    """Those products as they are now; the archived ones by key only."""
    told = rows.some_of(shop, keys)
    gone = keys - {row[0] for row in told}
    return {"version": newest, "products": told, "removed": sorted(gone), "settings": None}


def push(shop: Shop, keys: set[int], *, known: int, has_settings: bool) -> dict[str, Any]:
    """What open tills are told at once: the keys that the commits named, and whatever the log holds beyond ``known``,
    for a message that Redis lost."""
    newest = version()
    noted = _of(shop).filter(pk__gt=known)
    wanted = keys | _keys(noted)
    if len(wanted) > MOST_AT_ONCE:
        return {"version": newest, "reload": True}
    told = of_keys(shop, wanted, newest)
    if has_settings or noted.filter(kind=changes.SETTINGS).exists():
        told["settings"] = offer.of_shop(shop)
    return told


def _of(shop: Shop) -> QuerySet[Change]:
    return Change.objects.filter(Q(shop_id=None) | Q(shop_id=shop.pk))


def _keys(noted: QuerySet[Change]) -> set[int]:
    about_products = noted.filter(kind__in=(changes.PRODUCT, changes.LEVEL))
    return {int(key) for key in about_products.values_list("key", flat=True).distinct()[: MOST + 1]}
