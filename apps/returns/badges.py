"""Small figures beside the links of the sidebar."""

from typing import cast

from django.http import HttpRequest

from apps.returns import queries
from apps.stores.backoffice import shops_of
from apps.users.models import User


def returns_to_do(request: HttpRequest) -> int:
    """What waits in the shops of whoever looks: for a yes from those who may say it, else to be paid back."""
    return queries.to_do(cast(User, request.user), shops_of(request)).count()
