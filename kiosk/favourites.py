"""Which tiles come first at a shop: what it sold most lately. Asked once a day, so that no tile moves while selling."""

from datetime import timedelta

from django.core.cache import cache

from apps.core import clock
from apps.sales import queries
from apps.stores.models import Shop

DAYS = 30
MOST = 60
KEPT_SECONDS = 86_400


def of_shop(shop: Shop) -> list[int]:
    """Keys of products, the best-selling one first."""
    key = f"favourites.{shop.pk}.{clock.today()}"
    return list(cache.get_or_set(key, lambda: _sold_lately(shop), KEPT_SECONDS) or ())


def _sold_lately(shop: Shop) -> list[int]:
    return queries.best_sellers(shop, since=clock.today() - timedelta(days=DAYS), most=MOST)
