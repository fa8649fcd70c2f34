"""The shop's API: routers of the trades, each held to its right, with refusals as problem+json."""

from collections.abc import Iterator
from functools import wraps
from typing import Any

from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.utils import check_csrf

from apps.core.doors import SIGNED_IN, View, open_to
from apps.core.refusals import NexusError
from apps.credits import api as credits
from apps.loyalty import api as loyalty
from apps.stores import enrolment
from apps.stores.models import Register
from apps.users.models import User
from nexus.middleware import STATUS

PROBLEM = "application/problem+json"
ROOT = "api-root"  # ninja's own, by which it finds its addresses; nothing is there

api = NinjaAPI(
    title="Nexus, the shop",
    version="1",
    description="For the shop's own programs. A session of the back office, or of a person at an enrolled till.",
    urls_namespace="shop-api",
    docs_url="/docs",
    openapi_url="/openapi.json",
    docs_decorator=open_to(SIGNED_IN),
)
ROUTERS = {"credits": (credits.router, credits.RIGHT), "loyalty": (loyalty.router, loyalty.RIGHT)}
for name, (router, _right) in ROUTERS.items():
    api.add_router(f"/{name}", router)


@api.exception_handler(NexusError)
def refused(request: HttpRequest, refusal: NexusError) -> HttpResponse:
    status = STATUS.get(refusal.code, 422)
    return problem(status, refusal.sentence, code=refusal.code, details=refusal.details)


@api.exception_handler(ValidationError)
def misunderstood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [".".join(str(part) for part in fault["loc"][1:]) for fault in error.errors]
    return problem(
        422, _("These are not understood: %(fields)s.") % {"fields": ", ".join(fields)}, code="invalid_input"
    )


def problem(status: int, sentence: str, **facts: Any) -> HttpResponse:
    """An answer by RFC 9457; ``detail`` is for people, ``code`` for programs."""
    told = {"type": "about:blank", "title": sentence, "status": status, "detail": sentence, **facts}
    return JsonResponse(told, status=status, content_type=PROBLEM)


def held_to(right: str, view: View) -> View:
    """Let in holders of the right only; others get a problem, never a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user, register = _who(request)
        if user is None:
            return problem(401, _("Sign in first."), code="session_ended")
        if not user.has_perm(right):
            return problem(403, _("%(user)s may not do this. Ask a manager.") % {"user": user}, code="not_allowed")
        request.user = user
        request.register = register  # type: ignore[attr-defined]  # for whoever makes an actor of the request
        if check_csrf(request) is not None:
            return problem(403, _("Reload the page, then try again: it was open for too long."), code="not_allowed")
        return view(request, *args, **kwargs)

    guarded.door = right  # type: ignore[attr-defined]
    return guarded


def _who(request: HttpRequest) -> tuple[User | None, Register | None]:
    """Whoever signed in; by PIN only at an enrolled till within their reach, which is told too."""
    if isinstance(request.user, User):
        return request.user, None
    person = get_user(request)
    register = enrolment.register_of(request.COOKIES.get(enrolment.COOKIE, ""))
    if not isinstance(person, User) or register is None:
        return None, None
    is_within_reach = person.reachable_shops().filter(pk=register.shop_id).exists()
    return (person, register) if is_within_reach else (None, None)


def _patterns() -> Iterator[URLPattern]:
    patterns, _app, _namespace = api.urls
    for pattern in patterns:
        name = str(pattern.pattern).split("/")[0]
        if isinstance(pattern, URLPattern):
            view = open_to(SIGNED_IN)(pattern.callback) if pattern.name == ROOT else pattern.callback
            view = held_to(ROUTERS[name][1], view) if name in ROUTERS else view
            yield URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


urls = (list(_patterns()), "ninja", api.urls_namespace)
