"""Small figures beside the links of the sidebar."""

from django.http import HttpRequest

from apps.core import clock
from apps.sales import delivery_queries, queries
from apps.stores.backoffice import shops_of


def open_exceptions(request: HttpRequest) -> int:
    """What nobody has answered for yet, in the shops of whoever looks."""
    return queries.open_exceptions(shops_of(request)).count()


def open_unbooked(request: HttpRequest) -> int:
    return queries.open_unbooked(shops_of(request)).count()


def awaited(request: HttpRequest) -> int:
    """Payments that wait for a yes or no."""
    return queries.awaited(shops_of(request)).count()


def doubtful_moves(request: HttpRequest) -> int:
    """Cash that moved oddly and that nobody has answered for yet."""
    return queries.doubtful_moves(shops_of(request)).count()


def overdue_deliveries(request: HttpRequest) -> int:
    """Goods that customers should have had by yesterday."""
    return delivery_queries.overdue(shops_of(request), today=clock.today()).count()
