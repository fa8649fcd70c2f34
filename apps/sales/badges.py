"""Small figures beside the links of the sidebar."""

from django.http import HttpRequest

from apps.sales import queries
from apps.stores.backoffice import shops_of


def open_exceptions(request: HttpRequest) -> int:
    """What nobody has answered for yet, in the shops of whoever looks."""
    return queries.open_exceptions(shops_of(request)).count()


def open_unbooked(request: HttpRequest) -> int:
    return queries.open_unbooked(shops_of(request)).count()


def awaited(request: HttpRequest) -> int:
    """Payments that wait for a yes or no."""
    return queries.awaited(shops_of(request)).count()
