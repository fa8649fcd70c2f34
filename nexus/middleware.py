"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.stores import company

GetResponse = Callable[[HttpRequest], HttpResponse]


def company_timezone(get_response: GetResponse) -> GetResponse:
    """Days begin at midnight where the company trades."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(company.current().timezone):
            return get_response(request)

    return middleware


def refusals_as_pages(get_response: GetResponse) -> GetResponse:
    """A refusal that no page caught becomes a page with its sentence, never a server error."""

    return get_response
