"""What every request passes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from apps.core.refusals import NexusError
from apps.stores import company

GetResponse = Callable[[HttpRequest], HttpResponse]
STATUS = {"not_allowed": 403, "not_found": 404, "conflict": 409, "too_many_requests": 429}


def deny_devices(get_response: GetResponse) -> GetResponse:
    """Every answer, a file of the house too, tells the browser which of its devices a page may not ask for."""
    denied = ", ".join(f"{feature}=()" for feature in settings.DENIED_FEATURES)

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        answer["Permissions-Policy"] = denied
        return answer

    return middleware


def company_timezone(get_response: GetResponse) -> GetResponse:
    """Days begin at midnight where the company trades."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/health/"):  # answers even when the database does not
            return get_response(request)
        with timezone.override(company.current().timezone):
            return get_response(request)

    return middleware


class RefusalsAsPages:
    """A refusal that no page caught becomes a page with its sentence, never a server error."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if not isinstance(refusal, NexusError):
            return None
        status = STATUS.get(refusal.code, 422)
        if "application/json" in request.headers.get("Accept", ""):
            told = {"code": refusal.code, "sentence": str(refusal.sentence), "details": refusal.details}
            answer: HttpResponse = JsonResponse({"ok": False, "refusal": told}, status=status)
        else:
            answer = render(request, "nexus/refused.html", {"sentence": refusal.sentence}, status=status)
        if "retry_after" in refusal.details:
            answer.headers["Retry-After"] = str(refusal.details["retry_after"])
        return answer
