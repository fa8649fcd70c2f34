"""Small figures beside the links of the sidebar."""

from django.http import HttpRequest

from apps.core import clock
from apps.preorders import queries
from apps.stores.backoffice import shops_of


def overdue(request: HttpRequest) -> int:
    """What should be here by now, in the shops of whoever looks."""
    return queries.overdue(shops_of(request), on=clock.today()).count()
