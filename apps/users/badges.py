"""A small figure beside the link of the sidebar."""

from django.http import HttpRequest

from apps.core.backoffice import once_a_request
from apps.users import requests
from apps.users.models import ApprovalRequest, User


def waiting(request: HttpRequest) -> int:
    """Questions from tills that this person may answer now."""
    return len(waiting_of(request))


def waiting_of(request: HttpRequest) -> list[ApprovalRequest]:
    user = request.user
    return once_a_request(request, requests.waiting_for, user) if isinstance(user, User) else []
