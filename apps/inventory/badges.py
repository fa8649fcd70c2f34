"""Small figures beside the links of the sidebar."""

from django.core.cache import cache
from django.http import HttpRequest

from apps.inventory import queries, reach, variances, write_offs
from apps.stores.backoffice import shops_of

REMEMBERED_SECONDS = 60
LOW = (("state", "low"), ("shop", reach.OWN))  # the filters of the list that shows what runs low in one's own shops


def runs_low(request: HttpRequest) -> int:
    """How many rows ``LOW`` shows to whoever looks."""
    key = f"inventory.runs_low.{request.user.pk}"
    count: int | None = cache.get(key)
    if count is None:
        count = queries.count_low(shops_of(request))
        cache.set(key, count, REMEMBERED_SECONDS)
    return count


def transfers_to_do(request: HttpRequest) -> int:
    """What comes to the shops of whoever looks: under way, or with a difference that is open."""
    return queries.arriving(shops_of(request)).count()


def counts_to_approve(request: HttpRequest) -> int:
    """What waits for whoever looks to say yes."""
    return queries.counts_to_approve(shops_of(request)).count() if request.user.has_perm(variances.RIGHT) else 0


def write_offs_to_approve(request: HttpRequest) -> int:
    return queries.write_offs_to_approve(shops_of(request)).count() if request.user.has_perm(write_offs.RIGHT) else 0
