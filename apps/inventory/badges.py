"""Small figures beside the links of the sidebar."""

from django.core.cache import cache
from django.http import HttpRequest

from apps.inventory import queries
from apps.stores.backoffice import shops_of

REMEMBERED_SECONDS = 60


def nearly_out(request: HttpRequest) -> int:
    """How many products are critical or out in the shops of whoever looks, each counted once a shop."""
    key = f"inventory.nearly_out.{request.user.pk}"
    count: int | None = cache.get(key)
    if count is None:
        count = sum(row.state != "low" for row in queries.low_stock(shops_of(request)))
        cache.set(key, count, REMEMBERED_SECONDS)
    return count
